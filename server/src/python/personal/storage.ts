/**
 * Where data lie that code reads or writes, as far as the code says it: a plain file, an address on the network, memory,
 * something that was decrypted first. Judges the expression that stands for the place; of columns it knows nothing.
 */

import type { Vocabulary } from '../../personal/vocabulary.ts';
import { wordsOf } from '../../personal/words.ts';
import type { Call, Expression } from '../ast.ts';
import { meaning, type Template, template, whole } from '../constants.ts';
import type { PythonFile } from '../file.ts';
import { occurs } from '../occurrence.ts';
import { walk } from '../walk.ts';
import { isDeclaredEncrypted } from './encrypted-paths.ts';

/** What a place is. */
export interface Place {
  /**
   * `file`: on disk, as far as anyone can say. `http`, `ftp`: over the network for all to read. `bucket`: an object
   * store. `public`: data that are public or invented by their address or name. `elsewhere`: memory, TLS, encrypted,
   * temporary, or nothing that can be told.
   */
  readonly kind: 'file' | 'http' | 'ftp' | 'bucket' | 'public' | 'elsewhere';
  /** The text, with holes where it is not known. */
  readonly text: Template;
  /** The last part of a known path. */
  readonly fileName: string | undefined;
}

/** Whether a file gives SQLCipher a key anywhere. */
export const encryptsDatabases = occurs((text) => /pragma\s+(hex)?key/i.test(text));

const ELSEWHERE: Place = { kind: 'elsewhere', text: [], fileName: undefined };

const MEMORY = new Set([
  'io.StringIO',
  'io.BytesIO',
  'StringIO.StringIO',
  'six.StringIO',
  'pyarrow.BufferReader',
]);

/** Calls that open a file; the first argument is its path. */
const OPENING = new Set([
  'open',
  'io.open',
  'codecs.open',
  'gzip.open',
  'bz2.open',
  'lzma.open',
  'smart_open.open',
  'fsspec.open',
  'os.fspath',
  'os.path.abspath',
  'os.path.expanduser',
  'os.path.realpath',
  'pathlib.Path().open',
  'pathlib.Path().resolve',
  'pathlib.Path().expanduser',
]);

/** Calls whose result is a path that someone chose. */
const CHOSEN =
  /^(os\.path\.join|os\.getenv|os\.environ\.get|input|str|pathlib\.\w*Path|pathlib\.Path\(\)\..*)$/;

const TEMPORARY = /^(tempfile|py\.path)\./;

/** Last words of a name that say that it holds data and no path. */
const STREAM =
  /^(buffers?|buf|streams?|bytes|body|io|fileobj|contents?|response|payload|blob|raw|string|text|data|reader|handle|fh|fp|lines|rows)$/;

const LOOPBACK = /^\w+:\/\/(?:[^/@]*@)?(?:localhost|127\.|0\.0\.0\.0|\[::1\]|host\.docker\.internal)/i;

/** Whether code of its own turned the data into plain text: the word for it stands in `node` or in what it holds. */
function isUnsealed(node: Expression, file: PythonFile, vocabulary: Vocabulary, depth = 0): boolean {
  let found = false;
  const says = (name: string): boolean =>
    wordsOf(name).some((word) => /^(de|en)crypt|^unseal/.test(word) || vocabulary.sealedWords.has(word));
  walk(node, (inner) => {
    if (found) return false;
    if (inner.kind === 'name') {
      found = says(inner.id);
      if (!found && depth < 4)
        found = (file.names.bindings(inner) ?? []).some(
          ({ value }) => value && isUnsealed(value, file, vocabulary, depth + 1),
        );
    }
    if (inner.kind === 'attribute') found ||= says(inner.attr);
    return !found;
  });
  return found;
}

/** Whether a place belongs to the run of the program alone: of `tempfile`, or a test's own folder. */
function isTemporary(node: Expression, file: PythonFile, depth = 0): boolean {
  let found = false;
  walk(node, (inner) => {
    if (found) return false;
    if (inner.kind === 'name') found = /^_*(tmp|temp)(_|dir|path|file|folder|$)/i.test(inner.id);
    if (!found && (inner.kind === 'name' || inner.kind === 'call'))
      found = file.names.resolve(inner).some((name) => TEMPORARY.test(name));
    if (!found && inner.kind === 'name' && depth < 3)
      found = (file.names.bindings(inner) ?? []).some(
        ({ value }) => value && isTemporary(value, file, depth + 1),
      );
    return !found;
  });
  return found;
}

/** The call that a name or call stands for, behind assignments, `with` and parentheses. */
function callBehind(node: Expression, file: PythonFile, depth = 0): Call | undefined {
  if (node.kind === 'call') return node;
  if (depth > 6) return undefined;
  const bindings =
    node.kind === 'name'
      ? file.names.bindings(node)
      : node.kind === 'attribute'
        ? file.names.selfAttribute(node)
        : undefined;
  const values = (bindings ?? []).flatMap(({ kind, value }) =>
    value && (kind === 'assign' || kind === 'with') ? [value] : [],
  );
  return values.length === 1 && values[0] ? callBehind(values[0], file, depth + 1) : undefined;
}

function known(text: Template, file: PythonFile, vocabulary: Vocabulary): Place {
  const shown = text.map((part) => part ?? '\0').join('');
  const full = whole(text);
  const fileName = full?.split(/[\\/]/).at(-1);
  const place = (kind: Place['kind']): Place => ({ kind, text, fileName });
  const words = wordsOf(shown.replace(/^\w[\w+.-]*:\/\/[^/]*/, ''));
  if (full !== undefined && isDeclaredEncrypted(full, file.source, file.project)) return place('elsewhere');
  const ending = /\.(\w+)$/.exec(shown)?.[1]?.toLowerCase();
  if (words.some((word) => vocabulary.sealedWords.has(word))) return place('elsewhere');
  if (ending !== undefined && vocabulary.sealedEndings.has(ending)) return place('elsewhere');
  if (words.some((word) => vocabulary.aside.has(word))) return place('public');
  if (vocabulary.publicHosts.some((host) => shown.includes(`//${host}/`))) return place('public');
  const scheme = /^(\w[\w+.-]*):\/\//.exec(shown)?.[1]?.toLowerCase();
  if (scheme === 'http' || scheme === 'ftp') return place(LOOPBACK.test(shown) ? 'elsewhere' : scheme);
  if (scheme !== undefined && /^(s3[an]?|gs|gcs|abfss?|azure|wasbs?|oss|adl|r2)$/.test(scheme))
    return place('bucket');
  if (scheme !== undefined && scheme !== 'file') return place('elsewhere');
  if (shown.startsWith('/tmp/pytest') || shown.includes(':memory:')) return place('elsewhere');
  return place('file');
}

/** What the place is that `node` stands for: a path, an address, an open file. */
export function placeOf(node: Expression, file: PythonFile, vocabulary: Vocabulary, depth = 0): Place {
  if (depth > 6 || isUnsealed(node, file, vocabulary) || isTemporary(node, file)) return ELSEWHERE;
  const { names } = file;
  const meant = meaning(node, names);
  if (meant.kind === 'conditional' || meant.kind === 'bool') {
    const [first, second] =
      meant.kind === 'bool' ? [meant.left, meant.right] : [meant.consequent, meant.alternative];
    const one = placeOf(first, file, vocabulary, depth + 1);
    return one.kind === 'file' ? placeOf(second, file, vocabulary, depth + 1) : one;
  }
  const text = template(node, names);
  if (text.some((part) => part !== undefined)) return known(text, file, vocabulary);
  const call = callBehind(node, file);
  if (call) {
    const called = names.resolve(call.func);
    if (called.some((name) => MEMORY.has(name) || TEMPORARY.test(name))) return ELSEWHERE;
    const [first] = call.args;
    if (called.some((name) => OPENING.has(name))) {
      const path =
        call.func.kind === 'attribute' && called.some((name) => name.startsWith('pathlib.Path().'))
          ? call.func.value
          : first?.value;
      return path ? placeOf(path, file, vocabulary, depth + 1) : ELSEWHERE;
    }
    return called.some((name) => CHOSEN.test(name))
      ? { kind: 'file', text: [undefined], fileName: undefined }
      : ELSEWHERE;
  }
  if (node.kind === 'list' && node.items[0]) return placeOf(node.items[0], file, vocabulary, depth + 1);
  if (node.kind === 'dict' && node.entries[0])
    return placeOf(node.entries[0].value, file, vocabulary, depth + 1);
  return isPathLike(node, file) ? { kind: 'file', text: [undefined], fileName: undefined } : ELSEWHERE;
}

/** Whether a value of which nothing is known is more likely a path than data: by the words of its name and type. */
function isPathLike(node: Expression, file: PythonFile): boolean {
  if (node.kind === 'subscript') return isPathLike(node.value, file);
  if (node.kind !== 'name' && node.kind !== 'attribute') return false;
  const name = node.kind === 'name' ? node.id : node.attr;
  const words = wordsOf(name);
  if (words.some((word) => /^(upload\w*|url|uri)$/.test(word)) || STREAM.test(words.at(-1) ?? ''))
    return false;
  if (node.kind === 'attribute') return true;
  const bindings = file.names.bindings(node) ?? [];
  return bindings.every(({ kind, annotation }) => {
    if (kind === 'unpack' || kind === 'with' || kind === 'import' || kind === 'star') return false;
    const types = annotation ? file.names.resolve(annotation) : [];
    return (
      annotation === undefined ||
      types.some(
        (type) =>
          type === 'str' ||
          type.startsWith('pathlib.') ||
          type.startsWith('os.PathLike') ||
          type.startsWith('typing.'),
      )
    );
  });
}
