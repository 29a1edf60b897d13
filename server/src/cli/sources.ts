/**
 * The texts of a scan, as the engine wants them: every file once, those that only secrets are looked for in read again
 * when they are asked for instead of being held. Rules also see the dependency files and the configuration around them.
 */
import { pathToFileURL } from 'node:url';
import type { Language, Project, Source } from '../engine/types.ts';
import { classify } from '../project/classify.ts';
import { type Read, type ReadText, readText } from './reading.ts';
import { surroundingsOf } from './surroundings.ts';
import type { Found } from './walk.ts';

/** A file that was read, or the reason why not. */
export type Loaded =
  | { readonly file: Found; readonly source: Source; readonly read: ReadText }
  | { readonly file: Found; readonly source: undefined; readonly reason: string };

export class Sources implements Project {
  readonly #files: readonly Found[];
  readonly #held = new Map<string, Loaded>();
  readonly #beside: readonly Source[];
  readonly #configuration: readonly Source[] | undefined;

  /**
   * `given`: texts that do not come from the disk, by path. `configuration`: what rules see as Parapet's configuration,
   * where it is not what lies around the files.
   */
  constructor(
    files: readonly Found[],
    given: ReadonlyMap<string, Read> = new Map(),
    configuration?: readonly Source[],
  ) {
    this.#files = files;
    for (const file of files) {
      const read = given.get(file.path);
      if (read) this.#held.set(file.path, loaded(file, read));
      else if (classify(file.path, '') !== 'text')
        this.#held.set(file.path, loaded(file, readText(file.path)));
    }
    this.#beside = surroundingsOf(files).flatMap((file) => loaded(file, readText(file.path)).source ?? []);
    this.#configuration = configuration;
  }

  /** Every file of the scan, in order. Each text is read when its turn comes. */
  *all(): Generator<Loaded> {
    for (const file of this.#files) yield this.#load(file);
  }

  /** Puts a new version of a source in the place of the old one. */
  replace(file: Found, source: Source): void {
    this.#held.set(file.path, { file, source, read: { text: source.text, lossless: true } });
  }

  *files(language: Language): Generator<Source> {
    if (language === 'configuration' && this.#configuration) {
      yield* this.#configuration;
      return;
    }
    for (const file of this.#files) {
      if (!this.#held.has(file.path) && language !== 'text') continue;
      const { source } = this.#load(file);
      if (source?.language === language) yield source;
    }
    yield* this.#beside.filter((source) => source.language === language);
  }

  #load(file: Found): Loaded {
    return this.#held.get(file.path) ?? loaded(file, readText(file.path));
  }
}

function sourceOf({ path, inside }: Found, text: string): Source {
  return { uri: pathToFileURL(path).href, path: inside, language: classify(path, text) ?? 'text', text };
}

function loaded(file: Found, read: Read): Loaded {
  if (read.text === undefined) return { file, source: undefined, reason: read.reason };
  return { file, source: sourceOf(file, read.text), read };
}
