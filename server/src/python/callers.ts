/**
 * What a parameter of a function of the file is given, where the file holds all calls of the function: it is nested in
 * another one, private by its name (also a method, which its class calls), or called as the module runs, which nobody
 * imports for its functions; in the main block, for what is named like the words of a command line. Must not know what the values are for.
 */
import { argumentOf } from './arguments.ts';
import { type Call, type Expression, type FunctionDef, type Param, rootOf, type Statement } from './ast.ts';
import { boundOf } from './bind.ts';
import type { PythonFile } from './file.ts';
import { perNode, sameElements } from './memo.ts';
import { valuesByTest } from './parametrised-tests.ts';
import { type Binding, functionOf, type Place } from './scopes.ts';
import { expressionsOf } from './statements.ts';
import { walk } from './walk.ts';

interface Use {
  /** Absent where the function is not called, but handed on. */
  readonly call: Call | undefined;
  /** Whether the statement is one of the module's own. */
  readonly outside: boolean;
  /** Whether it stands in a block of the module, such as that of `if __name__ == "__main__"`. */
  readonly guarded: boolean;
}

/** What scripts call the words of their command line, which their main block hands on. */
const OPTIONS = /^(?:args?|arguments|argv|opts?|options|flags|cfg|config)$/;

/** Decorators that leave a method what it is. */
const PLAIN = ['staticmethod', 'classmethod'];

function isDecorated({ decorators }: FunctionDef, names: readonly string[]): boolean {
  return decorators.some((decorator) => decorator.kind === 'name' && names.includes(decorator.id));
}

/** Whether a method is called without the object that it belongs to. */
export function isStatic(method: FunctionDef): boolean {
  return isDecorated(method, ['staticmethod']);
}

function isNamed(node: Expression, name: string, method: boolean): boolean {
  return method ? node.kind === 'attribute' && node.attr === name : node.kind === 'name' && node.id === name;
}

function usesIn(statement: Statement, place: Place, name: string, method: boolean): Use[] {
  const inModule = place.scope.kind === 'module';
  const outside = inModule && place.block.parent === undefined;
  const guarded = inModule && !outside;
  const called = new Set<Expression>();
  const uses: Use[] = [];
  for (const expression of expressionsOf(statement))
    walk(expression, (node) => {
      if (node.kind === 'call' && isNamed(node.func, name, method)) {
        called.add(node.func);
        uses.push({ call: node, outside, guarded });
      } else if (isNamed(node, name, method) && !called.has(node)) {
        uses.push({ call: undefined, outside, guarded });
      }
      return true;
    });
  return uses;
}

function callsFound(file: PythonFile, owner: FunctionDef, ofScript: boolean): readonly Call[] {
  const { name, scope, decorators } = owner;
  const around = scope?.parent;
  if (!around) return [];
  const method = around.kind === 'class';
  if (method ? !name.startsWith('_') || name.endsWith('__') : decorators.length > 0) return [];
  if (method && decorators.length > 0 && !isDecorated(owner, PLAIN)) return [];
  const nested = !method && functionOf(around) !== undefined;
  // By its name a method is for its class alone.
  const chunks = nested || method ? [rootOf(owner.chunk)] : file.mentioning(name);
  const uses = chunks
    .flatMap((chunk) => boundOf(chunk).statements)
    .flatMap(({ statement, place }) => usesIn(statement, place, name, method));
  const isRun = uses.some(({ outside, guarded }) => outside || (guarded && ofScript));
  if (!nested && !name.startsWith('_') && !isRun) return [];
  const calls = uses.flatMap(({ call }) => (call && file.names.definition(call) === owner ? [call] : []));
  return calls.length === uses.length ? calls : [];
}

/** The calls of `owner`; none where there may be others than those of the file. */
const callsOf = perNode((file, owner: FunctionDef) => callsFound(file, owner, false), sameElements);

/** The same where the main block of a script counts as its only caller. */
const callsInScript = perNode((file, owner: FunctionDef) => callsFound(file, owner, true), sameElements);

function given(call: Call, owner: FunctionDef, param: Param, file: PythonFile): Expression | undefined {
  const bound = owner.scope?.parent?.kind === 'class' && !isStatic(owner) ? 1 : 0;
  const position = owner.params.filter(({ star }) => !star).indexOf(param) - bound;
  const filled = argumentOf(call, `${position}|${param.name}`, file.names);
  if (filled.state === 'given') return filled.value;
  return filled.state === 'absent' ? param.default : undefined;
}

/** All that the parameter of `binding` may hold; undefined where somebody unknown may give it something else. */
export function handedIn(binding: Binding, file: PythonFile): readonly Expression[] | undefined {
  const { node, scope } = binding;
  const owner = scope.node;
  if (node?.kind !== 'param' || node.star || owner?.kind !== 'function') return undefined;
  const tested = valuesByTest(owner, node.name, file);
  if (tested) return tested;
  const calls = OPTIONS.test(node.name) ? callsInScript(file, owner) : callsOf(file, owner);
  const values = calls.map((call) => given(call, owner, node, file));
  const known = values.filter((value) => value !== undefined);
  return known.length > 0 && known.length === values.length ? known : undefined;
}
