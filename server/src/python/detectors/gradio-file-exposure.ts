/** Gradio apps that serve folders which hold more than the app's own files, or trust any website, or a written password. */
import { placeholder } from '../../engine/placeholder.ts';
import { argumentOf } from '../arguments.ts';
import { type Call, type Expression, spanOf } from '../ast.ts';
import { constantOf, meaning } from '../constants.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import { importModule, removeArgument, replace } from '../edit.ts';
import { type PythonFile, textOf } from '../file.ts';

const LOGIN = '(os.environ["GRADIO_USER"], os.environ["GRADIO_PASS"])';

/** Folders of the machine, not of the app. */
const WIDE =
  /^(?:\.{1,2}\/?|~\/?|\/(?:tmp|home|root|etc|var|usr|mnt|opt|data|workspace|app)\/?|[A-Za-z]:[\\/]?)$/;

const FOLDERS = new Set([
  'os.getcwd()',
  'pathlib.Path.home()',
  'pathlib.Path.cwd()',
  'tempfile.gettempdir()',
  'os.path.expanduser()',
]);

/** How much a path opens: everything, a folder that others use as well, or neither as far as one can see. */
function widthOf(file: PythonFile, node: Expression): 'root' | 'wide' | undefined {
  const value = constantOf(node, file.names);
  if (value.state === 'known') {
    if (/^(?:\/|[A-Za-z]:[\\/])$/.test(String(value.value))) return 'root';
    return WIDE.test(String(value.value)) ? 'wide' : undefined;
  }
  const meant = meaning(node, file.names);
  const inner =
    meant.kind === 'call' && /^str$/.test(textOf(file, meant.func)) ? meant.args[0]?.value : meant;
  return inner && file.names.resolve(inner).some((name) => FOLDERS.has(name)) ? 'wide' : undefined;
}

function paths(file: PythonFile, call: Call, key: string): Seen[] {
  const filled = argumentOf(call, key, file.names);
  if (filled.state !== 'given') return [];
  const list = meaning(filled.value, file.names);
  const items = list.kind === 'list' || list.kind === 'tuple' ? list.items : [];
  const remove = key.startsWith('0') ? undefined : removeArgument(file, call, filled.argument);
  return items.flatMap((item): Seen[] => {
    const width = widthOf(file, item);
    const span = item.chunk === call.chunk ? spanOf(item) : spanOf(filled.value);
    if (!width) return [];
    const narrow = item.chunk === call.chunk ? [replace(item, `"${placeholder('folder')}"`)] : undefined;
    return [{ case: width, span, values: { path: textOf(file, item) }, edits: { paths: remove, narrow } }];
  });
}

function cors(file: PythonFile, call: Call): Seen[] {
  const filled = argumentOf(call, 'strict_cors', file.names);
  if (filled.state !== 'given') return [];
  const value = constantOf(filled.value, file.names);
  if (value.state !== 'known' || value.value !== false) return [];
  const remove = removeArgument(file, call, filled.argument);
  return [{ case: 'cors', span: spanOf(filled.argument), edits: { strict: remove } }];
}

function login(file: PythonFile, call: Call): Seen[] {
  const filled = argumentOf(call, 'auth', file.names);
  if (filled.state !== 'given' || filled.argument.star) return [];
  const pair = meaning(filled.value, file.names);
  const written =
    pair.kind === 'tuple' &&
    pair.items.length === 2 &&
    pair.items[1]?.kind === 'string' &&
    pair.items[1].value !== '';
  const os = importModule(file, 'os');
  return written
    ? [
        {
          case: 'password',
          span: spanOf(filled.argument),
          edits: { login: os && [...os, replace(filled.value, LOGIN)] },
        },
      ]
    : [];
}

export const detector: PythonDetector = {
  calls: ['gradio.**.launch', 'gradio.mount_gradio_app', 'gradio.set_static_paths'],
  *call({ call }, name, file) {
    if (name === 'gradio.set_static_paths') {
      yield* paths(file, call, '0|paths');
      return;
    }
    yield* paths(file, call, 'allowed_paths');
    yield* cors(file, call);
    yield* login(file, call);
  },
};
