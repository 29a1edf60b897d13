/**
 * Hashes that only name something (a key of a cache, a temporary file): made of a text that the program has put together,
 * or cut to a few digits, which no content is compared by. Knows no algorithm, and not what it guards.
 */
import { type Call, type Expression, rootOf } from './ast.ts';
import { boundOf } from './bind.ts';
import type { PythonFile } from './file.ts';
import { type BoundCall, functionOf } from './scopes.ts';
import { expressionsOf } from './statements.ts';
import { pathOf } from './taint/state.ts';
import { walk } from './walk.ts';

/** Calls that make bytes or text of a value of the program. */
const SPELLING = new Set(['str', 'repr', 'json.dumps', 'bytes']);

function isText({ value }: { readonly value: Expression }, file: PythonFile): boolean {
  if (value.kind !== 'call') return false;
  if (value.func.kind === 'attribute' && value.func.attr === 'encode') return true;
  const first = value.args[0];
  const spells = file.names.resolve(value.func).some((name) => SPELLING.has(name));
  return spells && first !== undefined && (value.args.length > 1 || isText(first, file));
}

function isDigestOf(node: Expression, wanted: (receiver: Expression) => boolean): boolean {
  return (
    node.kind === 'call' &&
    node.func.kind === 'attribute' &&
    /^(?:hex)?digest$/.test(node.func.attr) &&
    wanted(node.func.value)
  );
}

/** `cut`: only a part of the digest is used; `text`: all that is hashed is text. */
export type HashLabel = 'cut' | 'text';

/** What shows that a hash only names something, if anything does. */
export function labelOfHash(
  bound: BoundCall,
  holders: ReadonlySet<string>,
  file: PythonFile,
): HashLabel | undefined {
  const { call, place } = bound;
  const owner = functionOf(place.scope);
  const isHash = (node: Expression): boolean => {
    const path = pathOf(node);
    return node === call || (path !== undefined && holders.has(path));
  };
  const chunks = owner ? [rootOf(call.chunk)] : file.chunks;
  const fed: Call[] = call.args.some(({ name }) => name === undefined || name === 'data') ? [call] : [];
  let isCut = false;
  for (const { statement, place: there } of chunks.flatMap((chunk) => boundOf(chunk).statements)) {
    if (functionOf(there.scope) !== owner) continue;
    for (const expression of expressionsOf(statement))
      walk(expression, (node) => {
        if (node.kind === 'subscript') isCut ||= isDigestOf(node.value, isHash);
        if (node.kind === 'call' && node.func.kind === 'attribute' && node.func.attr === 'update')
          if (isHash(node.func.value)) fed.push(node);
        return true;
      });
  }
  if (isCut) return 'cut';
  const texts = fed.flatMap(({ args }) => args.filter(({ name }) => name === undefined || name === 'data'));
  return texts.length > 0 && texts.every((text) => isText(text, file)) ? 'text' : undefined;
}
