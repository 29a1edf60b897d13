/**
 * Functions that a request chooses by name: `globals()[name]()`, `getattr(module, name)()`. A name with a beginning
 * that the program states (`"task_" + name`) chooses among the functions that were named so on purpose.
 */
import { allowList } from '../allow-list.ts';
import type { Call, Chunk, Expression } from '../ast.ts';
import { spanOf } from '../ast.ts';
import { boundOf } from '../bind.ts';
import { compositionOf } from '../composition.ts';
import { meaning } from '../constants.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import { type PythonFile, textOf } from '../file.ts';
import { taintOf } from '../taint/flow.ts';
import type { Trail } from '../taint/kinds.ts';
import { stepOf } from '../taint/run.ts';

const NAMESPACES = new Set(['globals()', 'locals()', 'vars()']);
const IMPORTERS = new Set(['importlib.import_module', '__import__']);
const SENDERS = new Set(['request', 'request-typed', 'message', 'tool-argument']);

/** A look-up of something by a name that is no constant. */
interface LookUp {
  readonly node: Expression;
  readonly key: Expression;
}

/** Whether `node` is a module: by custom their names are small, those of classes are not. */
function isModule(node: Expression, file: PythonFile): boolean {
  const { names } = file;
  const full = names.resolve(node);
  if (full.includes('sys.modules[]')) return true;
  if (node.kind === 'call') return names.resolve(node.func).some((name) => IMPORTERS.has(name));
  const root = node.kind === 'attribute' ? node.value : node;
  if (root.kind === 'attribute') return isModule(root, file);
  if (root.kind !== 'name' || !full.some((name) => /^[\w.]*\b[a-z_]\w*$/.test(name))) return false;
  const bindings = names.bindings(root) ?? [];
  return bindings.length > 0 && bindings.every(({ kind }) => kind === 'import');
}

/** Whether `node` is the dict of all names of a module or function. */
function isNamespace(node: Expression, file: PythonFile): boolean {
  if (file.names.resolve(node).some((name) => NAMESPACES.has(name))) {
    const [module] = node.kind === 'call' ? node.args : [];
    return !module || isModule(module.value, file);
  }
  return node.kind === 'attribute' && node.attr === '__dict__' && isModule(node.value, file);
}

function lookUp(node: Expression, file: PythonFile): LookUp | undefined {
  if (node.kind === 'subscript') {
    const [key] = node.index;
    return key && isNamespace(node.value, file) ? { node, key } : undefined;
  }
  if (node.kind !== 'call') return undefined;
  const { func, args } = node;
  const [first, second] = args;
  if (func.kind === 'attribute')
    return func.attr === 'get' && first && isNamespace(func.value, file)
      ? { node, key: first.value }
      : undefined;
  const looksUp =
    func.kind === 'name' && func.id === 'getattr' && file.names.resolve(func).includes('getattr');
  return looksUp && first && second && isModule(first.value, file) ? { node, key: second.value } : undefined;
}

/** How the name came from a sender to `key`; undefined where it did not, or was checked. */
function wayTo(key: Expression, file: PythonFile): readonly Trail[] | undefined {
  for (const [kind, { steps, stopped }] of taintOf(file, key))
    if (SENDERS.has(kind) && !stopped.has('code')) return steps;
  return undefined;
}

function seen(call: Call, file: PythonFile): Seen | undefined {
  const { func } = call;
  if (func.kind === 'attribute') return undefined;
  const found = lookUp(meaning(func, file.names), file);
  if (!found || compositionOf(found.key, file) !== 'open') return undefined;
  const steps = wayTo(found.key, file);
  if (!steps) return undefined;
  return {
    span: spanOf(found.node),
    values: { lookup: textOf(file, found.node), source: steps[0]?.note ?? '' },
    steps: [...steps, { node: found.key, note: 'chooses what is called' }].map((step) => stepOf(file, step)),
    edits: { 'allow-list': allowList(file, found.node, found.key, 'ALLOWED_NAMES') },
  };
}

function* detect(chunk: Chunk, file: PythonFile): Iterable<Seen> {
  for (const { call } of boundOf(chunk).calls) {
    const sighting = seen(call, file);
    if (sighting) yield sighting;
  }
}

export const detector: PythonDetector = { chunk: detect };
