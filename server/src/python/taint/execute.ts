/** Runs statements abstractly: branches meet, loops come round, ways end where nothing follows. */
import type { Expression, Statement } from '../ast.ts';
import { assign } from './assignment.ts';
import { appendedText } from './composed-text.ts';
import { evaluate, iterated } from './evaluate.ts';
import { heldBy, type Raised, raise, raisedBy, sorted } from './exceptions.ts';
import { passed, refine } from './guards.ts';
import type { Here } from './run.ts';
import { State } from './state.ts';
import { summaryOf } from './summaries.ts';
import { targetsOf } from './targets.ts';
import { carrying, either, NOTHING, type Value, whole } from './value.ts';
import { capturedBy } from './variables.ts';

function terminates(statement: Statement, here: Here): boolean {
  if (statement.kind === 'return' || statement.kind === 'raise') return true;
  if (statement.kind === 'other-statement')
    return statement.word === 'continue' || statement.word === 'break';
  if (statement.kind !== 'expression') return false;
  const called = statement.value.kind === 'await' ? statement.value.value : statement.value;
  if (called?.kind !== 'call') return false;
  const { file } = here.run;
  if (file.names.resolve(called.func).some((name) => file.models.terminating.find(name).length > 0))
    return true;
  // A method may be another one in a subclass; a function is what it is.
  if (called.func.kind !== 'name') return false;
  const { functions, open } = targetsOf(called, undefined, NOTHING, file);
  return (
    !open &&
    functions.length > 0 &&
    functions.every(({ first, file: other, code }) => first === 'none' && !summaryOf(other, code).ends)
  );
}

/** Loops inside more loops than this are gone through once: twice each would cost a power of two. */
const REPEATED = 3;

/** A loop: twice through the body, then `otherwise`, which a `break` goes past. */
function loop(
  { body, otherwise }: { readonly body: readonly Statement[]; readonly otherwise: readonly Statement[] },
  before: State,
  enter: (state: State) => void,
  here: Here,
  leave: (state: State) => void = () => {},
): State | undefined {
  let state = before;
  const breaks: State[] = [];
  const depth = (here.loop?.depth ?? 0) + 1;
  for (let round = 0; round < (depth <= REPEATED ? 2 : 1); round++) {
    const inside = state.copy();
    enter(inside);
    const continues: State[] = [];
    const ends = [execute(body, inside, { ...here, loop: { breaks, continues, depth } }), ...continues];
    for (const end of ends) state = State.merge(state, end) ?? state;
  }
  leave(state);
  return breaks.reduce<State | undefined>(State.merge, execute(otherwise, state, here));
}

/** What `target += value` adds: of a text what may still harm behind the text that is there. */
function added(target: Expression, value: Value, { run: { file } }: Here): Value {
  if (value.parts || value.taint.size === 0) return value;
  return { ...value, taint: appendedText(target, value.taint, file.names) };
}

function one(statement: Statement, state: State, here: Here): State | undefined {
  const visit = (e: Expression | undefined): Value => (e ? evaluate(e, state, here) : NOTHING);
  const { survivors } = state;
  switch (statement.kind) {
    case 'expression':
      visit(statement.value);
      passed(statement.value, state, here);
      return state;
    case 'assign': {
      const value = visit(statement.value);
      for (const target of statement.targets) {
        const old = statement.op ? visit(target) : NOTHING;
        if (target.kind === 'subscript' || target.kind === 'attribute') visit(target.value);
        if (!statement.value) continue;
        if (statement.op)
          assign(target, either(old, added(target, value, here), survivors), undefined, state, here);
        else assign(target, value, statement.value, state, here);
      }
      return state;
    }
    case 'return': {
      const result = visit(statement.value);
      here.run.endings.push({ value: statement.value, result, state });
      return undefined;
    }
    case 'raise': {
      const value = visit(statement.value);
      const { raises = here.run.raises, caught = [] } = here;
      const raised = statement.value ? [raisedBy(statement.value, value, here)] : caught;
      for (const each of raised) raise(raises, each, survivors);
      return undefined;
    }
    case 'if': {
      visit(statement.test);
      const then = state.copy();
      refine(statement.test, true, then, here);
      refine(statement.test, false, state, here);
      return State.merge(execute(statement.body, then, here), execute(statement.otherwise, state, here));
    }
    case 'while': {
      visit(statement.test);
      const enter = (inside: State): void => refine(statement.test, true, inside, here);
      return loop(statement, state, enter, here, (end) => refine(statement.test, false, end, here));
    }
    case 'for': {
      const item = iterated(statement.iterable, visit(statement.iterable), state, here);
      const enter = (inside: State): void => assign(statement.target, item, undefined, inside, here);
      return loop(statement, state, enter, here);
    }
    case 'try': {
      const before = state.copy();
      const raises: Raised[] = [];
      const done = execute(statement.body, state, { ...here, raises });
      const broken = State.merge(before, done ?? state.copy()) ?? before;
      let after = done ? execute(statement.otherwise, done, here) : undefined;
      let open: readonly Raised[] = raises;
      for (const { type, name, body } of statement.handlers) {
        const { caught, left } = sorted(open, type, here.run.file);
        open = left;
        const inside = broken.copy();
        if (name !== undefined) inside.bind(name, heldBy(caught, survivors));
        after = State.merge(after, execute(body, inside, { ...here, caught }));
      }
      for (const each of open) raise(here.raises ?? here.run.raises, each, survivors);
      if (statement.final.length === 0) return after;
      const final = execute(statement.final, (after ?? broken).copy(), here);
      return after ? final : undefined;
    }
    case 'with':
      for (const { context, target } of statement.items) {
        const value = visit(context);
        if (target) assign(target, value, context, state, here);
      }
      return execute(statement.body, state, here);
    case 'match': {
      const subject = visit(statement.subject);
      let after: State | undefined = state.copy();
      statement.cases.forEach((body, i) => {
        const inside = state.copy();
        for (const name of statement.captures[i] ?? []) inside.bind(name, carrying(whole(subject)));
        after = State.merge(after, execute(body, inside, here));
      });
      return after;
    }
    case 'function':
      for (const decorator of statement.decorators) visit(decorator);
      for (const param of statement.params) visit(param.default);
      if (here.code !== undefined) {
        const callables = [{ code: statement, captured: capturedBy(statement, state, here.code) }];
        state.bind(statement.name, { ...NOTHING, callables });
      }
      return state;
    case 'class':
      for (const base of statement.bases) visit(base.value);
      execute(statement.body, state.copy(), here);
      return state;
    case 'other-statement':
      if (statement.word === 'break') here.loop?.breaks.push(state.copy());
      if (statement.word === 'continue') here.loop?.continues.push(state.copy());
      if (statement.word === 'delete') {
        for (const e of statement.expressions) if (e.kind === 'name') state.bind(e.id, NOTHING);
        return state;
      }
      for (const e of statement.expressions) visit(e);
      return execute(statement.body, state, here);
    default:
      return state;
  }
}

/** The state behind `statements`, or undefined when no way leads there. */
export function execute(statements: readonly Statement[], before: State, here: Here): State | undefined {
  let state: State | undefined = before;
  for (const statement of statements) {
    if (!state) return undefined;
    if (--here.run.budget <= 0) return state;
    state = one(statement, state, here);
    if (terminates(statement, here)) return undefined;
  }
  return state;
}
