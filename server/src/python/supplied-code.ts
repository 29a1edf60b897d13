/**
 * Functions, classes and variables that fixes bring along: put once behind a file's imports, in its style, and used
 * again by the next fix. Knows no rule and none of the code.
 */
import type { Edit } from '../engine/types.ts';
import { type Chunk, type Node, rootOf, type Statement, spanOf } from './ast.ts';
import { importModule, insert, lineEnd } from './edit.ts';
import type { PythonFile } from './file.ts';
import { perFile } from './memo.ts';
import { commonQuote } from './quotes.ts';
import type { Binding } from './scopes.ts';

/** What a fix needs at module level. */
export interface Supplies {
  /** By name: code written with four spaces and double quotes. */
  readonly code: Readonly<Record<string, string>>;
  /** Names of `code` that people change: whatever they stand for in the file is used. */
  readonly open?: readonly string[];
  readonly modules: readonly string[];
  /** Names that the code imports by themselves, with their modules. */
  readonly from?: Readonly<Record<string, string>>;
}

/** How the file at hand is written. */
interface Style {
  readonly indent: string;
  readonly quote: string;
  readonly line: string;
}

const styleOf = perFile(
  (file): Style => {
    const indent = /^(\t| {2,8})(?=\S)/m.exec(file.source.text)?.[1] ?? '    ';
    return { indent, quote: commonQuote(file), line: lineEnd(file) };
  },
  (a, b) => a.indent === b.indent && a.quote === b.quote && a.line === b.line,
);

/** Code written with four spaces and double quotes, in the style of the file. */
function inStyle(code: string, { indent, quote, line }: Style): string {
  return code
    .trim()
    .split('\n')
    .map((row) => {
      const body = row.trimStart();
      const quoted = body.startsWith('"""') ? body : body.replaceAll('"', quote);
      return indent.repeat((row.length - body.length) / 4) + quoted;
    })
    .join(line);
}

function isImport(statement: Statement): boolean {
  if (statement.kind === 'import' || statement.kind === 'import-from') return true;
  if (statement.kind === 'try')
    return [...statement.body, ...statement.handlers.flatMap(({ body }) => body)].every(isImport);
  return false;
}

/** Where the first imports of a file end, counted from the last of them. */
interface ImportsEnd {
  readonly last: Chunk;
  /** The end of its line. */
  readonly distance: number;
  /** The beginning of the line after it; undefined where there is none. */
  readonly next: number | undefined;
  /** Line breaks that are missing for two empty lines before the code that follows. */
  readonly missing: number;
}

/** What an import reads as while it is typed. */
function isHalfTyped({ body: [statement], errors }: Chunk): boolean {
  return errors.length > 0 || (statement?.kind === 'expression' && statement.value.kind === 'name');
}

/** The last of the first imports that stand together; a module may have some code in front of them. */
function lastImport(chunks: readonly Chunk[]): Chunk | undefined {
  let last: Chunk | undefined;
  for (const chunk of chunks) {
    const [statement] = chunk.body;
    if (!statement) continue;
    if (isImport(statement)) last = chunk;
    else if (last && !isHalfTyped(chunk)) break;
  }
  return last;
}

const importsEnd = perFile(
  (file): ImportsEnd | undefined => {
    const { text } = file.source;
    const last = lastImport(file.chunks);
    if (!last) return undefined;
    const newline = text.indexOf('\n', last.offset + last.length);
    const end = newline < 0 ? text.length : text[newline - 1] === '\r' ? newline - 1 : newline;
    const gap = /^(?:\r?\n[^\S\n]*)*/.exec(text.slice(end))?.[0] ?? '';
    const missing = end + gap.length < text.length ? Math.max(0, 4 - gap.split('\n').length) : 0;
    const distance = end - last.offset;
    return { last, distance, next: newline < 0 ? undefined : newline + 1 - last.offset, missing };
  },
  (a, b) =>
    a?.last === b?.last && a?.distance === b?.distance && a?.next === b?.next && a?.missing === b?.missing,
);

/** The text of the statement that binds a name. */
function bindingText(file: PythonFile, { chunk }: Binding): string {
  const root = rootOf(chunk);
  return file.text.slice(root.offset, root.offset + root.length);
}

/** The edits that make `supplies` available to `node`; undefined when they cannot be. */
export function supply(
  file: PythonFile,
  node: Node,
  { code, open = [], modules, from = {} }: Supplies,
): Edit[] | undefined {
  const style = styleOf(file);
  const end = importsEnd(file);
  if (end === undefined || end.last.offset > spanOf(node).start) return undefined;
  const place = end.last.offset + end.distance;
  const edits: Edit[] = [];
  for (const module of modules) {
    const imports = importModule(file, module);
    if (!imports) return undefined;
    edits.push(...imports);
  }
  for (const [name, module] of Object.entries(from)) {
    const bound = file.names.moduleBindings(name);
    if (bound.some(({ imported }) => imported !== `${module}.${name}`)) return undefined;
    if (bound.length === 0) edits.push(insert(place, `${style.line}from ${module} import ${name}`));
  }
  let added = false;
  for (const [name, lines] of Object.entries(code)) {
    const written = inStyle(lines, style);
    const [bound, ...more] = file.names.moduleBindings(name);
    if (!bound) {
      edits.push(insert(place, `${style.line.repeat(3)}${written}`));
      added = true;
    } else if (!open.includes(name) && (more.length > 0 || !written.includes(bindingText(file, bound))))
      return undefined;
  }
  if (added && end.missing > 0 && end.next !== undefined)
    edits.push(insert(end.last.offset + end.next, style.line.repeat(end.missing)));
  return edits;
}
