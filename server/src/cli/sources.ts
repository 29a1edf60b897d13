/**
 * The files of a scan, as the engine wants them: every file once, those that no other file depends on read when they are
 * asked for instead of being held. Rules also see the dependency files and the configuration around them.
 */
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isKept } from '../disk/git-index.ts';
import type { HubReference, Language, Project, Source } from '../engine/types.ts';
import { HEAD } from '../personal/records.ts';
import { classify } from '../project/classify.ts';
import { contentOf } from './content.ts';
import { ScanNeighbours } from './neighbours.ts';
import { type Read, type ReadText, readHead, readText } from './reading.ts';
import { surroundingsOf } from './surroundings.ts';
import { type Found, refusal } from './walk.ts';

/** A file that was read, or the reason why not. */
export type Loaded =
  | { readonly file: Found; readonly source: Source; readonly read: ReadText }
  | { readonly file: Found; readonly source: undefined; readonly reason: string };

/** The commit of a reference that this machine has downloaded. */
export type Downloaded = (reference: HubReference) => string | undefined;

/** Files that are not held: texts that only secrets are looked for in, models, and tables of data. */
const ALONE: ReadonlySet<Language> = new Set<Language>(['text', 'notebook', 'model', 'data']);

export class Sources implements Project {
  readonly #files: readonly Found[];
  readonly #held = new Map<string, Loaded>();
  readonly #beside: readonly Source[];
  readonly #configuration: readonly Source[] | undefined;
  readonly #downloaded: Downloaded | undefined;
  /** The held files by language; every rule of every file asks for some. */
  readonly #byLanguage = new Map<Language, readonly Source[]>();
  readonly complete: boolean;
  readonly neighbours = new ScanNeighbours((path) => this.#held.get(path)?.source);

  /**
   * `given`: texts that do not come from the disk, by path. `configuration`: what rules see as Parapet's configuration,
   * where it is not what lies around the files. `downloaded`: what was downloaded from a model hub, where it counts.
   * `complete`: the files are those of a whole folder.
   */
  constructor(
    files: readonly Found[],
    given: ReadonlyMap<string, Read> = new Map(),
    configuration?: readonly Source[],
    downloaded?: Downloaded,
    complete = false,
  ) {
    this.#downloaded = downloaded;
    this.complete = complete;
    this.#files = files;
    for (const file of files) {
      const read = given.get(file.path);
      if (read) this.#held.set(file.path, loaded(file, read));
      else if (!ALONE.has(classify(file.path, '') ?? 'text'))
        this.#held.set(file.path, loaded(file, readText(file.path)));
    }
    this.#beside = surroundingsOf(files).flatMap((file) => loaded(file, readText(file.path)).source ?? []);
    this.#configuration = configuration;
  }

  /** Every file of the scan that is `wanted`, in order. Each text is read when its turn comes. */
  *all(wanted: (file: Found) => boolean = () => true): Generator<Loaded> {
    for (const file of this.#files) if (wanted(file)) yield this.#load(file);
  }

  /** The files that are held, which others may depend on. */
  *held(): Generator<Loaded & { readonly source: Source }> {
    for (const loaded of this.#held.values()) if (loaded.source) yield loaded;
  }

  /** Puts a new version of a source in the place of the old one. */
  replace(file: Found, source: Source): void {
    this.#held.set(file.path, { file, source, read: { text: source.text, lossless: true } });
    this.#byLanguage.clear();
    this.neighbours.changed(file.path);
  }

  files(language: Language): Iterable<Source> {
    if (language === 'configuration' && this.#configuration) return this.#configuration;
    if (language === 'text') return this.#written(language);
    const known = this.#byLanguage.get(language);
    if (known) return known;
    const found = [...this.#written(language)];
    this.#byLanguage.set(language, found);
    return found;
  }

  *#written(language: Language): Generator<Source> {
    for (const file of this.#files) {
      const held = this.#held.get(file.path);
      if (held?.source?.language === language) yield held.source;
      else if (!held && language !== 'model' && classify(file.path, '') === language)
        yield unread(file, language);
    }
    yield* this.#beside.filter((source) => source.language === language);
  }

  isVersioned({ uri }: Source): boolean {
    return isKept(fileURLToPath(uri));
  }

  downloaded(reference: HubReference): string | undefined {
    return this.#downloaded?.(reference);
  }

  #load(file: Found): Loaded {
    const held = this.#held.get(file.path);
    if (held) return held;
    const language = classify(file.path, '');
    if (language === 'model') return loadedModel(file);
    return loaded(file, language === 'data' ? readHead(file.path, HEAD) : readText(file.path));
  }
}

/** A file that is read when somebody asks for its text: most are asked for their path alone. */
function unread({ path, inside }: Found, language: Language): Source {
  const source = { uri: pathToFileURL(path).href, path: inside, language };
  return Object.defineProperty({ ...source, text: '' }, 'text', {
    get: () => (language === 'data' ? readHead(path, HEAD) : readText(path)).text ?? '',
  });
}

function sourceOf({ path, inside }: Found, text: string): Source {
  return { uri: pathToFileURL(path).href, path: inside, language: classify(path, text) ?? 'text', text };
}

function loaded(file: Found, read: Read): Loaded {
  if (read.text === undefined) return { file, source: undefined, reason: read.reason };
  return { file, source: sourceOf(file, read.text), read };
}

/** A file of bytes has no text. */
function loadedModel(file: Found): Loaded {
  try {
    const source = { ...sourceOf(file, ''), content: contentOf(file.path) };
    return { file, source, read: { text: '', lossless: false } };
  } catch (error) {
    return { file, source: undefined, reason: `not read: ${refusal(error)}` };
  }
}
