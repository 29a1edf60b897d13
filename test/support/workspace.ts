/** Sources and projects for tests, all in memory. */

import { contentIn } from '../../server/src/cli/content.ts';
import { type Analysis, analyze } from '../../server/src/engine/analyze.ts';
import { Digests } from '../../server/src/engine/digests.ts';
import type { Language, Neighbours, Project, RuleSet, Source } from '../../server/src/engine/types.ts';
import { classify } from '../../server/src/project/classify.ts';

/** A source at `path` of an imaginary workspace; its language is found as for a real file. Letters of a model are bytes. */
export function sourceOf(path: string, text: string): Source {
  const language = classify(path, text) ?? 'text';
  const source = { uri: `file:///workspace/${path}`, path, language };
  return language === 'model'
    ? { ...source, text: '', content: contentIn(Buffer.from(text, 'latin1')) }
    : { ...source, text };
}

/** The commit that this machine is said to have downloaded of every repository of the organisation `downloaded`. */
const DOWNLOADED = '5a0d3c1e9b7f2468ace013579bdf8642c0ffee12';

/** A workspace that holds `sources`. */
export function projectOf(sources: readonly Source[]): Project {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const digests = new Digests((path) => byPath.get(path));
  return {
    complete: true,
    files: (language) => sources.filter((source) => source.language === language),
    neighbours: { has: (path) => byPath.has(path), digest: (digest, path) => digests.of(digest, path) },
    downloaded: ({ id }) => (id.startsWith('downloaded/') ? DOWNLOADED : undefined),
  };
}

/** A workspace whose files change, as an editor's do: what is known of a file is kept until its text is another one. */
export class EditableProject implements Project {
  revision = 0;
  readonly #sources = new Map<string, Source>();
  readonly #digests = new Digests((path) => this.#sources.get(path));
  readonly neighbours: Neighbours = {
    has: (path) => this.#sources.has(path),
    digest: (digest, path) => this.#digests.of(digest, path),
  };

  /** Takes a new version of a file, or a new file. */
  put(source: Source): void {
    this.#sources.set(source.path, source);
    this.#digests.touch(source.path);
    if (this.#digests.changed(source.path)) this.revision++;
  }

  sources(): Source[] {
    return [...this.#sources.values()];
  }

  files(language: Language): Source[] {
    return this.sources().filter((source) => source.language === language);
  }
}

/** Analyses `text` at `path` in a workspace that also holds `files`. */
export function analyzeText(
  rules: RuleSet,
  path: string,
  text: string,
  files: Readonly<Record<string, string>> = {},
): Analysis {
  const source = sourceOf(path, text);
  const others = Object.entries(files).map(([other, content]) => sourceOf(other, content));
  return analyze(source, projectOf([source, ...others]), rules);
}
