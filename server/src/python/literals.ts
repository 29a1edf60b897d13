/**
 * The string literals of a chunk with the name under which each stands: `password` of `password = "…"`,
 * `f(password="…")`, `{"password": "…"}`, `def f(password="…")`, `getenv("PASSWORD", "…")`. Syntax only; what a name
 * means is not asked here. Text inside f-strings, annotations and patterns is left out.
 */
import type { Argument, Call, Chunk, Expression, Param, Statement, Str } from './ast.ts';
import { boundOf } from './bind.ts';
import type { Place } from './scopes.ts';
import { inside } from './walk.ts';

export interface Literal {
  readonly node: Str;
  /** The variable, attribute, keyword, key, parameter or environment variable that gets the text. */
  readonly name: string | undefined;
  readonly statement: Statement;
  readonly place: Place;
  /** The call that the literal is a direct argument of. */
  readonly call: Call | undefined;
  readonly argument: Argument | undefined;
}

/** Names and command line options end a name; dots and brackets do not belong to it. */
function nameOf(node: Expression | undefined): string | undefined {
  switch (node?.kind) {
    case 'name':
      return node.id;
    case 'attribute':
      return node.attr;
    case 'subscript':
      return node.index.length === 1 ? nameOf(node.index[0]) : undefined;
    case 'string':
      return node.value;
    default:
      return undefined;
  }
}

const LOOKUPS = new Set(['getenv', 'get', 'setdefault', 'pop', 'getattr']);
const OPTIONS = new Set(['add_argument', 'option', 'Option']);

/** The name of a call's argument: its keyword, the looked-up key that it is the default of, or the option's name. */
function argumentName(call: Call, argument: Argument): string | undefined {
  const func = nameOf(call.func) ?? '';
  const [first, second] = call.args;
  if (argument.name === 'default' && OPTIONS.has(func)) {
    const option = call.args.find((a) => a.value.kind === 'string' && a.value.value.startsWith('--'));
    return option && nameOf(option.value)?.replace(/^--/, '');
  }
  if (argument.name !== undefined) return argument.name;
  return first && second === argument && LOOKUPS.has(func) ? nameOf(first.value) : undefined;
}

class Collector {
  readonly found: Literal[] = [];
  readonly statement: Statement;
  readonly place: Place;

  constructor(statement: Statement, place: Place) {
    this.statement = statement;
    this.place = place;
  }

  /** `name` is what `node` as a whole is given to. */
  visit(node: Expression, name?: string, call?: Call, argument?: Argument): void {
    const { statement, place } = this;
    switch (node.kind) {
      case 'string':
        this.found.push({ node, name, statement, place, call, argument });
        return;
      case 'fstring':
        return;
      case 'call':
        this.visit(node.func);
        for (const given of node.args) this.visit(given.value, argumentName(node, given), node, given);
        return;
      case 'dict':
        for (const { key, value } of node.entries) {
          if (key) this.visit(key);
          this.visit(value, key && nameOf(key));
        }
        return;
      case 'bool':
        this.visit(node.left, name);
        this.visit(node.right, name);
        return;
      case 'conditional':
        this.visit(node.consequent, name);
        this.visit(node.test);
        this.visit(node.alternative, name);
        return;
      case 'compare':
        for (const operand of node.operands) {
          const other = node.operands.find((o) => o !== operand && o.kind !== 'string');
          this.visit(operand, node.ops.every((op) => op === '==' || op === '!=') ? nameOf(other) : undefined);
        }
        return;
      case 'walrus':
        this.visit(node.value, node.target.id);
        return;
      default:
        for (const child of inside(node)) this.visit(child);
    }
  }

  params(params: readonly Param[]): void {
    for (const param of params) if (param.default) this.visit(param.default, param.name);
  }

  assign(targets: readonly Expression[], value: Expression): void {
    const [target] = targets;
    const pairs =
      target?.kind === 'tuple' && value.kind === 'tuple' && target.items.length === value.items.length;
    if (pairs)
      for (const [index, item] of value.items.entries()) this.visit(item, nameOf(target.items[index]));
    else this.visit(value, nameOf(target));
    for (const each of targets) if (each.kind !== 'tuple') this.visit(each);
  }
}

function literalsIn(statement: Statement, place: Place): Literal[] {
  const collector = new Collector(statement, place);
  const all = (list: readonly (Expression | undefined)[]): void => {
    for (const e of list) if (e) collector.visit(e);
  };
  switch (statement.kind) {
    case 'expression':
      if (statement.value.kind !== 'string') all([statement.value]);
      break;
    case 'return':
    case 'raise':
      all([statement.value]);
      break;
    case 'assign':
      if (statement.value) collector.assign(statement.targets, statement.value);
      break;
    case 'if':
    case 'while':
      all([statement.test]);
      break;
    case 'for':
      all([statement.iterable]);
      break;
    case 'with':
      all(statement.items.map((item) => item.context));
      break;
    case 'match':
      all([statement.subject]);
      break;
    case 'function':
      all(statement.decorators);
      collector.params(statement.params);
      break;
    case 'class':
      all([...statement.decorators, ...statement.bases.map((base) => base.value)]);
      break;
    case 'other-statement':
      all(statement.expressions);
      break;
  }
  return collector.found;
}

const known = new WeakMap<Chunk, readonly Literal[]>();

/** The literals of a chunk, in the order of its statements; computed once. */
export function literalsOf(chunk: Chunk): readonly Literal[] {
  const literals =
    known.get(chunk) ??
    boundOf(chunk).statements.flatMap(({ statement, place }) => literalsIn(statement, place));
  known.set(chunk, literals);
  return literals;
}
