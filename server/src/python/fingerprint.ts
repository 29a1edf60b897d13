/** Replaces a key in a message by its fingerprint: enough to tell keys apart, too little to use. */
import type { Edit } from '../engine/types.ts';
import type { Call, Expression } from './ast.ts';
import { spanOf } from './ast.ts';
import { importModule, replace } from './edit.ts';
import { type PythonFile, textOf } from './file.ts';
import { keyTable } from './key-material.ts';
import { NameIndex } from './patterns.ts';
import { isInText, quoteAt } from './quotes.ts';
import { inside } from './walk.ts';

/** How a value has to be turned into bytes. */
type Form = 'bytes' | 'text' | 'text-or-none';

interface Forms {
  readonly index: NameIndex<Form>;
}

const known = new WeakMap<object, Forms>();

function formsOf(file: PythonFile): Forms {
  const { tables } = file.models;
  const old = known.get(tables);
  if (old) return old;
  const index = new NameIndex<Form>();
  const { bytes, text } = keyTable(tables);
  for (const name of bytes) index.add(`${name}()`, 'bytes');
  for (const name of text)
    index.add(`${name}()`, name === 'os.getenv' || name === 'os.environ.get' ? 'text-or-none' : 'text');
  index.add('os.environ[]', 'text');
  const forms = { index };
  known.set(tables, forms);
  return forms;
}

/** The methods and functions that turn a key into text; the key is what they are given. */
const DECODING = new Set(['decode', 'hex']);
const WRAPPING = /^(str|repr|base64\.\w*encode|binascii\.hexlify)$/;

/** The form of a value by its names, when all that are known agree. */
function formByName(node: Expression, file: PythonFile): Form | undefined {
  const { index } = formsOf(file);
  const found = new Set(
    file.names.resolve(node).flatMap((name) => index.find(name.replace(/\.(decode|hex)\(\)$/, '.text'))),
  );
  const [form, ...others] = found;
  return others.length === 0 ? form : undefined;
}

/** The key itself inside of what is shown, and its form. */
function keyOf(node: Expression, file: PythonFile): { node: Expression; form: Form } | undefined {
  if (node.kind === 'call') {
    const { func, args } = node;
    if (func.kind === 'attribute' && DECODING.has(func.attr)) return { node: func.value, form: 'bytes' };
    if (func.kind === 'attribute' && func.attr === 'encode') return { node: func.value, form: 'text' };
    const [first] = args;
    if (first && file.names.resolve(func).some((name) => WRAPPING.test(name))) {
      const inner = keyOf(first.value, file);
      return (
        inner ??
        (file.names.resolve(func).some((name) => name.startsWith('base64.'))
          ? { node: first.value, form: 'bytes' }
          : undefined)
      );
    }
  }
  const form = formByName(node, file);
  return form && { node, form };
}

/** The innermost expressions below `node` that carry the key and can be shown otherwise. */
export function shownKeys(node: Expression, carries: (node: Expression) => boolean): Expression[] {
  if (!carries(node)) return [];
  const leaf = node.kind === 'name' || node.kind === 'attribute' || node.kind === 'subscript';
  if (leaf) return [node];
  if (node.kind === 'conditional')
    return [node.consequent, node.alternative].flatMap((branch) => shownKeys(branch, carries));
  if (node.kind === 'call') {
    const formatted =
      node.func.kind === 'attribute' && (node.func.attr === 'format' || node.func.attr === 'join');
    if (!formatted) return [node];
    return node.args.flatMap(({ value }) => shownKeys(value, carries));
  }
  return inside(node).flatMap((child) => shownKeys(child, carries));
}

/** The edits that show a fingerprint instead of `shown` in `call`; undefined where it is not sure to run. */
export function fingerprintEdits(
  call: Call,
  shown: readonly Expression[],
  file: PythonFile,
): Edit[] | undefined {
  const imports = importModule(file, 'hashlib');
  if (!imports || shown.length === 0) return undefined;
  const edits: Edit[] = [...imports];
  for (const node of shown) {
    const key = keyOf(node, file);
    const text = key && textOf(file, key.node);
    if (!key || text === undefined || /[\r\n#]/.test(text)) return undefined;
    const { text: source } = file.source;
    if (isInText(node, call) && /^\s*=/.test(source.slice(spanOf(node).end))) return undefined;
    const empty = quoteAt(node, call, file).repeat(2);
    const whole =
      key.node.kind === 'name' ||
      key.node.kind === 'attribute' ||
      key.node.kind === 'subscript' ||
      key.node.kind === 'call';
    const bare = whole ? text : `(${text})`;
    const bytes =
      key.form === 'bytes'
        ? text
        : key.form === 'text'
          ? `${bare}.encode()`
          : `(${text} or ${empty}).encode()`;
    edits.push(replace(node, `hashlib.sha256(${bytes}).hexdigest()[:8]`));
  }
  return edits;
}
