/**
 * Full names of objects that a program keeps in a container or on its app: `models["clf"]` after
 * `models["clf"] = joblib.load(path)`, `request.app.state.model`. Beyond what `Names` answers; models are kept so.
 */
import type { Expression } from '../ast.ts';
import { boundOf } from '../bind.ts';
import { meaning } from '../constants.ts';
import type { PythonFile } from '../file.ts';
import { gathered, lookedUp, perFile, sameElements } from '../memo.ts';
import type { Binding } from '../scopes.ts';
import { pathOf } from '../taint/state.ts';
import { basesOf, classBy } from './classes.ts';

/** Longer chains are not followed. */
const DEEPEST = 6;

/** Base classes whose instances are models themselves. */
const NETWORK =
  /^(torch\.nn\.Module|(pytorch_lightning|lightning|lightning\.pytorch)\.LightningModule|(tensorflow\.)?keras\.Model|keras\.models\.Model)$/;

/** `state.model` of `app.state.model` and `request.app.state.model`: one object however it is reached. */
function storageKey(node: Expression): string | undefined {
  const path = pathOf(node);
  if (path === undefined) return undefined;
  const shared = /(?:^|\.)(state\..+)$/.exec(path);
  return shared?.[1] ?? path;
}

/** Everything assigned to an item or attribute, by the path of the target; items with a computed key under `path[]`. */
const allStores = gathered((_file, chunk) => {
  const found: { readonly key: string; readonly value: Expression }[] = [];
  const add = (key: string, value: Expression): void => {
    found.push({ key, value });
  };
  for (const { statement } of boundOf(chunk).statements) {
    if (statement.kind !== 'assign' || !statement.value) continue;
    for (const target of statement.targets) {
      if (target.kind !== 'subscript' && target.kind !== 'attribute') continue;
      const key = storageKey(target);
      if (key !== undefined) add(key, statement.value);
      const container = target.kind === 'subscript' ? storageKey(target.value) : undefined;
      if (container !== undefined) add(`${container}[]`, statement.value);
    }
  }
  return found;
});

const storesOf: (file: PythonFile) => ReadonlyMap<string, readonly Expression[]> = perFile((file) => {
  const found = new Map<string, Expression[]>();
  for (const { key, value } of allStores(file)) {
    const list = found.get(key);
    if (list) list.push(value);
    else found.set(key, [value]);
  }
  return found;
});

const storedAt = lookedUp(storesOf, (a, b) => sameElements(a ?? [], b ?? []));

function isConstant(node: Expression | undefined): boolean {
  return node?.kind === 'string' || node?.kind === 'number';
}

/** What may stand in the container `node` under `key`. */
function items(file: PythonFile, node: Expression, key: Expression | undefined): Expression[] {
  const literal = meaning(node, file.names);
  const entries = literal.kind === 'dict' ? literal.entries : [];
  const fitting = entries.filter(
    (entry) =>
      !isConstant(key) ||
      (entry.key?.kind === 'string' && key?.kind === 'string' && entry.key.value === key.value),
  );
  const container = storageKey(node);
  const stored = container === undefined || isConstant(key) ? [] : (storedAt(file, `${container}[]`) ?? []);
  return [...fitting.map((entry) => entry.value), ...stored];
}

/** The call that `vectorizer, model = pickle.load(file)` takes apart: each part is something that it loaded. */
function unpacked({ kind, node }: Binding): Expression | undefined {
  return kind === 'unpack' && node?.kind === 'assign' && node.value?.kind === 'call' ? node.value : undefined;
}

function kept(file: PythonFile, node: Expression, depth: number): string[] {
  const again = (e: Expression): string[] => namesOf(file, e, depth + 1);
  const key = storageKey(node);
  const stored = key === undefined ? [] : (storedAt(file, key) ?? []).flatMap(again);
  switch (node.kind) {
    case 'name':
      return (file.names.bindings(node) ?? []).flatMap((binding) => {
        const value = binding.kind === 'assign' ? binding.value : unpacked(binding);
        return value ? again(value) : [];
      });
    case 'attribute':
      return [...stored, ...again(node.value).map((name) => `${name}.${node.attr}`)];
    case 'subscript':
      return [...stored, ...items(file, node.value, node.index[0]).flatMap(again)];
    case 'call': {
      const { func } = node;
      if (func.kind === 'attribute' && func.attr === 'get') {
        const found = items(file, func.value, node.args[0]?.value).flatMap(again);
        if (found.length > 0) return found;
      }
      const definition = file.names.definition(node);
      if (definition?.kind === 'function') return [...file.names.returned(definition)];
      return again(func).map((name) => `${name}()`);
    }
    case 'await':
      return node.value ? again(node.value) : [];
    default:
      return [];
  }
}

/** An instance of a network class of this file, under the name of its library's base class. */
function asNetwork(file: PythonFile, name: string): string {
  const local = /^(\.[\w.]+)\(\)/.exec(name)?.[1];
  const node = local === undefined ? undefined : classBy(file, local);
  const base = node && basesOf(file, node).find((b) => NETWORK.test(b));
  if (local === undefined || base === undefined) return name;
  const library = /LightningModule$/.test(base) ? 'torch.nn.Module' : base;
  return `${library}${name.slice(local.length)}`;
}

/** The full names that `node` may stand for, looked up in containers and app state where it has none by itself. */
export function namesOf(file: PythonFile, node: Expression, depth = 0): string[] {
  if (depth > DEEPEST) return [];
  const plain = file.names.resolve(node);
  const names = plain.length > 0 ? plain : kept(file, node, depth);
  return [...new Set(names.map((name) => asNetwork(file, name)))];
}
