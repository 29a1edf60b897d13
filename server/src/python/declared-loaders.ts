/**
 * Functions that say that they unpickle: by their name, or by a warning in their docstring or log. Who calls one of them has
 * read what it does. Knows words only.
 */
import { wordsOf } from '../personal/words.ts';
import { type Call, type FunctionDef, rootOf } from './ast.ts';
import { boundOf } from './bind.ts';
import { boundCall } from './call-index.ts';
import { functionOf } from './scopes.ts';
import { expressionsOf } from './statements.ts';
import { walk } from './walk.ts';

const PICKLE = /^(?:pickle|pickles|pickled|unpickle|unpickles|pkl|pck)$/;
/** What such a warning says, in whatever order. */
const WARNING =
  /arbitrary (?:python )?code|(?:untrusted|fully trusted|trusted) (?:source|file|data|pickle)|sources? (?:that )?you trust/i;

function warns(owner: FunctionDef): boolean {
  return boundOf(rootOf(owner.chunk)).statements.some(({ statement, place }) => {
    let found = false;
    if (functionOf(place.scope) !== owner || statement.kind !== 'expression') return false;
    for (const expression of expressionsOf(statement))
      walk(expression, (node) => {
        if (node.kind === 'string') found ||= WARNING.test(node.value.replace(/\s+/g, ' '));
        return !found;
      });
    return found;
  });
}

/** Whether `call` stands in a public function that says that it unpickles. */
export function isInDeclaredLoader(call: Call): boolean {
  const bound = boundCall(call);
  const owner = bound && functionOf(bound.place.scope);
  if (!owner || owner.name.startsWith('_')) return false;
  return wordsOf(owner.name).some((word) => PICKLE.test(word)) || warns(owner);
}
