/**
 * The code that fixes insert to load and save tables of data encrypted: the article's loader, corrected. The key comes
 * from a file that a secrets manager mounts, for a variable with the key itself would be the next finding; it is missing
 * loudly, never made up and never printed. Inserted once in a file.
 */
import type { Edit } from '../engine/types.ts';
import { type Call, spanOf } from './ast.ts';
import { replace } from './edit.ts';
import { type PythonFile, textOf } from './file.ts';
import { rootOf } from './personal/origins.ts';
import { supply } from './supplied-code.ts';

const KEY_FILE = 'ML_ENCRYPTION_KEY_FILE';

const FERNET = { Fernet: 'cryptography.fernet' };

const DATA_KEY = `
def data_key():
    """The key of the encrypted files: a secrets manager puts it into a file, and ${KEY_FILE} says where."""
    path = os.environ.get("${KEY_FILE}")
    if not path:
        raise RuntimeError("${KEY_FILE} is not set")
    with open(path, "rb") as file:
        return file.read().strip()
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
  const edits = supply(file, call, { code: functions, modules: ['io', 'os'], from: FERNET });
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
  const edits = supply(file, call, { code: functions, modules: text ? ['os'] : ['io', 'os'], from: FERNET });
  if (!edits) return undefined;
  const start = spanOf(func).start;
  return [...edits, { span: { start, end: spanOf(first).start }, text: `${name}(${table}, ` }];
}
