/**
 * Which configuration holds for a file, read from disk: the nearest one above it, the one that the user names, or none.
 * What is wrong in them is kept, so that it is told whichever rules run.
 */
import { dirname, join, relative } from 'node:path';
import type { RuleSet, Source } from '../engine/types.ts';
import {
  CONFIGURATION_FILES,
  type Configuration,
  excludes,
  NOTHING_CONFIGURED,
  type ReadConfiguration,
  readConfiguration,
  selectionOf,
} from '../project/configuration.ts';
import { type Selection, selectRules } from '../ruleset/selection.ts';
import { readText } from './reading.ts';
import { Unusable } from './unusable.ts';

/** A configuration file in use. */
export interface Placed extends ReadConfiguration {
  readonly path: string;
  readonly folder: string;
  readonly text: string;
}

/** Where configuration comes from: found beside the files, one file for everything, or nowhere. */
export type Choice = { readonly kind: 'nearest' | 'none' } | { readonly kind: 'file'; readonly path: string };

export class Configurations {
  readonly #rules: RuleSet;
  readonly #door: Selection;
  readonly #nearest: boolean;
  readonly #everywhere: Placed | undefined;
  readonly #byFolder = new Map<string, Placed | undefined>();
  readonly #selected = new Map<Configuration, RuleSet>();

  /** Throws `Unusable` when the file that `choice` names cannot be read. `door`: what options ask for. */
  constructor(rules: RuleSet, choice: Choice, cwd: string, door: Selection) {
    this.#rules = rules;
    this.#door = door;
    this.#nearest = choice.kind === 'nearest';
    this.#everywhere = choice.kind === 'file' ? this.#named(choice.path, cwd) : undefined;
  }

  /** The configuration files that were read, in the order of their paths. */
  used(): Placed[] {
    const found = [this.#everywhere, ...this.#byFolder.values()].filter((placed) => placed !== undefined);
    return [...new Set(found)].sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  /** The configuration that holds for every file, or none, as rules see it. */
  asSources(): Source[] {
    return this.used().map(({ path, text }) => {
      const name = path.endsWith('.toml') ? 'pyproject.toml' : 'parapet.yaml';
      return { uri: path, path: name, language: 'configuration', text };
    });
  }

  /** What holds for the file at `path`. */
  of(path: string): Configuration {
    return this.#placed(path)?.configuration ?? NOTHING_CONFIGURED;
  }

  /** The rules that run on the file at `path`. */
  rulesFor(path: string): RuleSet {
    const configuration = this.of(path);
    const known = this.#selected.get(configuration);
    if (known) return known;
    const selected = selectRules(this.#rules, selectionOf(configuration, this.#door));
    this.#selected.set(configuration, selected);
    return selected;
  }

  /** Whether the configuration leaves out the file or folder at `path`. */
  excluded(path: string, folder: boolean): boolean {
    const placed = this.#placed(path);
    if (!placed) return false;
    const inside = relative(placed.folder, path).replaceAll('\\', '/');
    return inside !== '' && excludes(placed.configuration, folder ? `${inside}/` : inside);
  }

  #placed(path: string): Placed | undefined {
    return this.#nearest ? this.#inFolder(dirname(path)) : this.#everywhere;
  }

  #inFolder(folder: string): Placed | undefined {
    if (this.#byFolder.has(folder)) return this.#byFolder.get(folder);
    const above = dirname(folder);
    const placed = this.#read(folder) ?? (above === folder ? undefined : this.#inFolder(above));
    this.#byFolder.set(folder, placed);
    return placed;
  }

  #read(folder: string): Placed | undefined {
    for (const name of CONFIGURATION_FILES) {
      const path = join(folder, name);
      const { text } = readText(path);
      const read = text === undefined ? undefined : readConfiguration(path, text, this.#rules.rules);
      if (read && text !== undefined) return { ...read, path, folder, text };
    }
    return undefined;
  }

  #named(path: string, cwd: string): Placed {
    const read = readText(path);
    if (read.text === undefined)
      throw new Unusable(`The configuration ${path} cannot be used: ${read.reason}.`);
    const configuration = readConfiguration(path, read.text, this.#rules.rules);
    return {
      configuration: configuration?.configuration ?? NOTHING_CONFIGURED,
      problems: configuration?.problems ?? [],
      path,
      folder: cwd,
      text: read.text,
    };
  }
}
