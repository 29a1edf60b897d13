/** DATA-004: names, numbers and addresses of people replaced by a hash that anybody can work out again. */
import { type Call, type Expression, spanOf } from '../ast.ts';
import { boundOf } from '../bind.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import { calleeSpan, type PythonFile, textOf } from '../file.ts';
import { occurs } from '../occurrence.ts';
import { hashedAlone, keyedHash, personalColumn, pseudonymFunction } from '../pseudonyms.ts';
import { returnedBy } from '../returns.ts';
import { expressionsOf } from '../statements.ts';
import { inside } from '../walk.ts';

/** Methods that put each value of a column through a function. */
const EACH = new Set([
  'apply',
  'map',
  'transform',
  'progress_apply',
  'parallel_apply',
  'map_elements',
  'map_partitions',
]);

const COLUMN_HASH = /^(pyspark\.sql\.functions\.(md5|sha1|sha2|hash|xxhash64)|pandas\.util\.hash_\w+)$/;

/** Pictures are looked up by the plain hash of an address; there it has to be so. */
const looksUpPictures = occurs((text) => /gravatar/i.test(text));

const hashes = occurs((text) => /\bhash|\.(md5|sha1|sha2)\(/.test(text));

/** Whether a value is only sorted into one of some groups, or compared: no pseudonym is made of it. */
function isCounted(node: Expression): boolean {
  return (
    (node.kind === 'binary' && node.op === '%' && node.left.kind !== 'string') || node.kind === 'compare'
  );
}

/** The hashes in `node` whose result stays what it is. */
function hashesIn(node: Expression, file: PythonFile): { call: Call; value: Expression }[] {
  if (isCounted(node)) return [];
  const value = node.kind === 'call' ? hashedAlone(node, file) : undefined;
  if (node.kind === 'call' && value) return [{ call: node, value }];
  return inside(node).flatMap((child) => hashesIn(child, file));
}

/** The hash that the function `node` takes of its first parameter alone. */
function hashOf(node: Expression, file: PythonFile): Call | undefined {
  if (node.kind === 'lambda') {
    const [param] = node.params;
    return hashesIn(node.body, file).find(({ value }) => value.kind === 'name' && value.id === param?.name)
      ?.call;
  }
  if (node.kind !== 'name') return undefined;
  const [binding, ...others] = file.names.bindings(node) ?? [];
  const definition = binding?.kind === 'function' && others.length === 0 ? binding.node : undefined;
  if (definition?.kind !== 'function') return undefined;
  const [param] = definition.params;
  return returnedBy(definition)
    .flatMap((result) => hashesIn(result, file))
    .find(({ value }) => value.kind === 'name' && value.id === param?.name)?.call;
}

/** `people["email"].map(hash)`. */
function eachValue(call: Call, file: PythonFile): Seen | undefined {
  const { func } = call;
  const [first] = call.args;
  if (func.kind !== 'attribute' || !first || !EACH.has(func.attr)) return undefined;
  const column = personalColumn(func.value, file);
  if (column === undefined) return undefined;
  const given = first.value;
  const builtin = file.names.resolve(given).includes('hash');
  const hash = builtin ? undefined : hashOf(given, file);
  if (!builtin && !hash) return undefined;
  return {
    span: spanOf(given),
    values: { column, hash: hash ? textOf(file, hash.func) : 'hash' },
    edits: { keyed: hash ? keyedHash(hash, file) : pseudonymFunction(given, file) },
  };
}

/** `hashlib.sha256(row["email"].encode())`, `sha2(col("email"), 256)`, `pl.col("email").hash()`. */
function oneValue(call: Call, file: PythonFile): Seen | undefined {
  const { func } = call;
  const value = hashedAlone(call, file);
  const whole = file.names.resolve(func).some((name) => COLUMN_HASH.test(name));
  const method = func.kind === 'attribute' && func.attr === 'hash' && call.args.length === 0;
  const subject = value ?? (whole ? call.args[0]?.value : method ? func.value : undefined);
  const column = subject && personalColumn(subject, file);
  if (column === undefined) return undefined;
  return {
    span: calleeSpan(file, call),
    values: { column, hash: textOf(file, func) },
    edits: { keyed: value ? keyedHash(call, file) : undefined },
  };
}

function* seenIn(node: Expression, file: PythonFile): Generator<Seen> {
  if (isCounted(node)) return;
  const seen = node.kind === 'call' ? (eachValue(node, file) ?? oneValue(node, file)) : undefined;
  if (seen) yield seen;
  else for (const child of inside(node)) yield* seenIn(child, file);
}

export const detector: PythonDetector = {
  *chunk(chunk, file) {
    if (!hashes(file) || looksUpPictures(file)) return;
    for (const { statement } of boundOf(chunk).statements)
      for (const expression of expressionsOf(statement)) yield* seenIn(expression, file);
  },
};
