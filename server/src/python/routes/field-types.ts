/** The type that a value of a JSON object must have, as its uses in a handler show it. */

import { wordsOf } from '../../personal/words.ts';
import { type Call, type Expression, type FunctionDef, rootOf, type Sequence } from '../ast.ts';
import type { PythonFile } from '../file.ts';
import { usesOfName } from './body.ts';
import { inferencesIn } from './inference.ts';
import { namesOf } from './stores.ts';

export type FieldType = 'float' | 'int' | 'str' | 'bool' | 'list[float]' | 'list[list[float]]';

/** What is around each expression of a handler, and the statements that assign them. */
export interface Surroundings {
  readonly handler: FunctionDef;
  readonly parents: ReadonlyMap<Expression, Expression>;
  /** The variable that an expression is assigned to, by that expression. */
  readonly assigned: ReadonlyMap<Expression, string>;
}

const TEXT_METHODS = new Set([
  'strip',
  'lower',
  'upper',
  'split',
  'replace',
  'encode',
  'startswith',
  'endswith',
]);
const ARRAYS =
  /^(numpy\.(array|asarray)|torch\.(tensor|as_tensor)|tensorflow\.(constant|convert_to_tensor))$/;
const FLAT = /^(reshape|unsqueeze)$/;
const TEXT_MODELS =
  /^(transformers\.|sentence_transformers\.|spacy\.|nltk\.|vaderSentiment\.|vllm\.|llama_cpp\.)|Vectorizer\(\)\./;

/** Words of a key that name a text. */
const TEXTS = new Set([
  'text',
  'prompt',
  'message',
  'sentence',
  'review',
  'comment',
  'query',
  'question',
  'tweet',
  'document',
  'title',
  'description',
]);

type Shown = FieldType | undefined;

function asksFor(file: PythonFile, call: Call, rows: FieldType): Shown {
  if (!inferencesIn(file, rootOf(call.chunk)).some((inference) => inference.call === call)) return undefined;
  return namesOf(file, call.func).some((name) => TEXT_MODELS.test(name)) ? 'str' : rows;
}

/** `float(x)`, `np.array(x).reshape(1, -1)`, `model.predict(x)`. */
function asArgument(file: PythonFile, call: Call, { parents }: Surroundings): Shown {
  for (const name of file.names.resolve(call.func)) {
    if (name === 'float' || name === 'int' || name === 'str' || name === 'bool') return name;
    if (!ARRAYS.test(name)) continue;
    const method = parents.get(call);
    return method?.kind === 'attribute' && FLAT.test(method.attr) ? 'list[float]' : undefined;
  }
  return asksFor(file, call, 'list[list[float]]');
}

/** `[[a, b]]` holds numbers; of `model.predict([x])` each `x` is a row of them. */
function asItem(file: PythonFile, list: Sequence, { parents }: Surroundings): Shown {
  const around = parents.get(list);
  if (around?.kind === 'list') return 'float';
  if (around?.kind !== 'call') return undefined;
  if (file.names.resolve(around.func).some((name) => ARRAYS.test(name)))
    return list.items.length > 1 ? 'float' : 'list[float]';
  return asksFor(file, around, 'list[float]');
}

function shown(file: PythonFile, node: Expression, around: Surroundings, depth: number): Shown {
  const parent = around.parents.get(node);
  switch (parent?.kind) {
    case undefined: {
      const variable = around.assigned.get(node);
      if (variable === undefined || depth > 1) return undefined;
      return agreed(usesOfName(around.handler, variable).map((use) => shown(file, use, around, depth + 1)));
    }
    case 'call':
      return parent.func === node ? undefined : asArgument(file, parent, around);
    case 'attribute':
      return TEXT_METHODS.has(parent.attr) && around.parents.get(parent)?.kind === 'call' ? 'str' : undefined;
    case 'binary': {
      const other = parent.left === node ? parent.right : parent.left;
      if (other.kind === 'string' || other.kind === 'fstring') return 'str';
      return other.kind === 'number' || parent.op !== '+' ? 'float' : undefined;
    }
    case 'list':
      return asItem(file, parent, around);
    default:
      return undefined;
  }
}

/** The one type that all uses which show any agree on. */
function agreed(types: readonly Shown[]): Shown {
  const seen = new Set(types.filter((type) => type !== undefined));
  const [only] = seen;
  return seen.size === 1 ? only : undefined;
}

/** The type of the value under `key`, read at `reads`; undefined when neither uses nor the key's own word show it. */
export function fieldType(
  file: PythonFile,
  key: string,
  reads: readonly Expression[],
  around: Surroundings,
): Shown {
  const types = reads.map((read) => shown(file, read, around, 0));
  if (types.some((type) => type !== undefined)) return agreed(types);
  return wordsOf(key).some((word) => TEXTS.has(word)) ? 'str' : undefined;
}
