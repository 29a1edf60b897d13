/** The `call` kind of match: a call by full name, with conditions on its arguments. */

import { detection, fixesOf } from '../engine/detection.ts';
import { type Predicate, satisfies } from '../engine/predicates.ts';
import type { Detection, Edit, MatchCase, Rule, Span } from '../engine/types.ts';
import { surelyAtLeast, surelyBelow } from '../versions/interval.ts';
import { versionsOf } from '../versions/versions.ts';
import { argumentOf, argumentValue } from './arguments.ts';
import type { Call } from './ast.ts';
import { spanOf } from './ast.ts';
import { callEdits } from './call-fix.ts';
import { calleeSpan, type PythonFile, textOf } from './file.ts';
import { originOf } from './origin.ts';
import type { Origin } from './origin-table.ts';
import { fits } from './patterns.ts';
import { subjectOf } from './written-paths.ts';

/** What the dependency files say for sure; `not-`: what they do not say for sure. All that are given must hold. */
interface VersionCondition {
  readonly 'at-least'?: string;
  readonly below?: string;
  readonly 'not-at-least'?: string;
  readonly 'not-below'?: string;
}

/** As the rule file has it. */
export interface CallQuery {
  readonly to: readonly string[];
  readonly where?: Readonly<Record<string, Predicate>>;
  /** By argument: full names, as in `to`, that it may stand for. */
  readonly names?: Readonly<Record<string, readonly string[]>>;
  /** By argument (`self`: the receiver): the origins that this case is about. */
  readonly origin?: Readonly<Record<string, readonly Origin[]>>;
  /** By package. */
  readonly versions?: Readonly<Record<string, VersionCondition>>;
  readonly mark?: string;
}

function markOf(file: PythonFile, call: Call, mark: string | undefined): Span {
  if (mark === undefined || mark === 'callee') return calleeSpan(file, call);
  if (mark === 'call') return spanOf(call);
  const filled = argumentOf(call, mark, file.names);
  return filled.state === 'given' ? spanOf(filled.argument) : calleeSpan(file, call);
}

function hasVersion(file: PythonFile, name: string, condition: VersionCondition): boolean {
  const versions = versionsOf(file.project, file.source.path, name);
  const { below } = condition;
  const least = condition['at-least'];
  const notLeast = condition['not-at-least'];
  const notBelow = condition['not-below'];
  return (
    (least === undefined || surelyAtLeast(versions, least)) &&
    (below === undefined || surelyBelow(versions, below)) &&
    (notLeast === undefined || !surelyAtLeast(versions, notLeast)) &&
    (notBelow === undefined || !surelyBelow(versions, notBelow))
  );
}

function hasName(file: PythonFile, call: Call, key: string, wanted: readonly string[]): boolean {
  const filled = argumentOf(call, key, file.names);
  return filled.state === 'given' && file.names.resolve(filled.value).some((name) => fits(name, wanted));
}

function hasOrigin(file: PythonFile, call: Call, key: string, wanted: readonly Origin[]): boolean {
  const subject = subjectOf(call, key, file);
  return wanted.includes(subject ? originOf(file, subject) : 'unknown');
}

/** The detection of `rule` at `call` when the conditions of this case hold. */
export function matchCall(file: PythonFile, call: Call, rule: Rule, match: MatchCase): Detection | undefined {
  const { where = {}, names = {}, origin = {}, versions = {}, mark } = match.query as CallQuery;
  for (const [key, predicate] of Object.entries(where)) {
    if (!satisfies(argumentValue(call, key, file.names), predicate)) return undefined;
  }
  for (const [key, wanted] of Object.entries(names)) if (!hasName(file, call, key, wanted)) return undefined;
  for (const [name, condition] of Object.entries(versions))
    if (!hasVersion(file, name, condition)) return undefined;
  for (const [key, wanted] of Object.entries(origin))
    if (!hasOrigin(file, call, key, wanted)) return undefined;
  const edits: Record<string, readonly Edit[] | undefined> = {};
  for (const template of fixesOf(rule, match)) edits[template.id] = callEdits(file, call, template);
  return detection(rule, match, {
    span: markOf(file, call, mark),
    edits,
    values: { callee: textOf(file, call.func) },
  });
}
