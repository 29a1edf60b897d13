/** Edits that make `from module import name` hold at module level. */
import { endOfLine } from '../../engine/lines.ts';
import type { Edit } from '../../engine/types.ts';
import { type Chunk, type ImportFrom, type Statement, spanOf } from '../ast.ts';
import { insert } from '../edit.ts';
import type { PythonFile } from '../file.ts';

export interface Imported {
  readonly edits: readonly Edit[];
  /** What the file calls each name. */
  readonly local: ReadonlyMap<string, string>;
}

/** What the file calls `full` already, at `use` and everywhere below. */
function boundName(file: PythonFile, full: string, use: number): string | undefined {
  for (const [name, bindings] of file.names.module) {
    const [binding] = bindings;
    if (bindings.length !== 1 || binding?.kind !== 'import' || binding.imported !== full) continue;
    if (binding.block.parent === undefined && binding.chunk.offset < use) return name;
  }
  return undefined;
}

/** The edit that adds `name` to an import, in its own layout; undefined when that layout is not a plain one. */
function extended(file: PythonFile, statement: ImportFrom, name: string): Edit | undefined {
  const { start, end } = spanOf(statement);
  const text = file.source.text.slice(start, end);
  if (text.includes('#') || text.includes('\\') || text.includes('*')) return undefined;
  if (!text.endsWith(')')) return insert(end, `, ${name}`);
  const inner = text.slice(0, -1).trimEnd();
  if (!inner.endsWith(',')) return insert(start + inner.length, `, ${name}`);
  const indent = /\r?\n[^\S\n]*(?=\w+,$)/.exec(inner)?.[0];
  return insert(start + inner.length, `${indent ?? ' '}${name},`);
}

function isImport(statement: Statement | undefined): boolean {
  return statement?.kind === 'import' || statement?.kind === 'import-from';
}

/** The edit that adds a line of import behind the imports at the head of the file. */
function newLine(file: PythonFile, code: string, use: number): Edit | undefined {
  const { text } = file.source;
  const line = endOfLine(text);
  let last: Chunk | undefined;
  for (const chunk of file.chunks) {
    if (chunk.body.length === 0 || (!last && !isImport(chunk.body[0]))) continue;
    if (!chunk.body.every(isImport)) break;
    last = chunk;
  }
  if (!last || last.offset >= use) return undefined;
  const end = last.offset + last.length;
  const newline = text.indexOf('\n', end);
  const rest = text.slice(end, newline < 0 ? undefined : newline).trim();
  if (rest !== '' && !rest.startsWith('#')) return undefined;
  return newline < 0 ? insert(text.length, `${line}${code}${line}`) : insert(newline + 1, `${code}${line}`);
}

/**
 * Makes `names` of `module` usable from the offset `use` on. Undefined when one of them means something else there, or when
 * there is no safe place for an import.
 */
export function importNames(
  file: PythonFile,
  module: string,
  names: readonly string[],
  use: number,
): Imported | undefined {
  const local = new Map<string, string>();
  const missing: string[] = [];
  for (const name of names) {
    const known = boundName(file, `${module}.${name}`, use);
    if (known === undefined && file.names.moduleBindings(name).length > 0) return undefined;
    if (known === undefined) missing.push(name);
    local.set(name, known ?? name);
  }
  if (missing.length === 0) return { edits: [], local };
  for (const { body } of file.chunks) {
    const [statement] = body;
    if (statement?.kind !== 'import-from' || statement.module !== module || spanOf(statement).start >= use)
      continue;
    const edits = missing.map((name) => extended(file, statement, name));
    if (edits.every((edit) => edit !== undefined)) return { edits, local };
  }
  const added = newLine(file, `from ${module} import ${missing.join(', ')}`, use);
  return added && { edits: [added], local };
}
