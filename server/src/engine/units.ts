/** What no comment can interrupt, asked of the languages. For writing suppressions and for reading them. */
import { LANGUAGES } from './languages.ts';
import type { Source, Span } from './types.ts';

/** The places of `source` that a comment can only precede or follow as a whole. */
export function unitsOf(source: Source): Span[] {
  return LANGUAGES.filter((support) => support.languages.includes(source.language)).flatMap((support) => [
    ...(support.units?.(source) ?? []),
  ]);
}
