/**
 * The code that fixes insert to load and save tables of data encrypted: the article's loader, corrected. The key comes
 * from the environment and is missing loudly; it is never made up and never printed. Inserted once in a file.
 */
import type { Edit } from '../engine/types.ts';
import { type Call, type Chunk, type Statement, spanOf, rootOf as topChunk } from './ast.ts';
import { importModule, insert, lineEnd, replace } from './edit.ts';
import { type PythonFile, textOf } from './file.ts';
import { perFile } from './memo.ts';
import { rootOf } from './personal/origins.ts';
import { commonQuote } from './quotes.ts';
import type { Binding } from './scopes.ts';

const KEY = 'ML_ENCRYPTION_KEY';

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

const DATA_KEY = `
def data_key():
    """The key of the encrypted files. Put it into the environment from a secrets manager, never into code."""
    key = os.environ.get("${KEY}")
    if not key:
        raise RuntimeError("${KEY} is not set")
    return key.encode()
`;

function loader(name: string, read: string): string {
  return `
def ${name}(path, **options):
    """Loads a table that was saved encrypted; its plain text stays in memory."""
    with open(path, "rb") as file:
        plain = Fernet(data_key()).decrypt(file.read())
    return ${read}(io.BytesIO(plain), **options)
`;
}

function saver(name: string, method: string, text: boolean): string {
  const render = text
    ? `    plain = table.${method}(**options).encode()`
    : `    buffer = io.BytesIO()\n    table.${method}(buffer, **options)\n    plain = buffer.getvalue()`;
  return `
def ${name}(table, path, **options):
    """Saves a table so that only the key opens it."""
${render}
    with open(path, "wb") as file:
        file.write(Fernet(data_key()).encrypt(plain))
`;
}

function isImport(statement: Statement): boolean {
  if (statement.kind === 'import' || statement.kind === 'import-from') return true;
  if (statement.kind === 'try')
    return [...statement.body, ...statement.handlers.flatMap(({ body }) => body)].every(isImport);
  return false;
}

/** Where the imports end that a file begins with, counted from the last of them. */
interface ImportsEnd {
  readonly last: Chunk;
  /** The end of its line. */
  readonly distance: number;
  /** The beginning of the line after it; undefined where there is none. */
  readonly next: number | undefined;
  /** Line breaks that are missing for two empty lines before the code that follows. */
  readonly missing: number;
}

const importsEnd = perFile(
  (file): ImportsEnd | undefined => {
    const { text } = file.source;
    let last: Chunk | undefined;
    for (const [index, chunk] of file.chunks.filter(({ body }) => body.length > 0).entries()) {
      const [statement] = chunk.body;
      const docstring = index === 0 && statement?.kind === 'expression' && statement.value.kind === 'string';
      if (docstring) continue;
      if (!statement || !isImport(statement)) break;
      last = chunk;
    }
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
  const root = topChunk(chunk);
  return file.text.slice(root.offset, root.offset + root.length);
}

/** The edits that make the functions `code` (by name) and what they use available; undefined when they cannot be. */
function supply(
  file: PythonFile,
  functions: Readonly<Record<string, string>>,
  modules: readonly string[],
): Edit[] | undefined {
  const style = styleOf(file);
  const end = importsEnd(file);
  if (end === undefined) return undefined;
  const place = end.last.offset + end.distance;
  const edits: Edit[] = [];
  for (const module of modules) {
    const imports = importModule(file, module);
    if (!imports) return undefined;
    edits.push(...imports);
  }
  const fernet = file.names.moduleBindings('Fernet');
  if (fernet.some(({ imported }) => imported !== 'cryptography.fernet.Fernet')) return undefined;
  const bare = fernet.length === 0;
  if (bare) edits.push(insert(place, `${style.line}from cryptography.fernet import Fernet`));
  let added = false;
  for (const [name, code] of Object.entries(functions)) {
    const written = inStyle(code, style);
    const [bound, ...more] = file.names.moduleBindings(name);
    if (!bound) {
      edits.push(insert(place, `${style.line.repeat(3)}${written}`));
      added = true;
    } else if (more.length > 0 || !written.includes(bindingText(file, bound))) return undefined;
  }
  if (added && end.missing > 0 && end.next !== undefined)
    edits.push(insert(end.last.offset + end.next, style.line.repeat(end.missing)));
  return edits;
}

/** Whether the call's first argument stands alone at the front: everything behind it is given by name. */
function plainCall(call: Call, positional: number): boolean {
  return call.args.every(
    (argument, index) => argument.star !== '*' && (argument.name === undefined) === index < positional,
  );
}

const LOADED = new Set(['csv', 'table', 'parquet', 'feather', 'json', 'excel', 'text']);

/** Rewrites `pd.read_csv(path)` to `load_encrypted_csv(path)` and supplies the function; undefined where it would not run. */
export function loadEncrypted(file: PythonFile, call: Call, format: string): Edit[] | undefined {
  if (!LOADED.has(format) || !plainCall(call, 1)) return undefined;
  const root = rootOf(call.func);
  const imported = root ? file.names.moduleBindings(root.id) : [];
  if (imported.length !== 1 || imported[0]?.kind !== 'import') return undefined;
  const name = `load_encrypted_${format}`;
  const functions = { data_key: DATA_KEY, [name]: loader(name, textOf(file, call.func)) };
  const edits = supply(file, functions, ['io', 'os']);
  return edits && [...edits, replace(call.func, name)];
}

const SAVED: Readonly<Record<string, boolean>> = {
  csv: true,
  json: true,
  parquet: false,
  feather: false,
  excel: false,
  pickle: false,
};

/** Rewrites `table.to_csv(path)` to `save_encrypted_csv(table, path)` and supplies the function; undefined where it would not run. */
export function saveEncrypted(file: PythonFile, call: Call, format: string): Edit[] | undefined {
  const text = SAVED[format];
  const { func } = call;
  if (text === undefined || func.kind !== 'attribute' || !plainCall(call, 1)) return undefined;
  if (call.args.some(({ name }) => name === 'mode' || name === 'compression' || name === 'storage_options'))
    return undefined;
  const [first] = call.args;
  const table = textOf(file, func.value);
  if (!first || table.includes('\n')) return undefined;
  const name = `save_encrypted_${format}`;
  const functions = { data_key: DATA_KEY, [name]: saver(name, func.attr, text) };
  const edits = supply(file, functions, text ? ['os'] : ['io', 'os']);
  if (!edits) return undefined;
  const start = spanOf(func).start;
  return [...edits, { span: { start, end: spanOf(first).start }, text: `${name}(${table}, ` }];
}
