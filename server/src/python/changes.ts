/**
 * What is done to the value of a variable without binding the variable anew: keys and attributes set, elements added.
 * One statement or call at a time, and gathered by variable for a module.
 */
import type { Attribute, Call, Expression } from './ast.ts';
import { homeOf } from './reaching.ts';
import type { Change } from './scopes.ts';

type Found = Omit<Change, 'place'>;

const CHANGING = new Set(
  (
    'update setdefault pop popitem clear append appendleft extend extendleft insert remove add discard sort reverse ' +
    'put put_nowait push set'
  ).split(' '),
);
const BY_FUNCTION = new Set(['setattr', 'delattr', 'vars']);

/** `x`, `self.x`, `a.b.c`; undefined for what is no variable or attribute of one. */
export function variablePath(node: Expression): string | undefined {
  if (node.kind === 'name') return node.id;
  if (node.kind !== 'attribute') return undefined;
  const base = variablePath(node.value);
  return base === undefined ? undefined : `${base}.${node.attr}`;
}

/** `x = torch.` above `path = 1` reads as if `torch.path` were set. */
function isHalfTyped({ value, attr, end }: Attribute): boolean {
  return end - attr.length - value.end > 1;
}

/** What setting or deleting `target` changes: of `x["a"]["b"]` the key `a` of `x`. */
export function changedBy(target: Expression): Found | undefined {
  if (target.kind !== 'subscript' && target.kind !== 'attribute') return undefined;
  const path = variablePath(target.value);
  if (path === undefined) return changedBy(target.value);
  if (target.kind === 'attribute') return isHalfTyped(target) ? undefined : { path, what: `.${target.attr}` };
  const [key] = target.index;
  return { path, what: key?.kind === 'string' ? `[${key.value}]` : '' };
}

/** The keys that `update(a=1)`, `update({"a": 1})`, `pop("a")` or `setdefault("a", 1)` concern; undefined for any. */
function keysOf({ func, args }: Call): readonly string[] | undefined {
  const method = func.kind === 'attribute' ? func.attr : '';
  if (method === 'pop' || method === 'setdefault') {
    const key = args[0]?.value;
    return key?.kind === 'string' ? [key.value] : undefined;
  }
  if (method !== 'update') return undefined;
  const keys = args.flatMap(({ name, value }) => {
    if (name !== undefined) return [name];
    if (value.kind !== 'dict') return [undefined];
    return value.entries.map(({ key }) => (key?.kind === 'string' ? key.value : undefined));
  });
  return keys.every((key) => key !== undefined) ? keys : undefined;
}

/** What a call changes: the receiver of `update` and its like, the first argument of `setattr`. */
export function changedByCall(call: Call): readonly Found[] {
  const { func, args } = call;
  if (func.kind === 'attribute' && CHANGING.has(func.attr)) {
    const path = variablePath(func.value);
    if (path !== undefined)
      return keysOf(call)?.map((key) => ({ path, what: `[${key}]` })) ?? [{ path, what: '' }];
    const inner = changedBy(func.value);
    return inner ? [inner] : [];
  }
  const [first] = args;
  const path =
    func.kind === 'name' && BY_FUNCTION.has(func.id) && first ? variablePath(first.value) : undefined;
  return path === undefined ? [] : [{ path, what: '' }];
}

const NOTHING: ReadonlySet<string> = new Set();

/** The changes of a module. Each is told as `.a` for an attribute that is set, `[k]` for a key, empty for anything. */
export class Changes {
  readonly #byRoot: ReadonlyMap<string, readonly Change[]>;

  /** `byRoot`: by the variable that the path begins with. */
  constructor(byRoot: ReadonlyMap<string, readonly Change[]>) {
    this.#byRoot = byRoot;
  }

  /** What is done anywhere to the variable (`x`, `self.x`) that `node` reads; nothing for what is no variable. */
  of(node: Expression): ReadonlySet<string> {
    const path = variablePath(node);
    let root = node;
    while (root.kind === 'attribute') root = root.value;
    if (path === undefined || root.kind !== 'name' || !root.place) return NOTHING;
    const { id } = root;
    const all = this.#byRoot.get(id);
    if (!all) return NOTHING;
    const home = homeOf(id, root.place);
    const found = all.filter((change) => change.path === path && homeOf(id, change.place) === home);
    return new Set(found.map(({ what }) => what));
  }

  /** What is done to the module's variable `name`. */
  at(name: string): ReadonlySet<string> {
    const found = (this.#byRoot.get(name) ?? []).filter(
      ({ path, place }) => path === name && homeOf(name, place) === undefined,
    );
    return new Set(found.map(({ what }) => what));
  }

  /** All that is done to a variable of the module and to what it holds, as one text. */
  below(name: string): string {
    let all = '';
    for (const { path, place, what } of this.#byRoot.get(name) ?? [])
      if (homeOf(name, place) === undefined) all += `${path}${what},`;
    return all;
  }
}
