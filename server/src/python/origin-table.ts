/** The table `rules/models/artefact-origins.yaml`, compiled. Knows its notation; which libraries there are is data. */
import type { RuleSet } from '../engine/types.ts';
import { NameIndex } from './patterns.ts';

/** Who may have written an artefact, the most dangerous first; `checked`: anybody, but its digest was compared. */
export const ORIGINS = ['user', 'remote', 'unknown', 'local', 'self', 'checked'] as const;
export type Origin = (typeof ORIGINS)[number];

/** A call that puts something at a path. */
export interface Write {
  /** The path: an argument, or `self` for the receiver. */
  readonly at: string;
  readonly origin: Origin | undefined;
  /** The argument that says where the content comes from. */
  readonly content: string | undefined;
}

export interface OriginTable {
  readonly values: NameIndex<Origin>;
  /** The argument whose origin the result has. */
  readonly passes: NameIndex<string>;
  readonly writes: NameIndex<Write>;
  /** Methods that write, whatever object they are called on: known only to keep silent about own files. */
  readonly writingMethods: ReadonlyMap<string, Write>;
  readonly userKinds: ReadonlySet<string>;
  /** Calls that collect from the other processes of one job. */
  readonly exchanges: NameIndex<true>;
}

interface Written {
  readonly remote?: readonly string[];
  readonly user?: readonly string[];
  readonly local?: readonly string[];
  readonly self?: readonly string[];
  readonly passes?: readonly string[];
  readonly writes?: readonly {
    readonly at: string;
    readonly origin?: Origin;
    readonly content?: string;
  }[];
  readonly 'writing-methods'?: readonly string[];
  readonly 'user-kinds'?: readonly string[];
  readonly exchanges?: readonly string[];
}

/** `open(0|file)` -> `open` and `0|file`. */
function split(row: string): [string, string] {
  const open = row.lastIndexOf('(');
  return [row.slice(0, open), row.slice(open + 1, -1)];
}

function compileTable(written: Written): OriginTable {
  const values = new NameIndex<Origin>();
  for (const origin of ['remote', 'user', 'local', 'self'] as const)
    for (const name of written[origin] ?? []) values.add(name, origin);
  const passes = new NameIndex<string>();
  for (const row of written.passes ?? []) passes.add(...split(row));
  const writes = new NameIndex<Write>();
  for (const { at, origin, content } of written.writes ?? []) {
    const [name, argument] = split(at);
    writes.add(name, { at: argument, origin, content });
  }
  const writingMethods = new Map(
    (written['writing-methods'] ?? []).map((row): [string, Write] => {
      const [method, at] = split(row);
      return [method, { at, origin: 'self', content: undefined }];
    }),
  );
  const exchanges = new NameIndex<true>();
  for (const name of written.exchanges ?? []) exchanges.add(name, true);
  const userKinds = new Set(written['user-kinds'] ?? []);
  return { values, passes, writes, writingMethods, userKinds, exchanges };
}

const compiled = new WeakMap<RuleSet['models'], OriginTable>();

/** The table among `tables`; an empty one where it is missing. */
export function originTable(tables: RuleSet['models']): OriginTable {
  const known = compiled.get(tables);
  if (known) return known;
  const table = tables['artefact-origins'] as { readonly artefacts?: Written } | undefined;
  const made = compileTable(table?.artefacts ?? {});
  compiled.set(tables, made);
  return made;
}
