/**
 * Which code of a Python file holds a source of other people's text, as `docs/quality.md` defines it: by the syntax tree
 * alone. Must not know Parapet's tables, rules or flows, or it would count what they see.
 */
import { indexLines } from '../../server/src/engine/lines.ts';
import type { Source } from '../../server/src/engine/types.ts';
import { type Expression, type FunctionDef, spanOf } from '../../server/src/python/ast.ts';
import { boundOf } from '../../server/src/python/bind.ts';
import { readFacts } from '../../server/src/python/file.ts';
import { functionOf, type Place, type Scope } from '../../server/src/python/scopes.ts';
import { expressionsOf } from '../../server/src/python/statements.ts';
import { walk } from '../../server/src/python/walk.ts';

export interface SourcePlaces {
  /** Whether any code of the file holds a source. */
  readonly any: boolean;
  /** Whether the function around a line (from 1), one around that, or else the module's own code holds one. */
  at(line: number): boolean;
  /** The innermost function around a line; undefined for the module's own code. */
  codeAt(line: number): object | undefined;
}

const MAIN = /^if\s+__name__\s*==\s*['"]__main__['"]/mu;

function isRequest(node: Expression): boolean {
  return (
    (node.kind === 'name' && node.id === 'request') || (node.kind === 'attribute' && node.attr === 'request')
  );
}

function isSource(node: Expression): boolean {
  switch (node.kind) {
    case 'call': {
      const { func } = node;
      if (func.kind === 'name') return func.id === 'input' || func.id === 'raw_input';
      return func.kind === 'attribute' && /^parse_(known_)?args$/.test(func.attr);
    }
    case 'attribute': {
      const { value, attr } = node;
      if (value.kind === 'name' && value.id === 'sys') return attr === 'argv' || attr === 'stdin';
      return isRequest(value);
    }
    case 'subscript':
      return isRequest(node.value);
    default:
      return false;
  }
}

function holds(expression: Expression): boolean {
  let found = false;
  walk(expression, (node) => {
    found ||= isSource(node);
    return !found;
  });
  return found;
}

function isOpen(name: string): boolean {
  return !/^_(?!_)/.test(name);
}

function isReachable(scope: Scope | undefined): boolean {
  if (scope?.kind !== 'class') return scope?.kind === 'module';
  return scope.node?.kind === 'class' && isOpen(scope.node.name) && isReachable(scope.parent);
}

/** Whether the library threat model makes sources of parameters of `owner`. */
function isPublic({ name, scope, params, decorators }: FunctionDef): boolean {
  const around = scope?.parent;
  const isStatic = decorators.some((one) => one.kind === 'name' && one.id === 'staticmethod');
  const own = around?.kind === 'class' && !isStatic ? params.slice(1) : params;
  return own.length > 0 && isOpen(name) && isReachable(around);
}

function ownerOf({ scope }: Place): FunctionDef | undefined {
  return functionOf(scope);
}

export function sourcesIn(source: Source): SourcePlaces {
  const bound = readFacts(source).parsed.chunks.map(boundOf);
  const functions = bound.flatMap((one) => one.functions);
  const library = !MAIN.test(source.text);
  /** Functions that hold a source; undefined stands for the module's own code. */
  const holding = new Set<FunctionDef | undefined>(
    functions.filter(
      (owner) => owner.params.some(({ name }) => name === 'request') || (library && isPublic(owner)),
    ),
  );
  for (const { statement, place } of bound.flatMap((one) => one.statements))
    if (expressionsOf(statement).some(holds)) holding.add(ownerOf(place));
  const lines = indexLines(source.text);
  const around = (line: number): FunctionDef[] =>
    functions.filter((owner) => {
      const { start, end } = spanOf(owner);
      return lines.at(start).line < line && line <= lines.at(end).line + 1;
    });
  return {
    any: holding.size > 0,
    codeAt: (line) =>
      around(line).reduce<FunctionDef | undefined>(
        (inner, next) => (inner && spanOf(inner).start > spanOf(next).start ? inner : next),
        undefined,
      ),
    at: (line) => {
      const owners = around(line);
      return owners.length === 0 ? holding.has(undefined) : owners.some((owner) => holding.has(owner));
    },
  };
}
