/**
 * skops files loaded with everything trusted: `trusted=True`, or the list of what the file itself asks for, taken over
 * unread. A list that the code looks at before it is passed on counts as reviewed.
 */
import type { FixTemplate } from '../../engine/types.ts';
import { argumentOf } from '../arguments.ts';
import { type Call, type Expression, spanOf } from '../ast.ts';
import { boundOf } from '../bind.ts';
import { callEdits } from '../call-fix.ts';
import { constantOf } from '../constants.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import type { PythonFile } from '../file.ts';
import { walk } from '../walk.ts';

const LISTING = 'skops.io.get_untrusted_types()';

/** How often a variable of this name is read in the file. */
function reads(id: string, file: PythonFile): number {
  let count = 0;
  const look = (node: Expression): void =>
    walk(node, (inner) => {
      if (inner.kind === 'name' && inner.id === id) count++;
      return true;
    });
  for (const chunk of file.chunks) {
    for (const { statement } of boundOf(chunk).statements) {
      if (statement.kind === 'if' || statement.kind === 'while') look(statement.test);
      else if (statement.kind === 'for') look(statement.iterable);
      else if (statement.kind === 'expression') look(statement.value);
      else if (statement.kind === 'other-statement') statement.expressions.forEach(look);
      else if ((statement.kind === 'assign' || statement.kind === 'return') && statement.value)
        look(statement.value);
    }
  }
  return count;
}

/** Whether `trusted` is what the file asks for, with no look at it on the way. */
function isUnread(trusted: Expression, file: PythonFile): boolean {
  if (!file.names.resolve(trusted).includes(LISTING)) return false;
  return trusted.kind === 'call' || (trusted.kind === 'name' && reads(trusted.id, file) === 1);
}

function* look(call: Call, file: PythonFile, fixes: readonly FixTemplate[]): Iterable<Seen> {
  const filled = argumentOf(call, 'trusted', file.names);
  if (filled.state !== 'given') return;
  const known = constantOf(filled.value, file.names);
  const all = known.state === 'known' && known.value === true;
  if (!all && !isUnread(filled.value, file)) return;
  yield {
    case: all ? 'all' : 'asked',
    span: spanOf(filled.argument),
    edits: Object.fromEntries(fixes.map((fix) => [fix.id, callEdits(file, call, fix)])),
  };
}

export const detector: PythonDetector = {
  calls: ['skops.io.load', 'skops.io.loads'],
  call: ({ call }, _name, file, rule) => look(call, file, rule.fixes),
};
