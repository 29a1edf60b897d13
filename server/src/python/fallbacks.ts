/**
 * Whether what failed in a `try` is done in another way then: a probe with a fallback hides no failure, it answers it.
 * A constant instead of a result is no other way.
 */
import type { Expression, For, Handler, Statement, While } from './ast.ts';
import type { Place } from './scopes.ts';
import { expressionsOf, innerStatements } from './statements.ts';
import { callsUnder } from './swallowed-exceptions.ts';
import { walk } from './walk.ts';

interface Bound {
  readonly statement: Statement;
  readonly place: Place;
}

/** The names in what a call of the model is given; `self` is in all that a class does. */
function namesIn(nodes: readonly Expression[]): Set<string> {
  const found = new Set<string>();
  for (const node of nodes)
    walk(node, (inner) => {
      if (inner.kind === 'name' && inner.id !== 'self') found.add(inner.id);
      return true;
    });
  return found;
}

function inputsOf(statements: readonly Statement[]): Set<string> {
  return namesIn(callsUnder(statements).flatMap(({ args }) => args.map(({ value }) => value)));
}

/** Whether a statement among these calls something about what the call that failed was given, or a part of it. */
function worksOn(statements: readonly Statement[], inputs: ReadonlySet<string>): boolean {
  return isIn(
    statements,
    (statement) =>
      callsUnder([statement]).length > 0 &&
      [...namesIn(expressionsOf(statement))].some((name) => inputs.has(name)),
  );
}

function isIn(statements: readonly Statement[], test: (statement: Statement) => boolean): boolean {
  return statements.some(
    (statement) =>
      test(statement) ||
      (statement.kind !== 'function' && statement.kind !== 'class' && isIn(innerStatements(statement), test)),
  );
}

function leaves(statement: Statement): boolean {
  return statement.kind === 'return' || (statement.kind === 'other-statement' && statement.word === 'break');
}

function assigned(statements: readonly Statement[]): Set<string> {
  const found = new Set<string>();
  isIn(statements, (statement) => {
    if (statement.kind === 'assign') for (const name of namesIn(statement.targets)) found.add(name);
    return false;
  });
  return found;
}

/** What stands in the same block behind `statement`; of a module's own code nothing is known. */
function behind(statement: Statement, all: readonly Bound[]): readonly Statement[] {
  const at = all.findIndex((one) => one.statement === statement);
  const block = all[at]?.place.block;
  return all.slice(at + 1).flatMap((one) => (one.place.block === block ? [one.statement] : []));
}

/** `fast = torch.compile(model)`, else `fast = model`: the thing itself instead of what was to be made of it. */
function takesTheThingItself(body: readonly Statement[], handler: Handler): boolean {
  const inputs = inputsOf(body);
  const targets = assigned(body);
  return handler.body.some((statement) => {
    if (statement.kind !== 'assign' || !statement.value) return false;
    const { value } = statement;
    if (value.kind !== 'name' && value.kind !== 'attribute') return false;
    return (
      [...namesIn(statement.targets)].some((name) => targets.has(name)) &&
      [...namesIn([value])].some((name) => inputs.has(name))
    );
  });
}

/** `if found is None: found = slow(rows)`. */
function isMadeUpFor(next: Statement, targets: ReadonlySet<string>, inputs: ReadonlySet<string>): boolean {
  if (next.kind !== 'if' || ![...namesIn(expressionsOf(next))].some((name) => targets.has(name)))
    return false;
  return isIn([...next.body, ...next.otherwise], (inner) => {
    const gives =
      inner.kind === 'return' ||
      (inner.kind === 'assign' && [...namesIn(inner.targets)].some((name) => targets.has(name)));
    return gives && worksOn([inner], inputs);
  });
}

/** `for model in models: try: return model.predict(rows)`: what comes next is tried, and the end is told. */
function asksTheNext(tried: Statement, body: readonly Statement[], all: readonly Bound[]): boolean {
  const loop = all.find(
    (one): one is Bound & { readonly statement: For | While } =>
      (one.statement.kind === 'for' || one.statement.kind === 'while') && one.statement.body.includes(tried),
  )?.statement;
  if (loop?.kind !== 'for' || !isIn(body, leaves)) return false;
  const end = [...loop.otherwise, ...behind(loop, all)];
  return isIn(end, ({ kind }) => kind === 'raise') || worksOn(end, inputsOf(body));
}

/**
 * Whether there is another way for what stands in `body`: in the handler, behind `tried`, or in the next turn of the
 * loop. `all`: the statements of the same chunk with their places, in the order of the text.
 */
export function hasFallback(
  tried: Statement,
  body: readonly Statement[],
  handler: Handler | undefined,
  all: readonly Bound[],
): boolean {
  if (handler && takesTheThingItself(body, handler)) return true;
  // A handler that leaves never comes to what stands behind.
  if (handler && isIn(handler.body, leaves)) return false;
  if (asksTheNext(tried, body, all)) return true;
  const goesOn = !handler?.body.some((s) => s.kind === 'other-statement' && s.word === 'continue');
  if (!goesOn) return false;
  const inputs = inputsOf(body);
  const next = behind(tried, all);
  // Where the result was returned, only a failure comes to what stands behind.
  const last = body.at(-1);
  if (last?.kind === 'return' && worksOn(next, inputs)) return true;
  const targets = assigned(body);
  return next.some((statement) => isMadeUpFor(statement, targets, inputs));
}
