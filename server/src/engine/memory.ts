/**
 * Facts of the files that are open in an editor, kept from one version to the next. Owns what they hold (parser
 * trees), and gives it back when a file is closed.
 */
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
    for (const [support, facts] of this.#facts.get(uri) ?? []) support.release(facts);
    this.#facts.delete(uri);
  }

  releaseAll(): void {
    for (const uri of [...this.#facts.keys()]) this.release(uri);
  }
}
