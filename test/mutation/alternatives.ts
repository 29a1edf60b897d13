/**
 * Programs for the elements of lists that each are one way to fit a case: a name among those called, an origin, a kind
 * of data. Long lists would need as many examples; here the program is derived from the element.
 */
import { splitRow } from '../../server/src/python/taint/models.ts';
import { expressionOf, filesOf, type Program, programFor, textsOf, type Wanted } from './code.ts';
import type { RuleMutant } from './mutants.ts';
import { field, type Row, rowsAt, type Tables } from './tables.ts';

interface CallQuery extends Wanted {
  readonly to: readonly string[];
}

interface TaintQuery {
  readonly from: readonly string[];
  readonly to: readonly string[];
}

const CALL_LISTS: ReadonlySet<string> = new Set(['to', 'names', 'origin', 'composed', 'written-by']);

/** One program for each origin that the case names: not every call can have each. */
function calls(
  query: CallQuery,
  path: readonly string[],
  text: string,
  samples: readonly string[],
): Program[] {
  const [list = '', key = ''] = path;
  if (!CALL_LISTS.has(list)) return [];
  const asked = list === 'to' ? { ...query, to: [text] } : { ...query, [list]: { [key]: [text] } };
  const turns = Math.max(1, ...Object.values(asked.origin ?? {}).map((origins) => origins.length));
  return Array.from({ length: turns }, (_, turn) => {
    const origin = Object.fromEntries(
      Object.entries(asked.origin ?? {}).map(([argument, origins]) => [argument, origins.slice(turn)]),
    );
    const program = programFor(asked.to[0] ?? '', { ...asked, origin }, samples);
    return { path: 'app.py', text: program, files: filesOf(query) };
  });
}

/** Rows enough that one of them needs no more than to be called. */
const ENOUGH = 4;

function ofKind(tables: Tables, path: string, kinds: readonly string[]): Row[] {
  return rowsAt(tables, path).filter((row) => kinds.includes(field(row, 'kind')));
}

function flows({ from, to }: TaintQuery, [list]: readonly string[], text: string, tables: Tables): Program[] {
  const sources = ofKind(tables, '*.sources.*', list === 'from' ? [text] : from).slice(0, ENOUGH);
  const sinks = ofKind(tables, '*.sinks.*', list === 'to' ? [text] : to).slice(0, ENOUGH);
  return sinks.flatMap((sink) => {
    const { name, args } = splitRow(field(sink, 'at'));
    return sources.map((source) => ({
      path: 'app.py',
      text: programFor(name, sink.value as Wanted, [], {
        [args[0] ?? '0']: expressionOf(field(source, 'at')),
      }),
      files: filesOf(sink.value as Wanted),
    }));
  });
}

/** Programs that fit the case by what `mutant` lost, if it lost such an element; `tables` are those of the rules. */
export function programsFor({ of, lost, value }: RuleMutant, tables: Tables): Program[] {
  if (!of || !lost) return [];
  const { path, text } = lost;
  if (of.kind === 'taint') return flows(of.query as TaintQuery, path, text, tables);
  if (of.kind !== 'call') return [];
  const samples = value.examples.flatMap((example) => textsOf(example.text));
  return calls(of.query as CallQuery, path, text, samples);
}
