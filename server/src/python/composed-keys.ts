/**
 * Keys that stand nowhere in the text as a whole, and whose value the program makes of constants all the same: put together
 * with `+` or an f-string, literals side by side, or encoded in base64.
 */
import { scanAll, valuesOf } from '../secrets/scan.ts';
import { type Forms, formsOf } from '../secrets/table.ts';
import { type Call, type Chunk, type Expression, spanOf } from './ast.ts';
import { boundOf } from './bind.ts';
import { template, whole } from './constants.ts';
import type { PythonDetector, Seen } from './detector.ts';
import { environmentInstead } from './environment-edit.ts';
import type { PythonFile } from './file.ts';
import type { Place } from './scopes.ts';
import { expressionsOf } from './statements.ts';
import { walk } from './walk.ts';

interface Composed {
  readonly node: Expression;
  readonly place: Place;
  /** The literal that is decoded, with the call that does. */
  readonly encoded?: { readonly call: Call; readonly text: string };
}

/** Keys are no shorter. */
const SHORTEST = 16;

/** Longer texts are documents. */
const LONGEST = 2000;

const DECODES = /^(?:base64\.(?:b64decode|standard_b64decode|urlsafe_b64decode)|binascii\.a2b_base64)$/;

function encodedIn(node: Expression): Composed['encoded'] {
  if (node.kind !== 'call') return undefined;
  if (node.func.kind === 'attribute' && node.func.attr === 'decode' && node.func.value.kind === 'call')
    return encodedIn(node.func.value);
  const name =
    node.func.kind === 'attribute' ? node.func.attr : node.func.kind === 'name' ? node.func.id : '';
  const [first] = node.args;
  return /b64decode|a2b_base64/.test(name) && first?.value.kind === 'string'
    ? { call: node, text: first.value.value }
    : undefined;
}

/** Whether nothing but literals and names goes into `node`. */
function isPlain(node: Expression): boolean {
  switch (node.kind) {
    case 'string':
    case 'name':
    case 'attribute':
      return true;
    case 'binary':
      return node.op === '+' && isPlain(node.left) && isPlain(node.right);
    case 'fstring':
      return node.parts.every((part) => typeof part === 'string' || isPlain(part));
    default:
      return false;
  }
}

function isComposed(node: Expression): boolean {
  if (node.kind === 'string')
    return node.joined && node.value.length >= SHORTEST && node.value.length <= LONGEST;
  return (node.kind === 'binary' || node.kind === 'fstring') && isPlain(node);
}

const known = new WeakMap<Chunk, readonly Composed[]>();

/** What a chunk puts together or decodes, outermost first. Syntax only. */
function composedIn(chunk: Chunk): readonly Composed[] {
  const kept = known.get(chunk);
  if (kept) return kept;
  const found: Composed[] = [];
  for (const { statement, place } of boundOf(chunk).statements)
    for (const expression of expressionsOf(statement))
      walk(expression, (node) => {
        const encoded = encodedIn(node);
        if (encoded) found.push({ node, place, encoded });
        else if (isComposed(node)) found.push({ node, place });
        else return true;
        return false;
      });
  known.set(chunk, found);
  return found;
}

function decoded(text: string): string | undefined {
  try {
    return atob(text.replaceAll('-', '+').replaceAll('_', '/').replace(/\s+/g, ''));
  } catch {
    return undefined;
  }
}

function textMade({ node, encoded }: Composed, file: PythonFile): string | undefined {
  if (!encoded) return whole(template(node, file.names));
  return file.names.resolve(encoded.call.func).some((name) => DECODES.test(name))
    ? decoded(encoded.text)
    : undefined;
}

/** Whether the key's parts stand in `node` and nowhere else, so that they go with it. */
function isWhole(node: Expression): boolean {
  let names = false;
  walk(node, (inner) => {
    names ||= inner.kind === 'name';
    return true;
  });
  return !names;
}

/** The detector of keys of `table` that the program puts together. */
export function composedKeys(table: string): PythonDetector {
  function* detect(chunk: Chunk, file: PythonFile): Iterable<Seen> {
    const composed = composedIn(chunk);
    if (composed.length === 0) return;
    const forms: Forms = formsOf(file.tables);
    for (const each of composed) {
      const value = textMade(each, file);
      if (value === undefined || value.length < SHORTEST || value.length > LONGEST) continue;
      const hit = scanAll(value, forms).find(({ kind }) => kind.table === table);
      if (!hit) continue;
      const { node, place, encoded } = each;
      const { variable } = hit.kind;
      const replaceable =
        variable !== undefined && hit.value === value && (encoded !== undefined || isWhole(node));
      yield {
        case: hit.doubtful ? 'composed-harmless' : 'composed',
        span: spanOf(node),
        values: valuesOf(hit),
        edits: { environment: replaceable ? environmentInstead(file, node, place, variable) : undefined },
      };
    }
  }
  return { chunk: detect };
}
