/**
 * Whether a piece of code speaks of a check of the caller: by its identifiers, its short texts, the names that it
 * resolves to, the status codes that it answers with.
 */
import type { Expression, FunctionDef } from '../ast.ts';
import type { PythonFile } from '../file.ts';
import { perNode } from '../memo.ts';
import { occurs } from '../occurrence.ts';
import { walk } from '../walk.ts';
import { wordsOf } from '../words.ts';
import { expressionsIn } from './body.ts';
import { type Authentication, servingOf } from './frameworks.ts';
import { reachedFrom } from './inference.ts';

/** Texts longer than this are prose. */
const LONGEST = 40;

/** Texts whose words are remembered. */
const MOST = 20_000;

const REFUSALS = new Set([401, 403]);

const spoken = new WeakMap<
  Authentication,
  Map<string, { readonly strong: boolean; readonly weak: boolean }>
>();

/** Whether an identifier or short text speaks of a check of the caller; `weak` words count only where one is expected. */
export function speaks(file: PythonFile, text: string, weak: boolean): boolean {
  const words = servingOf(file).authentication;
  const known = spoken.get(words) ?? new Map<string, { strong: boolean; weak: boolean }>();
  spoken.set(words, known);
  let found = known.get(text);
  if (!found) {
    const list = wordsOf(text);
    const strong =
      list.some((word) => words.strong.has(word)) ||
      words.pairs.some((pair) => pair.every((word) => list.includes(word)));
    found = { strong, weak: strong || list.some((word) => words.weak.has(word)) };
    if (known.size > MOST) known.clear();
    known.set(text, found);
  }
  return weak ? found.weak : found.strong;
}

/** Whether a text mentions any of the libraries that `named` asks for. */
const mentionsLibrary = occurs((text, file) => servingOf(file).authentication.libraries.test(text));

function named(file: PythonFile, node: Expression): boolean {
  if (!mentionsLibrary(file)) return false;
  const { names } = servingOf(file).authentication;
  return file.names.resolve(node).some((name) => names.find(name).length > 0);
}

/** Whether one expression, by itself, tells of a check. */
function tells(file: PythonFile, node: Expression, weak: boolean): boolean {
  switch (node.kind) {
    case 'name':
      return speaks(file, node.id, weak) || named(file, node);
    case 'attribute':
      return speaks(file, node.attr, weak) || named(file, node);
    case 'string':
      return node.value.length <= LONGEST && speaks(file, node.value, weak);
    case 'number':
      return REFUSALS.has(node.value);
    case 'call':
      return (
        node.args.some(({ name }) => name !== undefined && speaks(file, name, weak)) ||
        readsHeader(file, node)
      );
    case 'subscript':
      return readsHeader(file, node);
    default:
      return false;
  }
}

/** `headers["X-Token"]`, `headers.get("token")`. */
function readsHeader(file: PythonFile, node: Expression): boolean {
  const base =
    node.kind === 'subscript'
      ? node.value
      : node.kind === 'call' && node.func.kind === 'attribute'
        ? node.func.value
        : undefined;
  const key =
    node.kind === 'subscript' ? node.index[0] : node.kind === 'call' ? node.args[0]?.value : undefined;
  const isHeaders = base?.kind === 'attribute' && (base.attr === 'headers' || base.attr === 'cookies');
  return isHeaders && key?.kind === 'string' && speaks(file, key.value, true);
}

/** Whether anything in `node` tells of a check; `weak` as for `speaks`. */
export function within(file: PythonFile, node: Expression, weak: boolean): boolean {
  let found = false;
  walk(node, (inner) => {
    found ||= tells(file, inner, weak);
    return !found;
  });
  return found;
}

/** Whether the code of one function tells of a check. */
export const bodyTells: (file: PythonFile, node: FunctionDef) => boolean = perNode((file, node) => {
  const docstrings = new Set(
    node.body.map((s) => (s.kind === 'expression' && s.value.kind === 'string' ? s.value : undefined)),
  );
  return (
    speaks(file, node.name, false) ||
    expressionsIn(node).some((e) => !(e.kind === 'string' && docstrings.has(e)) && tells(file, e, false))
  );
});

/** Whether the code of a function, or of those of this file that it calls, tells of a check. */
export function reachedTells(file: PythonFile, node: FunctionDef): boolean {
  return [...reachedFrom(file, node)].some((fn) => bodyTells(file, fn));
}
