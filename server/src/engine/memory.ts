/** Facts of the files that are open in an editor, kept from one version to the next. */
import type { LanguageSupport } from './language.ts';

type Support = LanguageSupport<unknown, unknown>;

export class Memory {
  readonly #facts = new Map<string, Map<Support, unknown>>();

  /** The facts of the last version, which from now on belong to the caller. */
  take(support: Support, uri: string): unknown {
    const facts = this.#facts.get(uri)?.get(support);
    this.#facts.get(uri)?.delete(support);
    return facts;
  }

  keep(support: Support, uri: string, facts: unknown): void {
    const file = this.#facts.get(uri) ?? new Map<Support, unknown>();
    file.set(support, facts);
    this.#facts.set(uri, file);
  }

  /** Forgets a file, e.g. when it is closed. */
  release(uri: string): void {
    this.#facts.delete(uri);
  }
}
