/**
 * Ids that a database was asked for: whoever is found by one has got it from the program, which chose how its ids look.
 * Told by words of names: what is asked (`db`, `UserRepository`), for what (`get_user`), by what (`user_id`).
 */
import { wordsOf } from '../../personal/words.ts';
import type { Call, Expression } from '../ast.ts';

const DATABASE = new Set([
  'db',
  'database',
  'session',
  'crud',
  'repo',
  'repository',
  'dao',
  'orm',
  'collection',
]);
const ASKING = new Set(['get', 'find', 'fetch', 'load', 'select', 'lookup', 'exist', 'exists', 'is', 'has']);
const ID = new Set(['id', 'uuid', 'uid']);

/** The sinks that an id of the program's own does no harm at. */
export const ID_STOPS = ['path', 'path-check', 'url', 'url-part'];

/** The names that lead to `node`: `self`, `db`, `session` of `self.db.session`. */
function namesTo(node: Expression): string[] {
  if (node.kind === 'name') return [node.id];
  if (node.kind === 'attribute') return [...namesTo(node.value), node.attr];
  return node.kind === 'call' ? namesTo(node.func) : [];
}

function has(name: string | undefined, words: ReadonlySet<string>): boolean {
  return name !== undefined && wordsOf(name).some((word) => words.has(word));
}

/** The ids by which `call` asks a database for something. */
export function idsAskedFor({ func, args }: Call): readonly Expression[] {
  const called = namesTo(func);
  if (!has(called.at(-1), ASKING)) return [];
  const involved = [...called.slice(0, -1), ...args.flatMap(({ value }) => namesTo(value))];
  if (!involved.some((name) => has(name, DATABASE))) return [];
  return args.flatMap(({ name, value }) => (has(name ?? namesTo(value).at(-1), ID) ? [value] : []));
}
