/** Where a requirement is underlined, and what it is for. Knows no rule. */
import type { Source, Span } from '../engine/types.ts';
import type { Requirement } from '../versions/requirement.ts';

/**
 * Name, extras and constraint where they stand in one piece, as PEP 508 has them; of a table the constraint; else the
 * name. Undefined where the format gives no place.
 */
export function placeOf({ span, version, origin }: Requirement, text: string): Span | undefined {
  if (origin?.span && !version) return origin.span;
  if (!span || !version) return version ?? span;
  const between = text.slice(span.end, version.start);
  return /^\s*(?:\[[^\]\n]*\])?\s*\(?$/.test(between) && span.end <= version.start
    ? { start: span.start, end: version.end }
    : version;
}

const WORD =
  '(?:dev|develop|development|tests?|testing|docs?|documentation|lint(?:ing|ers?)?|typing|types?|typecheck|format(?:ting)?|ci|bench(?:marks?)?|examples?|notebooks?|tutorials?|quality|style|qa|build|release|coverage)';
const GROUP = new RegExp(`^(?:.*[-_.])?${WORD}(?:[-_.].*)?$`, 'i');
const FILE = new RegExp(`(?:^|[-_./])${WORD}(?:[-_.][^/]*)?\\.(?:txt|in)$`, 'i');

const APART = /^(?:python|pip|setuptools|wheel|uv|poetry|pip-tools|conda|mamba|cpuonly|blas|nomkl)$/;

/** The interpreter and the installers, which no list pins, and packages of conda that only choose a variant. */
export function isApart({ name }: Requirement): boolean {
  return APART.test(name);
}

/** Only those who work on the project install it. */
export function isForDevelopment({ group }: Requirement, source: Source): boolean {
  return (group !== undefined && GROUP.test(group)) || FILE.test(source.path);
}
