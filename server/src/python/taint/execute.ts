/** Statements: how taint moves from one to the next, where ways part and meet again. */
import type { Expression, Statement } from '../ast.ts';
import { classOf, functionOf } from '../scopes.ts';
import { evaluate } from './evaluate.ts';
import { refine } from './guards.ts';
import { CLEAN, join, type Taint, via } from './kinds.ts';
import type { Here } from './run.ts';
import { pathOf, State } from './state.ts';

function assign(target: Expression, taint: Taint, state: State, here: Here): void {
  if (target.kind === 'tuple' || target.kind === 'list') {
    for (const item of target.items) assign(item, taint, state, here);
    return;
  }
  if (target.kind === 'starred') {
    if (target.value) assign(target.value, taint, state, here);
    return;
  }
  const path = pathOf(target);
  const note = path === undefined ? '' : `goes into \`${path}\``;
  const arrived = via(taint, { node: target, note });
  if (path !== undefined) state.set(path, arrived);
  if (target.kind === 'subscript') {
    const container = pathOf(target.value);
    if (container !== undefined && arrived.size > 0) state.add(container, arrived);
  }
  if (target.kind === 'attribute' && target.value.kind === 'name' && target.value.place) {
    const { scope } = target.value.place;
    const owner = classOf(scope);
    if (!owner || functionOf(scope)?.params[0]?.name !== target.value.id || arrived.size === 0) return;
    const known = here.run.attributes.get(owner) ?? new Map<string, Taint>();
    known.set(target.attr, join(known.get(target.attr) ?? CLEAN, arrived));
    here.run.attributes.set(owner, known);
  }
}

function terminates(statement: Statement, here: Here): boolean {
  if (statement.kind === 'return' || statement.kind === 'raise') return true;
  if (statement.kind === 'other-statement')
    return statement.word === 'continue' || statement.word === 'break';
  if (statement.kind !== 'expression' || statement.value.kind !== 'call') return false;
  const { names, models } = here.run.file;
  return names.resolve(statement.value.func).some((name) => models.terminating.find(name).length > 0);
}

/** Loops inside more loops than this are gone through once: twice each would cost a power of two. */
const REPEATED = 3;

/** A loop: twice through the body, then `otherwise`, which a `break` goes past. */
function loop(
  { body, otherwise }: { readonly body: readonly Statement[]; readonly otherwise: readonly Statement[] },
  before: State,
  enter: (state: State) => void,
  here: Here,
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
  return breaks.reduce<State | undefined>(State.merge, execute(otherwise, state, here));
}

function one(statement: Statement, state: State, here: Here): State | undefined {
  const visit = (e: Expression | undefined): Taint => (e ? evaluate(e, state, here) : CLEAN);
  switch (statement.kind) {
    case 'expression':
      visit(statement.value);
      return state;
    case 'assign': {
      const taint = visit(statement.value);
      for (const target of statement.targets) {
        const old = statement.op ? visit(target) : CLEAN;
        if (target.kind === 'subscript' || target.kind === 'attribute') visit(target.value);
        if (statement.value) assign(target, join(old, taint), state, here);
      }
      return state;
    }
    case 'return': {
      const taint = visit(statement.value);
      if (here.owner)
        here.run.returns.set(here.owner, join(here.run.returns.get(here.owner) ?? CLEAN, taint));
      return undefined;
    }
    case 'raise':
      visit(statement.value);
      return undefined;
    case 'if': {
      visit(statement.test);
      const then = state.copy();
      refine(statement.test, true, then, here);
      refine(statement.test, false, state, here);
      return State.merge(execute(statement.body, then, here), execute(statement.otherwise, state, here));
    }
    case 'while': {
      visit(statement.test);
      return loop(statement, state, (inside) => refine(statement.test, true, inside, here), here);
    }
    case 'for': {
      const taint = visit(statement.iterable);
      const enter = (inside: State): void => assign(statement.target, taint, inside, here);
      return loop(statement, state, enter, here);
    }
    case 'try': {
      const before = state.copy();
      const done = execute(statement.body, state, here);
      const broken = State.merge(before, done) ?? before;
      let after = done ? execute(statement.otherwise, done, here) : undefined;
      for (const { name, body } of statement.handlers) {
        const caught = broken.copy();
        if (name !== undefined) caught.set(name, CLEAN);
        after = State.merge(after, execute(body, caught, here));
      }
      if (statement.final.length === 0) return after;
      const final = execute(statement.final, (after ?? broken).copy(), here);
      return after ? final : undefined;
    }
    case 'with':
      for (const { context, target } of statement.items) {
        const taint = visit(context);
        if (target) assign(target, taint, state, here);
      }
      return execute(statement.body, state, here);
    case 'match': {
      visit(statement.subject);
      let after: State | undefined = state.copy();
      for (const body of statement.cases) after = State.merge(after, execute(body, state.copy(), here));
      return after;
    }
    case 'function':
      for (const decorator of statement.decorators) visit(decorator);
      for (const param of statement.params) visit(param.default);
      return state;
    case 'class':
      for (const base of statement.bases) visit(base.value);
      execute(statement.body, state.copy(), here);
      return state;
    case 'other-statement':
      if (statement.word === 'break') here.loop?.breaks.push(state.copy());
      if (statement.word === 'continue') here.loop?.continues.push(state.copy());
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
    state = one(statement, state, here);
    if (terminates(statement, here)) return undefined;
  }
  return state;
}
