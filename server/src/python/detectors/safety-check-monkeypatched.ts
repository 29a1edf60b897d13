/**
 * Code that takes a loader's guard away: an assignment over the checking function, a `torch.load` that never loads
 * weights only, a switch in the environment, dangerous functions on the list of safe ones. Which these are is a table.
 */
import type { Assign, Call, Chunk, Expression, FunctionDef, Statement } from '../ast.ts';
import { rootOf, spanOf } from '../ast.ts';
import { boundOf } from '../bind.ts';
import { constantOf } from '../constants.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import { settingsIn } from '../environment-settings.ts';
import { type PythonFile, textOf } from '../file.ts';
import { occurs } from '../occurrence.ts';
import { fits } from '../patterns.ts';
import { functionOf, type Place } from '../scopes.ts';
import { removeStatement } from '../statement-edit.ts';
import { walk } from '../walk.ts';

interface Guards {
  readonly functions: readonly string[];
  readonly loaders: readonly string[];
  readonly dangerous: readonly string[];
  readonly variables: readonly { readonly name: string; readonly off: string }[];
}

function isFalse(node: Expression, file: PythonFile): boolean {
  const known = constantOf(node, file.names);
  return known.state === 'known' && known.value === false;
}

/** `f(…, weights_only=False)`, `kwargs.setdefault("weights_only", False)`. */
function asksForAll({ args }: Call, file: PythonFile): boolean {
  const [key, value] = args;
  if (key?.value.kind === 'string' && key.value.value === 'weights_only')
    return value !== undefined && isFalse(value.value, file);
  return args.some((arg) => arg.name === 'weights_only' && isFalse(arg.value, file));
}

/** Whether the function sets `weights_only` to false for what it calls. */
function loadsAll(node: FunctionDef, file: PythonFile): boolean {
  const { statements, calls } = boundOf(rootOf(node.chunk));
  return (
    calls.some(({ call, place }) => functionOf(place.scope) === node && asksForAll(call, file)) ||
    statements.some(({ statement, place }) => {
      if (functionOf(place.scope) !== node || statement.kind !== 'assign' || !statement.value) return false;
      const [target] = statement.targets;
      const key = target?.kind === 'subscript' ? target.index[0] : undefined;
      return key?.kind === 'string' && key.value === 'weights_only' && isFalse(statement.value, file);
    })
  );
}

function functionsFor(value: Expression, file: PythonFile): FunctionDef[] {
  if (value.kind !== 'name') return [];
  return (file.names.bindings(value) ?? []).flatMap((b) =>
    b.kind === 'function' ? [b.node as FunctionDef] : [],
  );
}

/** Whether `value` loads whole objects whatever the caller says. */
function isUnguarded(value: Expression, file: PythonFile): boolean {
  let found = false;
  walk(value, (inner) => {
    if (inner.kind === 'call') found ||= asksForAll(inner, file);
    return !found;
  });
  return found || functionsFor(value, file).some((node) => loadsAll(node, file));
}

/** Whether `value` is a function that checks nothing: `lambda *a: None`, a `def` with `pass` or `return True`. */
function isEmpty(value: Expression, file: PythonFile): boolean {
  if (value.kind === 'lambda') return value.body.kind === 'constant' || value.body.kind === 'number';
  if (file.names.resolve(value).some((name) => /^unittest\.mock\.(Magic)?Mock\(\)$/.test(name))) return true;
  return functionsFor(value, file).some(({ body }) =>
    body.every(
      (statement) =>
        (statement.kind === 'return' && (!statement.value || statement.value.kind === 'constant')) ||
        (statement.kind === 'expression' && statement.value.kind === 'string') ||
        (statement.kind === 'other-statement' && statement.word === 'pass'),
    ),
  );
}

function replaced({ targets, value }: Assign, guards: Guards, file: PythonFile): string | undefined {
  const [target] = targets;
  if (target?.kind !== 'attribute' || !value) return undefined;
  // An object that keeps a loader of its own takes nothing away from anybody else.
  if (file.names.selfAttribute(target)) return undefined;
  const names = file.names.resolve(target);
  if (names.some((name) => fits(name, guards.functions)) && isEmpty(value, file)) return target.attr;
  if (names.some((name) => guards.loaders.includes(name)) && isUnguarded(value, file))
    return textOf(file, target);
  return undefined;
}

function seen(
  file: PythonFile,
  statement: Statement,
  place: Place,
  node: Expression | Statement,
  what: string,
): Seen {
  return { span: spanOf(node), values: { what }, edits: { remove: removeStatement(file, statement, place) } };
}

const mentionsGuard = occurs((text) =>
  /check_torch_load_is_safe|resolve_trust_remote_code|weights_only/.test(text),
);

function* assignments(file: PythonFile, chunk: Chunk, guards: Guards): Iterable<Seen> {
  if (!mentionsGuard(file)) return;
  for (const { statement, place } of boundOf(chunk).statements) {
    if (statement.kind !== 'assign') continue;
    const what = replaced(statement, guards, file);
    if (what !== undefined) yield seen(file, statement, place, statement, `\`${what}\` is replaced`);
  }
}

function* safeLists(file: PythonFile, chunk: Chunk, guards: Guards): Iterable<Seen> {
  for (const { call } of boundOf(chunk).calls) {
    const listing = file.names
      .resolve(call.func)
      .some((name) => /^torch\.serialization\.(add_safe_globals|safe_globals)$/.test(name));
    const list = listing ? call.args[0]?.value : undefined;
    if (list?.kind !== 'list') continue;
    for (const item of list.items) {
      if (file.names.resolve(item).some((name) => fits(name, guards.dangerous)))
        yield { span: spanOf(item), values: { what: `\`${textOf(file, item)}\` counts as safe to load` } };
    }
  }
}

function* detect(chunk: Chunk, file: PythonFile): Iterable<Seen> {
  const guards = (file.tables['loading-guards'] as { readonly switches?: Guards } | undefined)?.switches;
  if (!guards) return;
  yield* assignments(file, chunk, guards);
  yield* safeLists(file, chunk, guards);
  const wanted = new Set(guards.variables.map((variable) => variable.name));
  for (const { name, literal } of settingsIn(file, chunk, wanted)) {
    const off = guards.variables.find((variable) => variable.name === name)?.off ?? '';
    if (new RegExp(`^(?:${off})$`, 'i').test(literal.node.value))
      yield seen(file, literal.statement, literal.place, literal.node, `\`${name}\` is set`);
  }
}

export const detector: PythonDetector = { chunk: detect };
