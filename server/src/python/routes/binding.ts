/** Servers that a file starts, and the addresses that they listen at. */
import { argumentOf, type Filled } from '../arguments.ts';
import type { Call, Chunk, Expression } from '../ast.ts';
import { boundOf } from '../bind.ts';
import { constantOf, meaning } from '../constants.ts';
import type { PythonFile } from '../file.ts';
import { gathered } from '../memo.ts';
import { NameIndex } from '../patterns.ts';

/** How a call takes the address: an argument, an entry of a dictionary, the first of a pair. */
interface Row {
  readonly call: string;
  readonly host: string;
  readonly within?: 'entry' | 'pair';
  /** Whoever reaches the server runs code, and it asks nobody who they are. */
  readonly unguarded?: true;
  readonly what: string;
}

export interface Binding {
  readonly call: Call;
  /** The expression that names the address. */
  readonly host: Expression;
  readonly filled: Filled;
  readonly what: string;
  readonly unguarded: boolean;
}

const compiled = new WeakMap<object, NameIndex<Row>>();

function rowsOf(file: PythonFile): NameIndex<Row> {
  const { tables } = file.models;
  let index = compiled.get(tables);
  if (!index) {
    index = new NameIndex<Row>();
    const table = tables.servers as { readonly servers?: readonly Row[] } | undefined;
    for (const row of table?.servers ?? []) index.add(row.call, row);
    compiled.set(tables, index);
  }
  return index;
}

const EVERYWHERE = new Set(['0.0.0.0', '::', '[::]', '0']);

/** The expression of the address in what fills the argument. */
function hostIn(file: PythonFile, { within }: Row, value: Expression): Expression | undefined {
  if (within === undefined) return value;
  const meant = meaning(value, file.names);
  if (within === 'pair') return meant.kind === 'tuple' ? meant.items[0] : undefined;
  if (meant.kind !== 'dict') return undefined;
  return meant.entries.find(({ key }) => key?.kind === 'string' && key.value === 'host')?.value;
}

function bindingOf(file: PythonFile, call: Call, name: string): Binding | undefined {
  for (const row of rowsOf(file).find(name)) {
    const filled = argumentOf(call, row.host, file.names);
    const host = filled.state === 'given' ? hostIn(file, row, filled.value) : undefined;
    if (!host) continue;
    const value = constantOf(host, file.names);
    const everywhere =
      value.state === 'known' &&
      (EVERYWHERE.has(String(value.value)) || (row.within === 'pair' && value.value === ''));
    if (everywhere) return { call, host, filled, what: row.what, unguarded: row.unguarded === true };
  }
  return undefined;
}

/** The address by which `call` starts a server that listens at every address of its machine, if it does. */
function bindsEverywhere(file: PythonFile, call: Call): Binding | undefined {
  for (const name of file.names.resolve(call.func)) {
    const found = bindingOf(file, call, name);
    if (found) return found;
  }
  return undefined;
}

/** The servers that a chunk starts at every address. */
export function bindingsIn(file: PythonFile, chunk: Chunk): readonly Binding[] {
  return boundOf(chunk).calls.flatMap(({ call }) => bindsEverywhere(file, call) ?? []);
}

const bindings = gathered(bindingsIn);

/** Whether something else than this file decides who reaches its servers: a container, a cluster. */
export function isContained(file: PythonFile): boolean {
  return (['dockerfile', 'compose', 'kubernetes'] as const).some((language) => {
    for (const _ of file.project.files(language)) return true;
    return false;
  });
}

/** Whether a file starts a server that every machine around reaches. */
export function isExposed(file: PythonFile): boolean {
  return bindings(file).length > 0 && !isContained(file);
}
