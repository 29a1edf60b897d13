/**
 * The functions of a file that a model may call, or whoever is connected to an MCP server: by their decorators, by the
 * calls that they are given to, and by the classes whose methods they are.
 */

import { argumentOf } from '../arguments.ts';
import {
  type Call,
  type Chunk,
  type ClassDef,
  type Expression,
  type FunctionDef,
  rootOf,
  spanOf,
} from '../ast.ts';
import { boundOf } from '../bind.ts';
import { meaning } from '../constants.ts';
import type { PythonFile } from '../file.ts';
import { gathered, lookedUp, perFile, sameElements } from '../memo.ts';
import { functionNamed } from '../named-functions.ts';
import { occurs } from '../occurrence.ts';
import type { NameIndex } from '../patterns.ts';
import { basesOf } from '../routes/classes.ts';
import { toolTable } from './tool-table.ts';

export interface AgentTool {
  readonly function: FunctionDef;
  /** A `prompt` is text that a client asks for, which does nothing. */
  readonly role: 'tool' | 'prompt';
  /** What makes it a tool: a decorator, or the call that it is given to; undefined for a method of a tool's class. */
  readonly declaration: Expression | undefined;
  /** Full name of the decorator, callee or base class. */
  readonly framework: string;
}

/** The first value under one of `names`, with that name. */
function found<T>(names: readonly string[], index: NameIndex<T>): { name: string; value: T } | undefined {
  for (const name of names) {
    const [value] = index.find(name);
    if (value !== undefined) return { name, value };
  }
  return undefined;
}

function decorated(file: PythonFile, node: FunctionDef): AgentTool[] {
  const { decorators } = toolTable(file);
  return node.decorators.flatMap((declaration): AgentTool[] => {
    const callee = declaration.kind === 'call' ? declaration.func : declaration;
    const known = found(file.names.resolve(callee), decorators);
    return known ? [{ function: node, role: known.value, declaration, framework: known.name }] : [];
  });
}

/** The expressions that `call` makes tools of. */
function given(file: PythonFile, call: Call): { readonly nodes: readonly Expression[]; name: string } {
  const { registrations, lists } = toolTable(file);
  const names = file.names.resolve(call.func);
  const one = found(names, registrations);
  const many = one ? undefined : found(names, lists);
  const known = one ?? many;
  const filled = known && argumentOf(call, known.value, file.names);
  if (filled?.state !== 'given') return { nodes: [], name: '' };
  if (one) return { nodes: [filled.value], name: one.name };
  const list = meaning(filled.value, file.names);
  return { nodes: list.kind === 'list' || list.kind === 'tuple' ? list.items : [], name: many?.name ?? '' };
}

function registered(file: PythonFile, call: Call): AgentTool[] {
  const { nodes, name } = given(file, call);
  return nodes.flatMap((node): AgentTool[] => {
    const made = functionNamed(file, node);
    return made ? [{ function: made, role: 'tool', declaration: call, framework: name }] : [];
  });
}

/** The texts of a list that a class gives one of its attributes. */
function listedIn(node: ClassDef, attribute: string): string[] {
  return node.body.flatMap((statement) => {
    if (statement.kind !== 'assign' || !statement.value) return [];
    const { targets, value } = statement;
    const [target] = targets;
    if (target?.kind !== 'name' || target.id !== attribute) return [];
    if (value.kind !== 'list' && value.kind !== 'tuple') return [];
    return value.items.flatMap((item) => (item.kind === 'string' ? [item.value] : []));
  });
}

function methodsOf(file: PythonFile, node: ClassDef): AgentTool[] {
  const { classes, namedMethods } = toolTable(file);
  const bases = basesOf(file, node);
  const known = found(bases, classes);
  const spec = known ? undefined : found(bases, namedMethods);
  const names = new Set(known?.value ?? (spec ? listedIn(node, spec.value) : []));
  const framework = known?.name ?? spec?.name ?? '';
  return node.body.flatMap((statement): AgentTool[] =>
    statement.kind === 'function' && names.has(statement.name)
      ? [{ function: statement, role: 'tool', declaration: undefined, framework }]
      : [],
  );
}

const mentionsFramework = occurs((text, file) => toolTable(file).modules.test(text));

const declared = gathered((file, chunk): readonly AgentTool[] => {
  const { functions, classes, calls } = boundOf(chunk);
  return [
    ...functions.flatMap((node) => decorated(file, node)),
    ...calls.flatMap(({ call }) => registered(file, call)),
    ...classes.flatMap((node) => methodsOf(file, node)),
  ];
});

const NONE: readonly AgentTool[] = [];

/** The tools of a file, each once, in the order of the text. */
export const toolsOf: (file: PythonFile) => readonly AgentTool[] = perFile((file) => {
  if (!mentionsFramework(file)) return NONE;
  const first = new Map<FunctionDef, AgentTool>();
  for (const tool of declared(file)) if (!first.has(tool.function)) first.set(tool.function, tool);
  return [...first.values()].sort((a, b) => spanOf(a.function).start - spanOf(b.function).start);
}, sameElements);

const byFunction: (file: PythonFile) => ReadonlyMap<FunctionDef, AgentTool> = perFile(
  (file) => new Map(toolsOf(file).map((tool) => [tool.function, tool])),
);

/** What `node` is as a tool; undefined for any other function. */
export const toolAt = lookedUp(byFunction);

const byChunk = perFile((file) => {
  const table = new Map<Chunk, AgentTool[]>();
  for (const tool of toolsOf(file)) {
    const chunk = rootOf(tool.function.chunk);
    table.set(chunk, [...(table.get(chunk) ?? []), tool]);
  }
  return table;
});

const inChunk = lookedUp(byChunk, (a, b) => sameElements(a ?? NONE, b ?? NONE));

/** The tools whose functions stand in a top-level statement. */
export function toolsIn(file: PythonFile, chunk: Chunk): readonly AgentTool[] {
  return inChunk(file, chunk) ?? NONE;
}

/** The tools that a decorator or call makes, by that expression. */
const byDeclaration: (file: PythonFile) => ReadonlyMap<Expression, AgentTool> = perFile(
  (file) =>
    new Map(toolsOf(file).flatMap((tool) => (tool.declaration ? [[tool.declaration, tool] as const] : []))),
);

/** What `node` makes a tool of, the first where there are several; undefined for any other expression. */
export const toolMadeBy = lookedUp(byDeclaration);
