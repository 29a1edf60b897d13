/**
 * The fix that compares the SHA-256 of a file before it is read: the path goes through a function that raises unless
 * the digest is the expected one, which only a person can fill in. The path is evaluated once, so what is compared is
 * what is read.
 */
import { placeholder } from '../engine/placeholder.ts';
import type { Edit } from '../engine/types.ts';
import { type Call, type Expression, spanOf } from './ast.ts';
import { boundCall } from './call-index.ts';
import { template } from './constants.ts';
import { insert } from './edit.ts';
import type { PythonFile } from './file.ts';
import { callsIn } from './mentions.ts';
import { originOf } from './origin.ts';
import { fits } from './patterns.ts';
import { commonQuote, textAround } from './quotes.ts';
import { expressionsOf } from './statements.ts';
import { supply } from './supplied-code.ts';
import { walk } from './walk.ts';
import { subjectOf } from './written-paths.ts';

const VERIFIED_FILE = `
def verified_file(path, sha256):
    """Returns the path if the file there has this SHA-256, and raises otherwise."""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    if digest.hexdigest() != sha256.lower():
        raise ValueError("the SHA-256 is another one: " + str(path))
    return path
`;

/** Longer ways from what is read to the path are not followed. */
const DEEPEST = 12;

/** Calls that open a path, with the argument that is the path. */
const OPENERS: Readonly<Record<string, string>> = {
  open: '0|file',
  'io.open': '0|file',
  'gzip.open': '0|filename',
  'gzip.GzipFile': '0|filename',
  'bz2.open': '0|filename',
  'bz2.BZ2File': '0|filename',
  'lzma.open': '0|filename',
  'lz4.frame.open': '0|filename',
  'codecs.open': '0|filename',
  'zipfile.ZipFile': '0|file',
  'tarfile.open': '0|name',
  'tarfile.TarFile.open': '0|name',
  'pathlib.Path().open': 'self',
  'pathlib.Path().read_bytes': 'self',
  'pathlib.Path().read_text': 'self',
};

/** Calls that hold what was read, or what is open, with the argument that they hold. */
const HOLDERS: Readonly<Record<string, string>> = {
  'io.BytesIO': '0|initial_bytes',
  'io.BufferedReader': '0|raw',
  'pickle.Unpickler': '0|file',
  'gzip.decompress': '0',
  'bz2.decompress': '0',
  'lzma.decompress': '0',
  'zlib.decompress': '0',
};

/** Calls whose result is no path. */
const STREAMS = [
  'requests.**',
  'httpx.**',
  'aiohttp.**',
  'urllib3.**',
  'redis.**',
  'socket.**',
  'paramiko.**',
  'fsspec.**',
  'smart_open.**',
  's3fs.**',
  'gcsfs.**',
  '**.urlopen',
  '**.get_object',
  '**.download_as_bytes',
  '**.download_as_string',
  '**.download_blob',
];

/** Texts that `open` does not read as the loaders do. */
const NO_PLAIN_PATH = /^(?:[a-z][a-z0-9+.-]*:\/\/|~)/i;

/** Parameters that people give open files, where nothing else shows what they hold. */
const OPEN_BY_NAME = /^(?:f|fp|fh|fd|file|file_?obj|file_?handle|stream|buf|buffer|handle)$/;

/** What a call reads from: a path, or something that is open or was read already. */
interface Reading {
  readonly node: Expression;
  readonly isPath: boolean;
}

function readingOf(node: Expression, file: PythonFile): Reading | undefined {
  if (node.kind !== 'call') return undefined;
  const called = file.names.resolve(node.func);
  for (const [table, isPath] of [
    [OPENERS, true],
    [HOLDERS, false],
  ] as const) {
    const key = called.map((name) => table[name]).find((each) => each !== undefined);
    const subject = key === undefined ? undefined : subjectOf(node, key, file);
    if (subject) return { node: subject, isPath };
  }
  const { func } = node;
  return func.kind === 'attribute' && func.attr === 'read' ? { node: func.value, isPath: false } : undefined;
}

/** What a name was bound to, where nothing else may have bound it. */
function boundTo(node: Expression, file: PythonFile): Expression | undefined {
  const [binding, ...others] = node.kind === 'name' ? (file.names.bindings(node) ?? []) : [];
  return others.length === 0 && (binding?.kind === 'assign' || binding?.kind === 'with')
    ? binding.value
    : undefined;
}

function isPathLike(node: Expression, file: PythonFile): boolean {
  switch (node.kind) {
    case 'string':
      return !node.bytes;
    case 'name':
    case 'attribute':
    case 'fstring':
    case 'binary':
    case 'subscript':
    case 'call':
      return !callsIn(node, file).some(({ func }) =>
        file.names.resolve(func).some((name) => fits(name, STREAMS)),
      );
    default:
      return false;
  }
}

/** Whether `node` may be a text that is no path of this machine. */
function mayBeAddress(node: Expression, file: PythonFile): boolean {
  const values = node.kind === 'name' ? (file.names.bindings(node) ?? []).flatMap((b) => b.value ?? []) : [];
  return [node, ...values].some((each) => NO_PLAIN_PATH.test(template(each, file.names)[0] ?? ''));
}

/** The expression that gives the path of what is read; undefined where that is no path, or nobody knows. */
function pathOf({ node, isPath }: Reading, file: PythonFile, depth = 0): Expression | undefined {
  if (depth > DEEPEST) return undefined;
  const bound = boundTo(node, file);
  const next = readingOf(bound ?? node, file);
  if (next) return pathOf(next, file, depth + 1);
  if (!isPath) return bound && pathOf({ node: bound, isPath }, file, depth + 1);
  return isPathLike(node, file) && !mayBeAddress(node, file) ? node : undefined;
}

/** Whether the expression means one file: no turn of a loop gives it another one, and it is not open already. */
function isOneFile(path: Expression, file: PythonFile): boolean {
  let one = true;
  walk(path, (node) => {
    for (const { kind, block } of node.kind === 'name' ? (file.names.bindings(node) ?? []) : [])
      if (kind === 'for' || block.loop) one = false;
    return one;
  });
  return one && !(path.kind === 'name' && OPEN_BY_NAME.test(path.id));
}

/** Whether `call` stands in an f-string, where quotes may end it. */
function isInText(call: Call): boolean {
  const statement = boundCall(call)?.statement;
  return (
    statement !== undefined && expressionsOf(statement).some((each) => textAround(call, each) !== undefined)
  );
}

/**
 * Lets the file that `node`, read by `call`, comes from through the check. `isPath`: `node` is its path if nothing
 * shows that it is open already. Undefined where there is no path to check, or a user names it: a file that may be any
 * file has no digest.
 */
export function verifyFile(
  file: PythonFile,
  call: Call,
  node: Expression,
  isPath: boolean,
): Edit[] | undefined {
  const path = pathOf({ node, isPath }, file);
  if (!path || !isOneFile(path, file) || isInText(call)) return undefined;
  if (originOf(file, path) === 'user' || file.names.moduleBindings('open').length > 0) return undefined;
  const supplied = supply(file, path, { code: { verified_file: VERIFIED_FILE }, modules: ['hashlib'] });
  if (!supplied) return undefined;
  const quote = commonQuote(file);
  const { start, end } = spanOf(path);
  return [
    ...supplied,
    insert(start, 'verified_file('),
    insert(end, `, ${quote}${placeholder('sha256')}${quote})`),
  ];
}
