/**
 * What a handler reads of a JSON object: which keys, of which types. Only where every use of the object is understood;
 * otherwise nothing is known.
 */
import type { Call, Expression, FunctionDef, Name } from '../ast.ts';
import { type PythonFile, textOf } from '../file.ts';
import { parentsIn, statementsIn } from './body.ts';
import { type FieldType, fieldType, type Surroundings } from './field-types.ts';

export interface JsonField {
  readonly key: string;
  readonly type: FieldType;
  /** The source of its default, `None` included; undefined when the key must be there. */
  readonly fallback: string | undefined;
  /** The expressions that read the field: `data["age"]`, `data.get("age")`. */
  readonly reads: readonly Expression[];
}

/** Names that a field of a model cannot carry without trouble: its own methods, and Python's words. */
const TAKEN = new Set(
  (
    'copy json dict schema fields construct validate and as assert async await break class continue def del elif else ' +
    'except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield None True False'
  ).split(' '),
);

/** One read of a key. */
interface KeyRead {
  readonly key: string;
  readonly node: Expression;
  readonly fallback: Expression | 'none' | undefined;
}

function targetsIn(handler: FunctionDef): ReadonlySet<Expression> {
  const found = new Set<Expression>();
  for (const statement of statementsIn(handler)) {
    const targets =
      statement.kind === 'assign'
        ? statement.targets
        : statement.kind === 'for'
          ? [statement.target]
          : statement.kind === 'other-statement' && statement.word === 'del'
            ? statement.expressions
            : [];
    for (const target of targets) found.add(target);
  }
  return found;
}

/** What `use` of the object reads, or undefined when it is anything else than one constant key. */
function keyRead(
  use: Name,
  { parents }: Surroundings,
  targets: ReadonlySet<Expression>,
): KeyRead | undefined {
  const around = parents.get(use);
  if (around?.kind === 'subscript' && around.value === use && !targets.has(around)) {
    const [index, ...more] = around.index;
    return index?.kind === 'string' && more.length === 0
      ? { key: index.value, node: around, fallback: undefined }
      : undefined;
  }
  if (around?.kind !== 'attribute' || around.attr !== 'get') return undefined;
  const call = parents.get(around);
  if (call?.kind !== 'call' || call.func !== around) return undefined;
  const [key, otherwise, ...more] = call.args;
  if (key?.value.kind !== 'string' || call.args.some(isSpecial) || more.length > 0) return undefined;
  return { key: key.value.value, node: call, fallback: otherwise?.value ?? 'none' };
}

function isSpecial({ name, star }: Call['args'][number]): boolean {
  return name !== undefined || star !== undefined;
}

function surroundings(handler: FunctionDef): Surroundings {
  const assigned = new Map<Expression, string>();
  for (const statement of statementsIn(handler)) {
    if (statement.kind !== 'assign' || statement.op !== undefined || !statement.value) continue;
    const [target, ...more] = statement.targets;
    if (target?.kind === 'name' && more.length === 0) assigned.set(statement.value, target.id);
  }
  return { handler, parents: parentsIn(handler), assigned };
}

function defaultOf(
  file: PythonFile,
  reads: readonly KeyRead[],
): { code: string | undefined; type?: FieldType } | 'mixed' {
  if (reads.some(({ fallback }) => fallback === undefined)) return { code: undefined };
  const codes = new Set(
    reads.map(({ fallback }) => (fallback === 'none' || !fallback ? 'None' : textOf(file, fallback))),
  );
  const [code, ...others] = codes;
  const node = reads[0]?.fallback;
  if (code === undefined || others.length > 0) return 'mixed';
  if (node === undefined || node === 'none') return { code };
  if (node.kind === 'number')
    return { code, type: Number.isInteger(node.value) && !code.includes('.') ? 'int' : 'float' };
  if (node.kind === 'string') return { code, type: 'str' };
  if (node.kind === 'constant' && typeof node.value === 'boolean') return { code, type: 'bool' };
  return node.kind === 'constant' ? { code } : 'mixed';
}

/**
 * The fields that `handler` reads through `uses`, all the uses of one JSON object. Undefined when one of them is not a
 * read of a constant key, or a key's type does not show.
 */
export function jsonFields(
  file: PythonFile,
  handler: FunctionDef,
  uses: readonly Name[],
): JsonField[] | undefined {
  const around = surroundings(handler);
  const targets = targetsIn(handler);
  const byKey = new Map<string, KeyRead[]>();
  for (const use of uses) {
    const read = keyRead(use, around, targets);
    if (!read) return undefined;
    byKey.set(read.key, [...(byKey.get(read.key) ?? []), read]);
  }
  const fields: JsonField[] = [];
  for (const [key, reads] of byKey) {
    if (!/^[A-Za-z]\w*$/.test(key) || TAKEN.has(key) || key.startsWith('model_')) return undefined;
    const fallback = defaultOf(file, reads);
    if (fallback === 'mixed') return undefined;
    const nodes = reads.map(({ node }) => node);
    const type = fieldType(file, key, nodes, around) ?? fallback.type;
    if (!type) return undefined;
    fields.push({ key, type, fallback: fallback.code, reads: nodes });
  }
  return fields.length > 0 ? fields : undefined;
}
