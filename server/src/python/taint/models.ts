/**
 * The tables under `rules/models/` that speak of flows, compiled: sources, sinks, flows, sanitizers and guards by full
 * name. Which library a row is about is data; this file knows the notation only.
 */

import type { ThreatModel } from '../../engine/types.ts';
import { argumentOf } from '../arguments.ts';
import type { Call, Expression } from '../ast.ts';
import type { CallConditions } from '../call-conditions.ts';
import type { Names } from '../names.ts';
import { NameIndex } from '../patterns.ts';
import type { Kind } from './kinds.ts';

/** `*` for any argument, `self` for the receiver, else `position`, `name` or `position|name`. */
type ArgumentKey = string;

export interface SourceRow {
  readonly kind: Kind;
  readonly note: string;
  readonly onPage?: boolean;
}
/** A sink may depend on what else the call is given: `shell=True`. */
export interface SinkRow extends CallConditions {
  readonly kind: string;
  /** The call makes what a sink is given later, and gives no answer. */
  readonly composes?: boolean;
  readonly args: readonly ArgumentKey[];
}
export interface FlowRow {
  readonly args: readonly ArgumentKey[];
}
export interface StopRow extends CallConditions {
  /** Of a guard: a call whose argument is guarded where the call's result is among the guard's arguments (a signature). */
  readonly signed?: string;
  readonly stops: 'all' | readonly string[];
  readonly args: readonly ArgumentKey[];
}
/** A call that takes a text apart: whoever checked one of `attributes` of its result has checked the text. */
export interface PartRow extends StopRow {
  readonly attributes: ReadonlySet<string>;
}
/** A check that is known by a word of its name: `is_safe_path`, `url_allowed`. */
export interface WordRow {
  readonly words: ReadonlySet<string>;
  /** Words of names that check something else: `allowed_file`. */
  readonly without: ReadonlySet<string>;
  readonly stops: readonly string[];
}
/** How far a kind goes without a row. */
export interface KindRow {
  readonly title: string;
  readonly passes: boolean;
  readonly methods: ReadonlySet<string>;
  readonly attributes: ReadonlySet<string>;
  readonly subscripts: boolean;
}

/** A call that calls a function that it is given. */
export interface CallbackRow {
  /** The argument that is the function. */
  readonly function: ArgumentKey;
  /** What that is called with: the other arguments, the items of those, the items of `args`, or what it gave and an item. */
  readonly given: 'rest' | 'items' | 'args' | 'fold';
}

export interface TaintModels {
  readonly kinds: ReadonlyMap<Kind, KindRow>;
  /** The kinds that are left after a way that no row speaks of: `call`, `.m()`, `.attribute`, `[0]`, `[*]`. */
  readonly survivors: (way: string) => ReadonlySet<Kind>;
  readonly callbacks: NameIndex<CallbackRow>;
  /** Kinds of sinks whose call gives an answer, not what it was given. */
  readonly answering: ReadonlySet<string>;
  /** Objects that are handed around, by full name: what they give to who asks, as rows of sources say it. */
  readonly objects: NameIndex<ReadonlyMap<string, readonly SourceRow[]>>;
  /** Methods of these that give something. */
  readonly asked: ReadonlySet<string>;
  /** Kinds of sinks that take what they are given for a name, or for an open stream: nothing that was written into it. */
  readonly naming: ReadonlySet<string>;
  /** Kinds of sinks that write out as text what they are given. */
  readonly showing: ReadonlySet<string>;
  /** Calls that make a stream of what they are given. */
  readonly streams: NameIndex<FlowRow>;
  readonly sources: NameIndex<SourceRow>;
  readonly sinks: NameIndex<SinkRow>;
  readonly flows: NameIndex<FlowRow>;
  /** Functions whose result is made of what they are given: texts of texts, containers of items. */
  readonly transforms: NameIndex<true>;
  /** The same for methods, whatever they are called on: `join`, `format`. */
  readonly composing: ReadonlySet<string>;
  /** Attributes and items whose text cannot do harm: the ending of a file name. */
  readonly partSanitizers: NameIndex<StopRow & { readonly index?: number }>;
  /** Methods that answer with a number or a bool. */
  readonly measuring: ReadonlySet<string>;
  /** Methods that give all that an object holds: `model_dump`. */
  readonly viewing: ReadonlySet<string>;
  readonly sanitizers: NameIndex<StopRow>;
  /** Methods of texts whose result cannot do harm: `replace("..", "")`. */
  readonly sanitizingMethods: ReadonlyMap<string, readonly StopRow[]>;
  readonly guards: NameIndex<StopRow>;
  readonly guardMethods: ReadonlyMap<string, StopRow>;
  /** Methods that raise where the check fails: what follows the call may rely on it. */
  readonly raisingMethods: ReadonlyMap<string, StopRow>;
  readonly guardWords: readonly WordRow[];
  readonly parts: NameIndex<PartRow>;
  readonly terminating: NameIndex<true>;
  readonly threatModel: ThreatModel;
  /** The tables as written, for facts that are no flows (serving frameworks). */
  readonly tables: Readonly<Record<string, unknown>>;
}

interface Row extends CallConditions {
  readonly given?: CallbackRow['given'];
  readonly at?: string;
  readonly signed?: string;
  readonly method?: string;
  readonly raises?: boolean;
  readonly composes?: boolean;
  readonly kind?: string;
  readonly note?: string;
  readonly 'on-page'?: boolean;
  readonly stops?: 'all' | string[];
  readonly words?: string[];
  readonly without?: string[];
  readonly attributes?: string[];
}

interface Table {
  readonly kinds?: Record<
    string,
    { title: string; passes?: boolean; methods?: string[]; attributes?: string[]; subscripts?: boolean }
  >;
  readonly terminating?: string[];
  readonly answering?: string[];
  readonly naming?: string[];
  readonly showing?: string[];
  readonly objects?: string[];
  readonly streams?: string[];
  readonly sources?: Row[];
  readonly sinks?: Row[];
  readonly flows?: Row[];
  readonly transforms?: string[];
  readonly composing?: string[];
  readonly viewing?: string[];
  readonly measuring?: string[];
  readonly 'part-sanitizers'?: { readonly at: string; readonly index?: number; readonly stops: string[] }[];
  readonly sanitizers?: Row[];
  readonly guards?: Row[];
  readonly callbacks?: Row[];
  readonly parts?: Row[];
}

function survives(row: KindRow, way: string): boolean {
  if (row.passes) return true;
  if (way.startsWith('[')) return row.subscripts;
  if (!way.startsWith('.')) return false;
  return way.endsWith('()') ? row.methods.has(way.slice(1, -2)) : row.attributes.has(way.slice(1));
}

/** Ways beyond this many are not remembered. */
const MOST_WAYS = 5_000;

function survivorsOf(kinds: ReadonlyMap<Kind, KindRow>): TaintModels['survivors'] {
  const known = new Map<string, ReadonlySet<Kind>>();
  /** Equal sets are one object, so that comparing them is cheap. */
  const sets = new Map<string, ReadonlySet<Kind>>();
  return (way) => {
    const old = known.get(way);
    if (old) return old;
    const left = [...kinds].filter(([, row]) => survives(row, way)).map(([kind]) => kind);
    const set = sets.get(left.join()) ?? new Set(left);
    sets.set(left.join(), set);
    if (known.size > MOST_WAYS) known.clear();
    known.set(way, set);
    return set;
  };
}

/** `pickle.loads(0|data)` -> the callee's name and the arguments; `*` when the parentheses are empty. */
export function splitRow(at: string): { name: string; args: string[] } {
  const open = at.endsWith(')') ? at.lastIndexOf('(') : -1;
  if (open < 0) throw new Error(`a model row needs its arguments in parentheses: ${at}`);
  const inner = at.slice(open + 1, -1).trim();
  return { name: at.slice(0, open), args: inner === '' ? ['*'] : inner.split(',').map((arg) => arg.trim()) };
}

/** What may be asked of an object, in the notation of its full name: `.json()`, `.url.path`. */
const ASKED = /^(?:\.\w+(?:\(\))?){1,2}$/;

/** What the rows of `sources` tell of the object called `name`. */
function membersOf(
  name: string,
  sources: ReadonlyMap<string, readonly SourceRow[]>,
): Map<string, readonly SourceRow[]> {
  const found = new Map<string, readonly SourceRow[]>();
  for (const [at, rows] of sources) {
    const asked = at.startsWith(`${name}.`) ? at.slice(name.length) : '';
    if (ASKED.test(asked)) found.set(asked, rows);
  }
  return found;
}

/** Compiles all tables. Throws on a row that does not follow the notation: the project's own tables must. */
export function compileModels(
  tables: Readonly<Record<string, unknown>>,
  threatModel: ThreatModel = 'application',
): TaintModels {
  const kinds = new Map<Kind, KindRow>();
  const sources = new NameIndex<SourceRow>();
  const sinks = new NameIndex<SinkRow>();
  const flows = new NameIndex<FlowRow>();
  const transforms = new NameIndex<true>();
  const composing = new Set<string>();
  const viewing = new Set<string>();
  const measuring = new Set<string>();
  const partSanitizers = new NameIndex<StopRow & { readonly index?: number }>();
  const sanitizers = new NameIndex<StopRow>();
  const sanitizingMethods = new Map<string, StopRow[]>();
  const guards = new NameIndex<StopRow>();
  const guardMethods = new Map<string, StopRow>();
  const raisingMethods = new Map<string, StopRow>();
  const guardWords: WordRow[] = [];
  const parts = new NameIndex<PartRow>();
  const terminating = new NameIndex<true>();
  const callbacks = new NameIndex<CallbackRow>();
  const answering = new Set<string>();
  const naming = new Set<string>();
  const showing = new Set<string>();
  const objectNames = new Set<string>();
  const rows = new Map<string, readonly SourceRow[]>();
  const streams = new NameIndex<FlowRow>();
  for (const table of Object.values(tables) as Table[]) {
    for (const [kind, row] of Object.entries(table.kinds ?? {})) {
      const { title, passes = false, methods = [], attributes = [], subscripts = false } = row;
      kinds.set(kind, {
        title,
        passes,
        methods: new Set(methods),
        attributes: new Set(attributes),
        subscripts,
      });
    }
    for (const name of table.terminating ?? []) terminating.add(name, true);
    for (const kind of table.answering ?? []) answering.add(kind);
    for (const kind of table.naming ?? []) naming.add(kind);
    for (const kind of table.showing ?? []) showing.add(kind);
    for (const name of table.objects ?? []) objectNames.add(name);
    for (const at of table.streams ?? []) {
      const { name, args } = splitRow(at);
      streams.add(name, { args });
    }
    for (const row of table.sources ?? []) {
      const { at = '', kind = '', note = '' } = row;
      const source = { kind, note, ...(row['on-page'] ? { onPage: true } : {}) };
      sources.add(at, source);
      rows.set(at, [...(rows.get(at) ?? []), source]);
    }
    for (const { at = '', kind = '', ...conditions } of table.sinks ?? []) {
      const { name, args } = splitRow(at);
      sinks.add(name, { ...conditions, kind, args });
    }
    for (const { at = '' } of table.flows ?? []) {
      const { name, args } = splitRow(at);
      flows.add(name, { args });
    }
    for (const name of table.transforms ?? []) transforms.add(name, true);
    for (const method of table.composing ?? []) composing.add(method);
    for (const method of table.viewing ?? []) viewing.add(method);
    for (const { at, ...row } of table['part-sanitizers'] ?? []) partSanitizers.add(at, { ...row, args: [] });
    for (const method of table.measuring ?? []) measuring.add(method);
    for (const { at, method, stops = 'all', ...conditions } of table.sanitizers ?? []) {
      if (method !== undefined)
        sanitizingMethods.set(method, [
          ...(sanitizingMethods.get(method) ?? []),
          { ...conditions, stops, args: ['self'] },
        ]);
      if (at === undefined) continue;
      const { name, args } = splitRow(at);
      sanitizers.add(name, { ...conditions, stops, args });
    }
    for (const { at = '', given = 'rest' } of table.callbacks ?? []) {
      const { name, args } = splitRow(at);
      callbacks.add(name, { function: args[0] ?? '0', given });
    }
    for (const { at = '', stops = 'all', attributes = [] } of table.parts ?? []) {
      const { name, args } = splitRow(at);
      parts.add(name, { stops, args, attributes: new Set(attributes) });
    }
    for (const row of table.guards ?? []) {
      const { at, method, raises = false, signed, words, without = [], stops = 'all', ...conditions } = row;
      if (words !== undefined && stops !== 'all')
        guardWords.push({ words: new Set(words), without: new Set(without), stops });
      if (method !== undefined)
        (raises ? raisingMethods : guardMethods).set(method, { stops, args: ['self'] });
      if (at === undefined) continue;
      const { name, args } = splitRow(at);
      guards.add(name, { ...conditions, stops, args, ...(signed === undefined ? {} : { signed }) });
    }
  }
  const objects: TaintModels['objects'] = new NameIndex();
  const asked = new Set<string>();
  for (const name of objectNames) {
    const members = membersOf(name, rows);
    objects.add(name, members);
    for (const member of members.keys())
      for (const [, method = ''] of member.matchAll(/\.(\w+)\(\)/g)) asked.add(method);
  }
  return {
    kinds,
    survivors: survivorsOf(kinds),
    callbacks,
    answering,
    objects,
    asked,
    naming,
    showing,
    streams,
    sources,
    sinks,
    flows,
    transforms,
    composing,
    viewing,
    measuring,
    partSanitizers,
    sanitizers,
    sanitizingMethods,
    guards,
    guardMethods,
    raisingMethods,
    guardWords,
    parts,
    terminating,
    threatModel,
    tables,
  };
}

/** The expressions of `call` that a row's arguments mean. */
export function argumentsOf(call: Call, args: readonly ArgumentKey[], names: Names): Expression[] {
  return args.flatMap((key): Expression[] => {
    if (key === '*') return call.args.map((a) => a.value);
    if (key === 'self') return call.func.kind === 'attribute' ? [call.func.value] : [];
    const filled = argumentOf(call, key, names);
    return filled.state === 'given' ? [filled.value] : [];
  });
}
