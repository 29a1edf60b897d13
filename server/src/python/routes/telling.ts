/**
 * Whether a piece of code speaks of a safeguard: by its identifiers, its short texts, the names that it resolves to, the
 * status codes that it answers with.
 */

import { wordsOf } from '../../personal/words.ts';
import type { Expression, FunctionDef } from '../ast.ts';
import type { PythonFile } from '../file.ts';
import { perNode } from '../memo.ts';
import { occurs } from '../occurrence.ts';
import { walk } from '../walk.ts';
import { expressionsIn } from './body.ts';
import { reachedFrom } from './inference.ts';
import { type Safeguard, type Vocabulary, vocabularyOf } from './safeguard-words.ts';

/** Texts longer than this are prose. */
const LONGEST = 40;

/** Texts whose words are remembered. */
const MOST = 20_000;

const spoken = new WeakMap<Vocabulary, Map<string, { readonly strong: boolean; readonly weak: boolean }>>();

/** Whether an identifier or short text speaks of the safeguard; `weak` words count only where one is expected. */
export function speaks(file: PythonFile, safeguard: Safeguard, text: string, weak: boolean): boolean {
  const words = vocabularyOf(file, safeguard);
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

function each<T>(make: (safeguard: Safeguard) => T): Readonly<Record<Safeguard, T>> {
  return {
    authentication: make('authentication'),
    'rate-limit': make('rate-limit'),
    record: make('record'),
  };
}

/** Whether a text mentions any of the libraries that `named` asks for. */
const mentionsLibrary = each((safeguard) =>
  occurs((text, file) => vocabularyOf(file, safeguard).libraries.test(text)),
);

function named(file: PythonFile, safeguard: Safeguard, node: Expression): boolean {
  if (!mentionsLibrary[safeguard](file)) return false;
  const { names } = vocabularyOf(file, safeguard);
  return file.names.resolve(node).some((name) => names.find(name).length > 0);
}

/** Whether one expression, by itself, tells of the safeguard. */
function tells(file: PythonFile, safeguard: Safeguard, node: Expression, weak: boolean): boolean {
  switch (node.kind) {
    case 'name':
      return speaks(file, safeguard, node.id, weak) || named(file, safeguard, node);
    case 'attribute':
      return speaks(file, safeguard, node.attr, weak) || named(file, safeguard, node);
    case 'string':
      return node.value.length <= LONGEST && speaks(file, safeguard, node.value, weak);
    case 'number':
      return vocabularyOf(file, safeguard).statuses.has(node.value);
    case 'call':
      return (
        node.args.some(({ name }) => name !== undefined && speaks(file, safeguard, name, weak)) ||
        (safeguard === 'authentication' && readsHeader(file, node))
      );
    case 'subscript':
      return safeguard === 'authentication' && readsHeader(file, node);
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
  return isHeaders && key?.kind === 'string' && speaks(file, 'authentication', key.value, true);
}

/** Whether anything in `node` tells of the safeguard; `weak` as for `speaks`. */
export function within(file: PythonFile, safeguard: Safeguard, node: Expression, weak: boolean): boolean {
  let found = false;
  walk(node, (inner) => {
    found ||= tells(file, safeguard, inner, weak);
    return !found;
  });
  return found;
}

const byBody = each((safeguard) =>
  perNode((file, node: FunctionDef): boolean => {
    const docstrings = new Set(
      node.body.map((s) => (s.kind === 'expression' && s.value.kind === 'string' ? s.value : undefined)),
    );
    return (
      speaks(file, safeguard, node.name, false) ||
      expressionsIn(node).some(
        (e) => !(e.kind === 'string' && docstrings.has(e)) && tells(file, safeguard, e, false),
      )
    );
  }),
);

/** Whether the code of one function tells of the safeguard. */
export function bodyTells(file: PythonFile, safeguard: Safeguard, node: FunctionDef): boolean {
  return byBody[safeguard](file, node);
}

/** Whether the code of a function, or of those of this file that it calls, tells of the safeguard. */
export function reachedTells(file: PythonFile, safeguard: Safeguard, node: FunctionDef): boolean {
  return [...reachedFrom(file, node)].some((fn) => bodyTells(file, safeguard, fn));
}
