/** Keys and tokens of callers that are compared with `==`, which answers sooner the sooner they differ. */
import type { Edit } from '../../engine/types.ts';
import { type Compare, type Expression, spanOf } from '../ast.ts';
import { boundOf } from '../bind.ts';
import type { PythonDetector } from '../detector.ts';
import { importModule, replace } from '../edit.ts';
import { type PythonFile, textOf } from '../file.ts';
import { isGiven, isSecret } from '../routes/given-secrets.ts';
import { expressionsOf } from '../statements.ts';
import { walk } from '../walk.ts';

/** The two sides of `given == expected`, when that is what is compared. */
function sidesOf(
  file: PythonFile,
  { ops, operands }: Compare,
): { given: Expression; expected: Expression } | undefined {
  const [left, right, ...more] = operands;
  if (!left || !right || more.length > 0 || (ops[0] !== '==' && ops[0] !== '!=')) return undefined;
  for (const [given, expected] of [
    [left, right],
    [right, left],
  ] as const) {
    if (expected.kind !== 'string' && isSecret(expected) && !isGiven(file, expected) && isGiven(file, given))
      return { given, expected };
  }
  return undefined;
}

/** Code for the bytes of `node`; what a caller did not send is `None`, which equals no key as text either. */
function bytesOf(file: PythonFile, node: Expression, given: boolean): string {
  const code = textOf(file, node);
  if (node.kind === 'call' && node.func.kind === 'attribute' && node.func.attr === 'encode') return code;
  if (given) return `str(${code}).encode()`;
  const plain = node.kind === 'name' || node.kind === 'attribute' || node.kind === 'call';
  return plain || node.kind === 'subscript' || node.kind === 'fstring'
    ? `${code}.encode()`
    : `(${code}).encode()`;
}

function edits(file: PythonFile, node: Compare, given: Expression): Edit[] | undefined {
  const imported = importModule(file, 'secrets');
  if (!imported || textOf(file, node).includes('\n')) return undefined;
  const [left, right] = node.operands.map((side) => bytesOf(file, side, side === given));
  const call = `secrets.compare_digest(${left}, ${right})`;
  return [...imported, replace(node, node.ops[0] === '!=' ? `not ${call}` : call)];
}

export const detector: PythonDetector = {
  *chunk(chunk, file) {
    const compared: Compare[] = [];
    for (const { statement } of boundOf(chunk).statements)
      for (const expression of expressionsOf(statement))
        if (expression)
          walk(expression, (inner) => {
            if (inner.kind === 'compare') compared.push(inner);
            return true;
          });
    for (const node of compared) {
      const sides = sidesOf(file, node);
      if (!sides) continue;
      yield {
        span: spanOf(node),
        values: { given: textOf(file, sides.given), expected: textOf(file, sides.expected) },
        edits: { constant: edits(file, node, sides.given) },
      };
    }
  },
};
