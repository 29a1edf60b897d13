/**
 * Analyses open documents and keeps what was found until the next version. The one place where the server meets the
 * engine; knows nothing of requests.
 */
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type Analysis, analyze } from '../engine/analyze.ts';
import { Memory } from '../engine/memory.ts';
import type { RuleSet, Source } from '../engine/types.ts';
import { type Selection, selectRules } from '../ruleset/selection.ts';
import { sourceOf } from './documents.ts';
import { keyOf } from './folders.ts';
import type { WorkspaceIndex } from './workspaceIndex.ts';

/** What was found in one version of a document. */
export interface Checked extends Analysis {
  readonly version: number;
  readonly source: Source;
  readonly rules: RuleSet;
  /** How long the analysis took, in milliseconds. */
  readonly took: number;
}

export class Checker {
  readonly #rules: RuleSet;
  readonly #index: WorkspaceIndex;
  readonly #memory = new Memory();
  readonly #selected = new Map<string, RuleSet>();
  readonly #checked = new Map<string, Checked>();

  constructor(rules: RuleSet, index: WorkspaceIndex) {
    this.#rules = rules;
    this.#index = index;
  }

  /** Analyses the current version of `document` and keeps the result. */
  check(document: TextDocument, selection: Selection): Checked {
    const started = performance.now();
    const source = this.open(document);
    const rules = this.#select(selection);
    const today = new Date().toISOString().slice(0, 10);
    const analysis = analyze(source, this.#index, rules, { memory: this.#memory, today });
    this.#index.settle(keyOf(document.uri));
    const took = performance.now() - started;
    const checked: Checked = { ...analysis, version: document.version, source, rules, took };
    this.#checked.set(document.uri, checked);
    return checked;
  }

  /** Analyses another text in the place of a checked document, e.g. one that is half repaired; keeps nothing. */
  recheck({ source, rules }: Checked, text: string): Analysis {
    return analyze({ ...source, text }, this.#index, rules);
  }

  /** Makes the current version known to the other documents. */
  open(document: TextDocument): Source {
    const source = sourceOf(document, this.#index.folders);
    this.#index.open(keyOf(document.uri), source);
    return source;
  }

  /** What was found last in a document, whatever its version. */
  last(uri: string): Checked | undefined {
    return this.#checked.get(uri);
  }

  /** Forgets what was found, e.g. because the document is not to be analysed any more. */
  clear(uri: string): void {
    this.#memory.release(uri);
    this.#checked.delete(uri);
  }

  close(uri: string): void {
    this.clear(uri);
    this.#index.close(keyOf(uri));
  }

  /** Rule sets are kept, because languages compile each of them once. */
  #select(selection: Selection): RuleSet {
    const key = JSON.stringify(selection);
    const known = this.#selected.get(key);
    if (known) return known;
    const selected = selectRules(this.#rules, selection);
    this.#selected.set(key, selected);
    return selected;
  }
}
