/** Calls of clients with the credentials they are given, by the table `rules/models/client-credentials.yaml`. */
import { argumentOf } from './arguments.ts';
import type { Argument, Call, Expression } from './ast.ts';
import { template } from './constants.ts';
import type { PythonFile } from './file.ts';
import type { Names } from './names.ts';
import { NameIndex } from './patterns.ts';

interface CallRow {
  readonly to: readonly string[];
  readonly arguments: readonly string[];
  readonly variable: string;
  readonly password?: boolean;
  readonly local?: string;
}

interface Table {
  readonly calls: readonly CallRow[];
  readonly settings: readonly { readonly at: string; readonly variable: string }[];
}

interface Compiled {
  readonly calls: NameIndex<CallRow>;
  readonly settings: ReadonlyMap<string, string>;
}

/** A value that a client takes as its credential. */
export interface Credential {
  readonly value: Expression;
  readonly argument: Argument;
  readonly variable: string;
  readonly password: boolean;
  /** The server stands at a local address, where any text passes for a key. */
  readonly local: boolean;
}

const compiled = new WeakMap<object, Compiled>();

function tableOf(file: PythonFile): Compiled | undefined {
  const table = file.tables['client-credentials'] as Table | undefined;
  if (!table) return undefined;
  const known = compiled.get(table);
  if (known) return known;
  const calls = new NameIndex<CallRow>();
  for (const row of table.calls) for (const name of row.to) calls.add(name, row);
  const made = { calls, settings: new Map(table.settings.map(({ at, variable }) => [at, variable])) };
  compiled.set(table, made);
  return made;
}

const LOCAL =
  /^(?:\w+:\/\/)?(?:localhost|127\.|0\.0\.0\.0|\[?::1|host\.docker\.internal|10\.|192\.168\.|[\w-]+:\d)/i;

function isLocal(call: Call, key: string | undefined, names: Names): boolean {
  const filled = key === undefined ? undefined : argumentOf(call, key, names);
  if (filled?.state !== 'given') return false;
  return LOCAL.test(template(filled.value, names)[0] ?? '');
}

/** The credentials that `call` is given. */
export function credentialsOf(file: PythonFile, call: Call): Credential[] {
  const table = tableOf(file);
  if (!table) return [];
  const rows = new Set(file.names.resolve(call.func).flatMap((name) => table.calls.find(name)));
  return [...rows].flatMap((row) => {
    const local = isLocal(call, row.local, file.names);
    return row.arguments.flatMap((key): Credential[] => {
      const filled = argumentOf(call, key, file.names);
      if (filled.state !== 'given') return [];
      const { value, argument } = filled;
      return [{ value, argument, variable: row.variable, password: row.password === true, local }];
    });
  });
}

/** The environment variable of a module attribute that holds a credential: `openai.api_key`. */
export function settingOf(file: PythonFile, target: Expression): string | undefined {
  const table = tableOf(file);
  return file.names.resolve(target).flatMap((name) => table?.settings.get(name) ?? [])[0];
}
