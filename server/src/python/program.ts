/** The rules that concern Python, filed by what they look for, so that a file's cost does not grow with their number. */
import type { MatchCase, Rule, RuleSet } from '../engine/types.ts';
import { type StringCase, stringCases } from '../secrets/language.ts';
import type { CallQuery } from './call-match.ts';
import type { PythonDetector } from './detector.ts';
import { NameIndex } from './patterns.ts';
import type { FlowCase } from './taint/match.ts';
import { compileModels, type TaintModels } from './taint/models.ts';

export type CallHandler =
  | { readonly kind: 'data'; readonly rule: Rule; readonly match: MatchCase }
  | { readonly kind: 'detector'; readonly rule: Rule; readonly detector: PythonDetector };

export interface PythonProgram {
  readonly calls: NameIndex<CallHandler>;
  readonly chunks: readonly { readonly rule: Rule; readonly detector: PythonDetector }[];
  readonly models: TaintModels;
  readonly strings: readonly StringCase[];
  readonly flows: readonly FlowCase[];
}

interface TaintQuery {
  readonly from: readonly string[];
  readonly to: readonly string[];
}

/** Files every case of every rule. Throws when a rule names a detector that does not exist. */
export function compile(ruleSet: RuleSet): PythonProgram {
  const { rules, detectors, models, threatModel } = ruleSet;
  const calls = new NameIndex<CallHandler>();
  const chunks: { rule: Rule; detector: PythonDetector }[] = [];
  const flows: FlowCase[] = [];
  for (const rule of rules) {
    for (const match of rule.match) {
      if (match.kind === 'taint') {
        const { from, to } = match.query as TaintQuery;
        flows.push({ rule, match, from: new Set(from), to: new Set(to) });
      }
      if (match.kind !== 'call') continue;
      for (const name of (match.query as CallQuery).to) calls.add(name, { kind: 'data', rule, match });
    }
    if (!rule.match.some((match) => match.kind === 'detector' && match.query === 'python')) continue;
    const detector = detectors.python?.[rule.id] as PythonDetector | undefined;
    if (!detector) throw new Error(`rule ${rule.id} has no Python detector`);
    for (const name of detector.call ? (detector.calls ?? []) : [])
      calls.add(name, { kind: 'detector', rule, detector });
    if (detector.chunk) chunks.push({ rule, detector });
  }
  return { calls, chunks, flows, models: compileModels(models, threatModel), strings: stringCases(ruleSet) };
}
