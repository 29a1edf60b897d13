/**
 * What a dictionary holds, as far as the program says it: literals, `dict(…)`, `{**a, …}` and `a | b`, through variables
 * that nothing else is done to.
 */
import type { Call, Dict, Expression } from './ast.ts';
import { constantOf, meaning } from './constants.ts';
import type { Names } from './names.ts';
import { plain } from './reference.ts';

export interface Entries {
  /** By key; undefined where the value may be another one, or the key gone. */
  readonly known: ReadonlyMap<string, Expression | undefined>;
  /** It may have other keys. */
  readonly open: boolean;
}

/** Deeper nesting of dictionaries in each other is not followed. */
const DEEPEST = 8;

const UNKNOWN: Entries = { known: new Map(), open: true };

/** `first`, overwritten by `second`. */
function merged(first: Entries, second: Entries): Entries {
  const known = new Map(first.known);
  if (second.open) for (const key of known.keys()) known.set(key, undefined);
  for (const [key, value] of second.known) known.set(key, value);
  return { known, open: first.open || second.open };
}

function entry(key: Expression, value: Expression, names: Names): Entries {
  const text = constantOf(key, names);
  if (text.state !== 'known') return UNKNOWN;
  return { known: new Map(typeof text.value === 'string' ? [[text.value, value]] : []), open: false };
}

function ofDict(node: Dict, names: Names, depth: number): Entries {
  let found: Entries = { known: new Map(), open: false };
  for (const { key, value } of node.entries)
    found = merged(found, key ? entry(key, value, names) : entriesOf(value, names, depth + 1));
  return found;
}

function ofCall(node: Call, names: Names, depth: number): Entries {
  if (!names.references(node.func).map(plain).includes('dict')) return UNKNOWN;
  let found: Entries = { known: new Map(), open: false };
  for (const { name, star, value } of node.args) {
    const given =
      name !== undefined
        ? { known: new Map([[name, value]]), open: false }
        : star === '*'
          ? UNKNOWN
          : entriesOf(value, names, depth + 1);
    found = merged(found, given);
  }
  return found;
}

/** The entries of the dictionary that `node` stands for; open where it is not known to be one. */
export function entriesOf(node: Expression, names: Names, depth = 0): Entries {
  if (depth > DEEPEST) return UNKNOWN;
  const meant = meaning(node, names);
  const again = (e: Expression): Entries => entriesOf(e, names, depth + 1);
  const found =
    meant.kind === 'dict'
      ? ofDict(meant, names, depth)
      : meant.kind === 'call'
        ? ofCall(meant, names, depth)
        : meant.kind === 'binary' && meant.op === '|'
          ? merged(again(meant.left), again(meant.right))
          : UNKNOWN;
  const changes = names.changes(node);
  if (changes.size === 0) return found;
  const known = new Map(found.known);
  if (changes.has('')) for (const key of known.keys()) known.set(key, undefined);
  for (const change of changes) if (change.startsWith('[')) known.set(change.slice(1, -1), undefined);
  return { known, open: found.open || changes.has('') };
}
