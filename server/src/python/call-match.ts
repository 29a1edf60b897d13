/** The `call` kind of match: a call by full name, with conditions on its arguments. */
import { detection, fixesOf } from '../engine/detection.ts';
import { type Predicate, satisfies } from '../engine/predicates.ts';
import type { Detection, Edit, MatchCase, Rule, Span } from '../engine/types.ts';
import { argumentOf, argumentValue } from './arguments.ts';
import type { Call } from './ast.ts';
import { spanOf } from './ast.ts';
import { callEdits } from './call-fix.ts';
import { calleeSpan, type PythonFile, textOf } from './file.ts';

/** As the rule file has it. */
export interface CallQuery {
  readonly to: readonly string[];
  readonly where?: Readonly<Record<string, Predicate>>;
  readonly mark?: string;
}

function markOf(file: PythonFile, call: Call, mark: string | undefined): Span {
  if (mark === undefined || mark === 'callee') return calleeSpan(file, call);
  if (mark === 'call') return spanOf(call);
  const filled = argumentOf(call, mark, file.names);
  return filled.state === 'given' ? spanOf(filled.argument) : calleeSpan(file, call);
}

/** The detection of `rule` at `call` when the conditions of this case hold. */
export function matchCall(file: PythonFile, call: Call, rule: Rule, match: MatchCase): Detection | undefined {
  const { where = {}, mark } = match.query as CallQuery;
  for (const [key, predicate] of Object.entries(where)) {
    if (!satisfies(argumentValue(call, key, file.names), predicate)) return undefined;
  }
  const edits: Record<string, readonly Edit[] | undefined> = {};
  for (const template of fixesOf(rule, match)) edits[template.id] = callEdits(file, call, template);
  return detection(rule, match, {
    span: markOf(file, call, mark),
    edits,
    values: { callee: textOf(file, call.func) },
  });
}
