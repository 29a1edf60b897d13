/** Sources and projects for tests, all in memory. */

import { type Analysis, analyze } from '../../server/src/engine/analyze.ts';
import type { Project, RuleSet, Source } from '../../server/src/engine/types.ts';
import { classify } from '../../server/src/project/classify.ts';

/** A source at `path` of an imaginary workspace; its language is found as for a real file. */
export function sourceOf(path: string, text: string): Source {
  return { uri: `file:///workspace/${path}`, path, language: classify(path, text) ?? 'text', text };
}

/** A workspace that holds `sources`. */
export function projectOf(sources: readonly Source[]): Project {
  return { files: (language) => sources.filter((source) => source.language === language) };
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
