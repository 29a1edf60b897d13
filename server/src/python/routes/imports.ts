/** Edits that make `from module import name` hold at module level. */
import type { Edit } from '../../engine/types.ts';
import { type Chunk, type ImportFrom, rootOf, type Statement, spanOf } from '../ast.ts';
import { insert, lineEnd } from '../edit.ts';
import { type PythonFile, textOf } from '../file.ts';
import { gathered, lookedUp, perFile } from '../memo.ts';

export interface Imported {
  readonly edits: readonly Edit[];
  /** What the file calls each name. */
  readonly local: ReadonlyMap<string, string>;
}

/** What a file calls something that it imports. */
interface LocalName {
  readonly name: string;
  readonly chunk: Chunk;
}

/** By full name, what the module's own imports bring first, where the name means nothing else. */
const localNames = perFile((file): ReadonlyMap<string, LocalName> => {
  const found = new Map<string, LocalName>();
  for (const [name, bindings] of file.names.module) {
    const [binding] = bindings;
    if (bindings.length !== 1 || binding?.kind !== 'import' || binding.imported === undefined) continue;
    const chunk = rootOf(binding.chunk);
    const other = found.get(binding.imported);
    if (binding.block.parent === undefined && !(other && other.chunk.offset <= chunk.offset))
      found.set(binding.imported, { name, chunk });
  }
  return found;
});

const localName = lookedUp(localNames, (a, b) => a?.name === b?.name && a?.chunk === b?.chunk);

/** What the file calls `full` already, at `use` and everywhere below. */
function boundName(file: PythonFile, full: string, use: number): string | undefined {
  const found = localName(file, full);
  return found && found.chunk.offset < use ? found.name : undefined;
}

/** The imports of names that stand alone at the top level. */
const importsFrom = gathered((_file, { body: [statement] }) =>
  statement?.kind === 'import-from' ? [statement] : [],
);

/** The edit that adds `name` to an import, in its own layout; undefined when that layout is not a plain one. */
function extended(file: PythonFile, statement: ImportFrom, name: string): Edit | undefined {
  const { start, end } = spanOf(statement);
  const text = textOf(file, statement);
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

/** Behind the imports at the head of a file, counted from the last of them; undefined where no line may go there. */
const behindImports = perFile(
  (file): { readonly last: Chunk; readonly distance: number; readonly open: boolean } | undefined => {
    const { text } = file.source;
    let last: Chunk | undefined;
    for (const chunk of file.chunks) {
      if (chunk.body.length === 0 || (!last && !isImport(chunk.body[0]))) continue;
      if (!chunk.body.every(isImport)) break;
      last = chunk;
    }
    if (!last) return undefined;
    const end = last.offset + last.length;
    const newline = text.indexOf('\n', end);
    const rest = text.slice(end, newline < 0 ? undefined : newline).trim();
    if (rest !== '' && !rest.startsWith('#')) return undefined;
    const distance = (newline < 0 ? text.length : newline + 1) - last.offset;
    return { last, distance, open: newline < 0 };
  },
  (a, b) => a?.last === b?.last && a?.distance === b?.distance && a?.open === b?.open,
);

/** The edit that adds a line of import behind the imports at the head of the file. */
function newLine(file: PythonFile, code: string, use: number): Edit | undefined {
  const place = behindImports(file);
  if (!place || place.last.offset >= use) return undefined;
  const line = lineEnd(file);
  return insert(place.last.offset + place.distance, `${place.open ? line : ''}${code}${line}`);
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
  for (const statement of importsFrom(file)) {
    if (statement.module !== module || spanOf(statement).start >= use) continue;
    const edits = missing.map((name) => extended(file, statement, name));
    if (edits.every((edit) => edit !== undefined)) return { edits, local };
  }
  const added = newLine(file, `from ${module} import ${missing.join(', ')}`, use);
  return added && { edits: [added], local };
}
