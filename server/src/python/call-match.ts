/** The `call` kind of match: a call by full name, with conditions on its arguments. */

import { detection, fixesOf } from '../engine/detection.ts';
import type { Detection, Edit, MatchCase, Rule, Severity, Span } from '../engine/types.ts';
import { argumentOf } from './arguments.ts';
import type { Call } from './ast.ts';
import { spanOf } from './ast.ts';
import { type CallConditions, meets } from './call-conditions.ts';
import { callEdits } from './call-fix.ts';
import { isCallChosen } from './choices.ts';
import { isInDeclaredLoader } from './declared-loaders.ts';
import { isExcused } from './excuses.ts';
import { calleeSpan, type PythonFile, textOf } from './file.ts';
import { type Writer, writerOf } from './foreign-text.ts';
import { isMadeToRun } from './made-to-run.ts';
import { originOf } from './origin.ts';
import type { Origin } from './origin-table.ts';
import { isServed } from './routes/served.ts';
import { subjectOf } from './written-paths.ts';

/** As the rule file has it. */
export interface CallQuery extends CallConditions {
  readonly to: readonly string[];
  /** By argument (`self`: the receiver): the origins that this case is about. */
  readonly origin?: Readonly<Record<string, readonly Origin[]>>;
  /** By argument: whose words the text holds. */
  readonly 'written-by'?: Readonly<Record<string, readonly Writer[]>>;
  /** By argument: whether the function around is there to run the text. */
  readonly 'made-to-run'?: Readonly<Record<string, boolean>>;
  /** A pattern that a name or text fits in a condition on which the call is reached. */
  readonly 'chosen-by'?: string;
  /** Whether the call stands in a handler of requests, or in what such a handler calls in its file. */
  readonly served?: boolean;
  /** Whether the call stands in a public function that says that it unpickles. */
  readonly declared?: boolean;
  readonly mark?: string;
  /** Where the call runs for a request. */
  readonly 'in-route'?: Severity;
}

function markOf(file: PythonFile, call: Call, mark: string | undefined): Span {
  if (mark === undefined || mark === 'callee') return calleeSpan(file, call);
  if (mark === 'call') return spanOf(call);
  const filled = argumentOf(call, mark, file.names);
  return filled.state === 'given' ? spanOf(filled.argument) : calleeSpan(file, call);
}

function hasOrigin(file: PythonFile, call: Call, key: string, wanted: readonly Origin[]): boolean {
  const subject = subjectOf(call, key, file);
  return wanted.includes(subject ? originOf(file, subject) : 'unknown');
}

function hasWriter(file: PythonFile, call: Call, key: string, wanted: readonly Writer[]): boolean {
  const filled = argumentOf(call, key, file.names);
  return filled.state === 'given' && wanted.includes(writerOf(filled.value, file));
}

function runsWhatItGets(file: PythonFile, call: Call, key: string): boolean {
  const filled = argumentOf(call, key, file.names);
  return filled.state === 'given' && isMadeToRun(filled.value, file);
}

/** The detection of `rule` at `call` when the conditions of this case hold. */
export function matchCall(file: PythonFile, call: Call, rule: Rule, match: MatchCase): Detection | undefined {
  const query = match.query as CallQuery;
  const { origin = {}, mark, served, declared } = query;
  if (!meets(file, call, query)) return undefined;
  const chosen = query['chosen-by'];
  if (chosen !== undefined && !isCallChosen(call, new RegExp(chosen, 'iu'))) return undefined;
  if (served !== undefined && served !== isServed(file, call)) return undefined;
  if (declared !== undefined && declared !== isInDeclaredLoader(call)) return undefined;
  for (const [key, wanted] of Object.entries(origin))
    if (!hasOrigin(file, call, key, wanted)) return undefined;
  for (const [key, wanted] of Object.entries(query['written-by'] ?? {}))
    if (!hasWriter(file, call, key, wanted)) return undefined;
  for (const [key, wanted] of Object.entries(query['made-to-run'] ?? {}))
    if (runsWhatItGets(file, call, key) !== wanted) return undefined;
  if (rule.unless && isExcused(file, call, rule.unless)) return undefined;
  const edits: Record<string, readonly Edit[] | undefined> = {};
  for (const template of fixesOf(rule, match)) edits[template.id] = callEdits(file, call, template);
  const severity = query['in-route'];
  return detection(rule, match, {
    span: markOf(file, call, mark),
    edits,
    values: { callee: textOf(file, call.func) },
    ...(severity !== undefined && isServed(file, call) ? { severity } : {}),
  });
}
