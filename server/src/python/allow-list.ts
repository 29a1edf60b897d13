/**
 * The fix that lets a caller choose only from a list: a check before the statement, and the list at the top of the
 * module. The list starts empty, so that nothing is let through before somebody has filled it.
 */
import type { Edit } from '../engine/types.ts';
import { type Expression, type Name, rootOf, type Statement, spanOf } from './ast.ts';
import { boundOf } from './bind.ts';
import { insert, lineEnd } from './edit.ts';
import { type PythonFile, textFrom, textOf } from './file.ts';
import { expressionsOf } from './statements.ts';
import { walk } from './walk.ts';

/** The variable that `node` is, or is a constant part of: `name`, `body["model"]`, `request.args["model"]`. */
function rootName(node: Expression): Name | undefined {
  if (node.kind === 'name') return node;
  if (node.kind === 'attribute') return rootName(node.value);
  const [index, ...more] = node.kind === 'subscript' ? node.index : [];
  if (node.kind !== 'subscript' || more.length > 0) return undefined;
  return index?.kind === 'string' || index?.kind === 'number' ? rootName(node.value) : undefined;
}

/** Whether the variable means the same in front of the statement: not one of a comprehension or lambda inside it. */
function isKnownBefore(name: Name, statement: Statement, file: PythonFile): boolean {
  const bindings = file.names.bindings(name);
  const { start } = spanOf(statement);
  return (
    bindings !== undefined &&
    bindings.length > 0 &&
    bindings.every(
      (b) =>
        b.scope.kind !== 'comprehension' && b.scope.kind !== 'lambda' && b.chunk.offset + b.start <= start,
    )
  );
}

function holds(statement: Statement, wanted: Expression): boolean {
  let found = false;
  for (const expression of expressionsOf(statement))
    walk(expression, (node) => {
      if (node === wanted) found = true;
      return !found;
    });
  return found;
}

/** The statement that evaluates `node`, where a line put before it runs right before it. */
function statementOf(node: Expression): Statement | undefined {
  const found = boundOf(rootOf(node.chunk)).statements.find(({ statement }) => holds(statement, node));
  switch (found?.statement.kind) {
    case 'expression':
    case 'assign':
    case 'return':
    case 'with':
      return found.statement;
    default:
      return undefined;
  }
}

/** Behind the last import above `statement`; undefined where the module has none. */
function listPlace(file: PythonFile, statement: Statement): number | undefined {
  const last = file.chunks
    .filter(({ offset, body }) => {
      const kind = body[0]?.kind;
      return offset < spanOf(statement).start && (kind === 'import' || kind === 'import-from');
    })
    .at(-1);
  if (!last) return undefined;
  const end = file.source.text.indexOf('\n', last.offset + last.length);
  return end < 0 ? undefined : end + 1;
}

/** A place for lines of code, without their indentation, that run right before something. */
export type LinePlacer = (lines: readonly string[]) => Edit;

/** Where lines run right before the statement that evaluates `node`; undefined where there is no line of their own. */
export function placeBefore(file: PythonFile, node: Expression): LinePlacer | undefined {
  const text = textFrom(file, node);
  const statement = statementOf(node);
  if (!statement) return undefined;
  const { start } = spanOf(statement);
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const indent = text.slice(lineStart, start);
  if (indent.trim() !== '') return undefined;
  const line = lineEnd(file);
  const step = indent.includes('\t') ? '\t' : '    ';
  return (lines) =>
    insert(lineStart, lines.map((each) => indent + each.replace(/^ {4}/, step) + line).join(''));
}

/** Whether `code`, a part of `node`, means the same right before the statement that evaluates `node`. */
export function meansBefore(file: PythonFile, node: Expression, code: Expression): boolean {
  const statement = statementOf(node);
  if (!statement) return false;
  let same = true;
  walk(code, (inner) => {
    if (inner.kind === 'walrus' || inner.kind === 'yield' || inner.kind === 'lambda') same = false;
    if (inner.kind === 'name' && file.names.bindings(inner)?.length)
      same &&= isKnownBefore(inner, statement, file);
    return same;
  });
  return same;
}

/** Lines that check `subject` before the statement of `node`; undefined where the variable may mean something else there. */
export function checkedBefore(
  file: PythonFile,
  node: Expression,
  subject: Expression,
  lines: readonly string[],
): readonly Edit[] | undefined {
  const place = placeBefore(file, node);
  const statement = statementOf(node);
  const name = rootName(subject);
  const code = textOf(file, subject);
  if (!place || !statement || !name || code.includes('\n') || !isKnownBefore(name, statement, file))
    return undefined;
  return [place(lines)];
}

/**
 * Raises before the statement of `node` unless `subject` is in the constant `list`, which is made where the module has
 * none. `tested`: what of the subject must be on the list. Undefined where the check could not stand on a line of its
 * own, or would not mean the same value.
 */
export function allowList(
  file: PythonFile,
  node: Expression,
  subject: Expression,
  list: string,
  tested: (code: string) => string = (code) => code,
): readonly Edit[] | undefined {
  const code = textOf(file, subject);
  const guard = checkedBefore(file, node, subject, [
    `if ${tested(code)} not in ${list}:`,
    `    raise ValueError("not on the list: " + repr(${code}))`,
  ]);
  const statement = statementOf(node);
  if (!guard || !statement) return undefined;
  if (file.names.moduleBindings(list).length > 0) return guard;
  const place = listPlace(file, statement);
  if (place === undefined || guard.some(({ span }) => place > span.start)) return undefined;
  return [insert(place, `${list} = frozenset()  # what a caller may choose${lineEnd(file)}`), ...guard];
}
