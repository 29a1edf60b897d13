/**
 * Pins in all files of a run, until nothing more is known: what one file pins, another may take over. Works on texts
 * that were read; writing them is somebody else's business.
 */
import { type Analysis, analyze } from '../../engine/analyze.ts';
import { applyEdits, combine } from '../../engine/edits.ts';
import { FIXED_LANGUAGES } from '../../engine/placeholder.ts';
import type { Edit, Fix, Gap, RuleSet, Source, Span } from '../../engine/types.ts';
import { classify } from '../../project/classify.ts';
import { broken } from '../repair.ts';
import type { Loaded, Sources } from '../sources.ts';
import type { Found, Skipped } from '../walk.ts';
import { type Unpinned, unpinnedIn } from './pins.ts';

/** Rounds after which a run ends: each takes over what the one before has pinned. */
const ROUNDS = 10;

/** Something that was unpinned; `span` is its place in the text as it was read. */
export interface Item {
  readonly span: Span;
  readonly message: string;
  /** What repairs it: with what is known, or with a placeholder. */
  readonly fix?: Fix;
}

/** One file after a run. */
export interface Pinned {
  readonly file: Found;
  readonly before: Source;
  readonly text: string;
  readonly lossless: boolean;
  readonly pinned: readonly Item[];
  readonly placeholders: readonly Item[];
  /** Nothing is known of these, and they are as they were. */
  readonly unknown: readonly Item[];
  readonly gaps: readonly Gap[];
}

export interface Outcome {
  readonly files: readonly Pinned[];
  readonly skipped: readonly Skipped[];
}

export interface Request {
  /** The files of the run, and what is known around them. */
  readonly sources: Sources;
  /** The rules that look for unpinned things in the file at a path. */
  readonly rulesFor: (path: string) => RuleSet;
  readonly placeholders: boolean;
  /** ISO date, for suppressions that end. */
  readonly today: string;
}

/** What a look at one version of a file found. */
interface Look {
  readonly analysis: Analysis;
  readonly found: readonly Unpinned[];
}

interface State {
  readonly file: Found;
  readonly before: Source;
  readonly lossless: boolean;
  readonly rules: RuleSet;
  source: Source;
  /** At the current text; undefined when it has changed since. */
  last: Look | undefined;
  /** What was applied, round by round. */
  readonly edits: Edit[][];
  readonly pinned: Item[];
}

/** Where `offset` of the text after `edits` was before them. */
function unmoved(offset: number, edits: readonly Edit[]): number {
  let shift = 0;
  for (const { span, text } of [...edits].sort((a, b) => a.span.start - b.span.start)) {
    if (span.start + shift >= offset) break;
    shift += text.length - (span.end - span.start);
  }
  return offset - shift;
}

function item({ edits }: State, { span, message }: Unpinned, fix?: Fix): Item {
  const start = edits.toReversed().reduce(unmoved, span.start);
  return { span: { start, end: start }, message, ...(fix ? { fix } : {}) };
}

function look({ sources, today }: Request, { rules }: State, source: Source): Look {
  const analysis = analyze(source, sources, rules, { today });
  return { analysis, found: unpinnedIn(source, analysis, sources, rules.models) };
}

/** Applies as many of `fixes` as go together; none where the text would be harder to read than before. */
function apply(request: Request, state: State, { analysis }: Look, fixes: readonly Fix[]): readonly Fix[] {
  const { edits, applied } = combine(fixes);
  if (applied.length === 0) return [];
  const source = { ...state.source, text: applyEdits(state.source.text, edits) };
  if (broken(look(request, state, source).analysis) > broken(analysis)) return [];
  state.source = source;
  state.last = undefined;
  state.edits.push(edits);
  request.sources.replace(state.file, source);
  return applied;
}

/** Pins what is known in one file. Returns whether anything changed. */
function pin(request: Request, state: State): boolean {
  // Where nothing was unpinned, no other file can help.
  if (state.last?.found.length === 0) return false;
  const now = look(request, state, state.source);
  state.last = now;
  const places = new Map(now.found.flatMap((one) => (one.pin ? [[one.pin, item(state, one, one.pin)]] : [])));
  const applied = apply(request, state, now, [...places.keys()]);
  state.pinned.push(...applied.flatMap((fix) => places.get(fix) ?? []));
  return applied.length > 0;
}

/** What is left in one file when nothing more is known. */
function finish(request: Request, state: State): Pinned {
  const now = state.last ?? look(request, state, state.source);
  const items = now.found.map((one) => ({ one, item: item(state, one, one.placeholder) }));
  const wanted = request.placeholders ? now.found.flatMap(({ placeholder }) => placeholder ?? []) : [];
  const applied = new Set(apply(request, state, now, wanted));
  const isFilled = ({ placeholder }: Unpinned): boolean =>
    placeholder !== undefined && applied.has(placeholder);
  return {
    file: state.file,
    before: state.before,
    text: state.source.text,
    lossless: state.lossless,
    pinned: state.pinned.toSorted((a, b) => a.span.start - b.span.start),
    placeholders: items.filter(({ one }) => isFilled(one)).map((each) => each.item),
    unknown: items.filter(({ one }) => !isFilled(one)).map((each) => each.item),
    gaps: now.analysis.gaps.filter(({ syntax }) => !syntax),
  };
}

function stateOf(request: Request, loaded: Loaded): State[] {
  const { file, source } = loaded;
  if (!source) return [];
  const rules = request.rulesFor(file.path);
  const { lossless } = loaded.read;
  return [{ file, before: source, lossless, rules, source, last: undefined, edits: [], pinned: [] }];
}

/** Pins what is known in all files of `request`, and says what is not. */
export function pinAll(request: Request): Outcome {
  const loaded = [...request.sources.all(({ path }) => FIXED_LANGUAGES.has(classify(path, '') ?? 'text'))];
  const states = loaded.flatMap((each) => stateOf(request, each));
  for (let round = 0; round < ROUNDS; round++) {
    const changed = states.filter((state) => pin(request, state));
    if (changed.length === 0) break;
  }
  return {
    files: states.map((state) => finish(request, state)),
    skipped: loaded.flatMap((each) => (each.source ? [] : [{ path: each.file.path, reason: each.reason }])),
  };
}
