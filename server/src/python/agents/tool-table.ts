/**
 * The table of agent frameworks (`rules/models/agent-tools.yaml`), compiled for look-ups by full name. Knows the notation
 * of the table, no framework.
 */
import type { PythonFile } from '../file.ts';
import { NameIndex } from '../patterns.ts';
import { splitRow } from '../taint/models.ts';

export interface ToolTable {
  /** Finds in a text the name of a framework's module. */
  readonly modules: RegExp;
  readonly decorators: NameIndex<'tool' | 'prompt'>;
  /** Values: the argument, as `argumentOf` takes it. */
  readonly registrations: NameIndex<string>;
  readonly lists: NameIndex<string>;
  readonly classes: NameIndex<readonly string[]>;
  readonly namedMethods: NameIndex<string>;
  /** Types and marks of parameters that are no argument. */
  readonly supplied: NameIndex<true>;
  readonly suppliedNames: ReadonlySet<string>;
}

/** The table as it is written. */
export interface Written {
  readonly decorators: string[];
  readonly prompts: string[];
  readonly registrations: string[];
  readonly lists: string[];
  readonly classes: Record<string, string[]>;
  readonly 'named-methods': Record<string, string>;
  readonly supplied: string[];
  readonly marks: string[];
  readonly 'supplied-names': string[];
}

function index<T>(rows: Iterable<readonly [string, T]>): NameIndex<T> {
  const found = new NameIndex<T>();
  for (const [name, value] of rows) found.add(name, value);
  return found;
}

function byCallee(rows: readonly string[]): NameIndex<string> {
  return index(
    rows.map((row) => {
      const { name, args } = splitRow(row);
      return [name, args[0] ?? '0'] as const;
    }),
  );
}

function compile(written: Written): ToolTable {
  const { decorators, prompts, registrations, lists, classes, supplied, marks } = written;
  const methods = written['named-methods'];
  const all = [...decorators, ...prompts, ...registrations, ...lists].concat(
    Object.keys(classes),
    Object.keys(methods),
  );
  const modules = new Set(all.map((name) => /^\w+/.exec(name)?.[0] ?? ''));
  return {
    modules: new RegExp(`\\b(?:${[...modules].join('|')})\\b`),
    decorators: index([
      ...decorators.map((name) => [name, 'tool'] as const),
      ...prompts.map((name) => [name, 'prompt'] as const),
    ]),
    registrations: byCallee(registrations),
    lists: byCallee(lists),
    classes: index(Object.entries(classes)),
    namedMethods: index(Object.entries(methods)),
    supplied: index([...supplied, ...marks].map((name) => [name, true] as const)),
    suppliedNames: new Set(written['supplied-names']),
  };
}

const compiled = new WeakMap<object, ToolTable>();

/** The table as the rule set of `file` has it; compiled once per rule set. */
export function toolTable(file: PythonFile): ToolTable {
  const { tables } = file.models;
  const table =
    compiled.get(tables) ?? compile((tables['agent-tools'] as { 'agent-tools': Written })['agent-tools']);
  compiled.set(tables, table);
  return table;
}
