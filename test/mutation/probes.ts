/**
 * Rules and a table of the tests' own that show what the rows of other tables do: whatever a source gives is reported
 * at `probe.sink_of(kind)`, whatever a loader's origin is at `probe.load`.
 */
import type { MatchCase, Rule } from '../../server/src/engine/types.ts';
import { list, rowsAt, type Tables } from './tables.ts';

function probe(id: string, match: MatchCase): Rule {
  return {
    id,
    area: 'loading',
    aliases: [],
    title: id,
    message: id,
    severity: 'info',
    confidence: 'high',
    default: 'on',
    why: '',
    references: {},
    controls: [],
    match: [match],
    fixes: [],
    examples: [],
  };
}

/** A kind as a part of a Python name. */
function word(kind: string): string {
  return kind.replaceAll('-', '_');
}

/** Code that gives a value of `kind`. */
export function sourceOf(kind: string): string {
  return `probe.of_${word(kind)}()`;
}

/** Code that passes `code` to a sink of `kind`. */
export function sinkOf(kind: string, code: string): string {
  return `probe.into_${word(kind)}(${code})`;
}

/** Goes through every call. */
export const MOVING = 'probe-moving';
/** Goes only where a row lets it. */
export const RESTING = 'probe-resting';

const ORIGINS = ['user', 'remote', 'unknown', 'local', 'self', 'checked'];

/** The kinds of sources and of sinks that `tables` speak of. */
function kindsIn(tables: Tables): { readonly sources: string[]; readonly sinks: string[] } {
  const kinds = rowsAt(tables, '*.kinds.*').map(({ at }) => at.at(-1) ?? '');
  const stops = [...rowsAt(tables, '*.sanitizers.*'), ...rowsAt(tables, '*.guards.*')].flatMap((row) =>
    list(row, 'stops').filter((stop) => stop !== 'all'),
  );
  const sinks = rowsAt(tables, '*.sinks.*').flatMap((row) => list(row, 'kind'));
  const sources = rowsAt(tables, '*.sources.*').flatMap((row) => list(row, 'kind'));
  return {
    sources: [...new Set([...kinds, ...sources, MOVING, RESTING])],
    sinks: [...new Set([...sinks, ...stops, MOVING])],
  };
}

/** The rules: one for each kind of source, of sink, and of origin, and one for texts that the program decides. */
export function probeRules(tables: Tables): Rule[] {
  const { sources, sinks } = kindsIn(tables);
  return [
    ...sources.map((kind) => probe(`from-${kind}`, { kind: 'taint', query: { from: [kind], to: [MOVING] } })),
    ...sinks.map((kind) => probe(`to-${kind}`, { kind: 'taint', query: { from: [MOVING], to: [kind] } })),
    ...ORIGINS.map((origin) =>
      probe(`origin-${origin}`, { kind: 'call', query: { to: ['probe.load'], origin: { '0': [origin] } } }),
    ),
    probe('fixed-text', { kind: 'call', query: { to: ['probe.text'], composed: { '0': ['fixed'] } } }),
    ...['operator', 'others'].map((writer) =>
      probe(`written-by-${writer}`, {
        kind: 'call',
        query: { to: ['probe.text'], 'written-by': { '0': [writer] } },
      }),
    ),
  ];
}

/** The table for the kinds that `tables` speak of. */
export function probeTable(tables: Tables): unknown {
  const { sources, sinks } = kindsIn(tables);
  return {
    kinds: { [MOVING]: { title: 'x', passes: true }, [RESTING]: { title: 'x', passes: false } },
    sources: sources.map((kind) => ({ at: sourceOf(kind), kind, note: 'x' })),
    sinks: sinks.map((kind) => ({ at: sinkOf(kind, '0'), kind })),
  };
}
