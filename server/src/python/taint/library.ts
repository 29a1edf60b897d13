/**
 * The library threat model: whoever calls a public function from outside decides what its parameters are. That holds
 * where nobody in the project is seen to call, so it stands in for the symbols of a summary and never in one: what a
 * function returns to a caller in the project is the caller's own.
 */
import type { FunctionDef, Param } from '../ast.ts';
import { type PythonFile, speaksOf } from '../file.ts';
import { checkOf } from '../routes/checks.ts';
import type { Scope } from '../scopes.ts';
import { isTestFile } from '../test-files.ts';
import { origin } from './kinds.ts';
import { carrying, NOTHING, type Value } from './value.ts';

const KIND = 'parameter';

/** What is started itself is a program, and nobody's library. */
const STARTED = /^if\s+__name__\s*==\s*['"]__main__['"]/mu;

/** Names with one underscore are nobody else's; with two they are Python's own. */
function isOpen(name: string): boolean {
  return !name.startsWith('_') || name.startsWith('__');
}

function isReachable(scope: Scope | undefined): boolean {
  if (scope?.kind !== 'class') return scope?.kind === 'module';
  return scope.node?.kind === 'class' && isOpen(scope.node.name) && isReachable(scope.parent);
}

/** Whether other programs may call `owner`. */
function isPublic({ name, scope }: FunctionDef, file: PythonFile): boolean {
  return isOpen(name) && isReachable(scope?.parent) && !isTestFile(file) && !speaksOf(file, STARTED);
}

/** Whether the type, or the default, leaves room for text. */
function takesText({ annotation, default: value }: Param, file: PythonFile): boolean {
  if (value?.kind === 'number' || (value?.kind === 'constant' && value.value !== null)) return false;
  return annotation === undefined || checkOf(file, annotation).text;
}

/** What parameter number `index` of `owner` holds when a program outside calls. */
export function givenByCallers(file: PythonFile, owner: FunctionDef, index: number): Value {
  if (file.models.threatModel !== 'library') return NOTHING;
  const param = owner.params[index];
  if (!param || !isPublic(owner, file) || !takesText(param, file)) return NOTHING;
  const note = `parameter \`${param.name}\` of \`${owner.name}\``;
  return carrying(origin(KIND, { node: param, note, byCaller: true }));
}
