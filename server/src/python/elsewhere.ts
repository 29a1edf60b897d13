/**
 * What lies behind the imports of one file, kept from version to version of it. When other files say something else,
 * every answer that was given is worked out again, and what rests on one that changed is told by a new token.
 */
import type { Project, Source } from '../engine/types.ts';
import type { Known } from './constants.ts';
import { type Definition, Linker } from './linker.ts';
import { plain, rootReference } from './reference.ts';
import { untracked } from './tracking.ts';

export interface Elsewhere {
  /** The full names behind a reference; none where `import *` surely does not bring it. */
  names(reference: string): readonly string[];
  /** The value behind a reference, as far as it is known. */
  value(reference: string): Known | undefined;
  /** Where what is behind a reference is defined, in a file of the project. */
  definition(reference: string): Definition | undefined;
}

/** Knows no other files: what is imported is what the import says. */
export const NOWHERE: Elsewhere = {
  names: (reference) => [plain(reference)],
  value: () => undefined,
  definition: () => undefined,
};

/** After more answers than these all are forgotten. */
const MOST = 20_000;

export class ProjectElsewhere implements Elsewhere {
  #linker: Linker | undefined;
  #generation = 0;
  #project: Project | undefined;
  #revision: number | undefined;
  #path: string | undefined;
  readonly #names = new Map<string, readonly string[]>();
  readonly #values = new Map<string, Known | undefined>();
  readonly #definitions = new Map<string, Definition | undefined>();
  readonly #tokens = new Map<string, object>();

  /** Makes the answers those for `source` in `project`, before its next version is read. */
  renew(source: Source, project: Project): void {
    const { revision } = project;
    const same =
      this.#project === project &&
      this.#path === source.path &&
      this.#revision === revision &&
      revision !== undefined;
    if (same) return;
    this.#generation++;
    const moved = this.#path !== source.path;
    this.#project = project;
    this.#path = source.path;
    this.#revision = revision;
    this.#linker = project.neighbours && new Linker(project.neighbours, source);
    if (moved || this.#names.size + this.#values.size > MOST) this.#forget();
    else this.#verify();
  }

  /** Another number whenever an answer may be another. */
  get generation(): number {
    return this.#generation;
  }

  names(reference: string): readonly string[] {
    const known = this.#names.get(reference);
    if (known) return known;
    const found = untracked(() => this.#linker?.names(reference)) ?? [plain(reference)];
    this.#names.set(reference, found);
    return found;
  }

  value(reference: string): Known | undefined {
    if (this.#values.has(reference)) return this.#values.get(reference);
    const found = untracked(() => this.#linker?.value(reference));
    this.#values.set(reference, found);
    return found;
  }

  definition(reference: string): Definition | undefined {
    if (this.#definitions.has(reference)) return this.#definitions.get(reference);
    const found = untracked(() => this.#linker?.definition(reference));
    this.#definitions.set(reference, found);
    return found;
  }

  /** The same object for as long as all that was asked of the import `root` has the same answer. */
  token(root: string): object {
    const token = this.#tokens.get(root) ?? {};
    this.#tokens.set(root, token);
    return token;
  }

  #forget(): void {
    this.#names.clear();
    this.#values.clear();
    this.#definitions.clear();
    this.#tokens.clear();
  }

  #verify(): void {
    const names = [...this.#names];
    const values = [...this.#values];
    const definitions = [...this.#definitions];
    this.#names.clear();
    this.#values.clear();
    this.#definitions.clear();
    for (const [reference, old] of names)
      if (old.join('\n') !== this.names(reference).join('\n')) this.#tokens.delete(rootReference(reference));
    for (const [reference, old] of values)
      if (JSON.stringify(old) !== JSON.stringify(this.value(reference)))
        this.#tokens.delete(rootReference(reference));
    for (const [reference, old] of definitions)
      if (JSON.stringify(old) !== JSON.stringify(this.definition(reference)))
        this.#tokens.delete(rootReference(reference));
  }
}
