/**
 * The summary of each function: worked out when a call first asks for it, and kept as long as what it rests on is the
 * same. Functions that call each other in a circle start from a first guess and are gone through until nothing changes.
 */
import type { Expression } from '../ast.ts';
import type { PythonFile } from '../file.ts';
import { classAround } from '../scopes.ts';
import {
  type Check,
  holds,
  isFollowed,
  isNoted,
  type Notes,
  note,
  reading,
  stamp,
  supposing,
  tracked,
} from '../tracking.ts';
import { evaluate } from './evaluate.ts';
import { execute } from './execute.ts';
import { refine } from './guards.ts';
import { type Kept, keptOf, ofSummary } from './kept-summaries.ts';
import { CLEAN, join, origin } from './kinds.ts';
import { type Code, type Ending, type Here, newRun, type Run } from './run.ts';
import { PROVIDERS } from './sources.ts';
import { State } from './state.ts';
import { type Summary, sameSummary, UNKNOWN } from './summary.ts';
import { suppliedTo } from './supplied.ts';
import { parameterSymbol } from './symbols.ts';
import { either, NOTHING, sameValue, symbolic, type Value } from './value.ts';

/** A function of a circle is gone through no more often than this. */
const ROUNDS = 6;

/** Functions inside each other's calls; what lies deeper waits until the others are through. */
const DEEPEST = 12;

/** Runs for one question; what has changed after that is left as it is, and told. */
const MOST = 4_000;

function entered(code: Code, file: PythonFile): State {
  const state = new State(file.models.survivors);
  code.params.forEach((param, index) => {
    let taint = CLEAN;
    if (code.kind === 'function')
      for (const provider of PROVIDERS)
        for (const { kind, ...told } of provider.param?.(param, code, file) ?? [])
          taint = join(taint, origin(kind, { node: param, ...told }));
    const given = symbolic(parameterSymbol(index), taint);
    const of = index === 0 ? classAround(code) : undefined;
    state.hand(param.name, of ? { ...given, of } : given);
  });
  return state;
}

/** Without the parts that were only emptied: there are many, and what was in them before is no worse a guess. */
function filled(value: Value): Value {
  const parts = [...(value.parts ?? [])].filter(([, part]) => part !== NOTHING);
  if (parts.length === (value.parts?.size ?? 0)) return value;
  const { parts: _, ...rest } = value;
  return parts.length === 0 ? rest : { ...rest, parts: new Map(parts) };
}

/** What became of the objects handed in, where all of `states` meet. */
function effectsOf(code: Code, before: State, states: readonly State[]): Map<number, Value> {
  const effects = new Map<number, Value>();
  const end = states.reduce<State | undefined>(State.merge, undefined);
  if (!end) return effects;
  code.params.forEach(({ name, star }, index) => {
    const then = before.handed(name);
    const now = end.handed(name);
    if (star === undefined && now && then && !sameValue(then, now)) effects.set(index, filled(now));
  });
  return effects;
}

/** Whether what is returned is surely true or surely false. */
function truth(value: Expression | undefined): boolean | undefined {
  if (!value) return false;
  if (value.kind === 'constant') return value.value === null ? false : value.value;
  return undefined;
}

/** The states in which `endings` return something that is `outcome`. */
function whenReturned(endings: readonly Ending[], outcome: boolean, here: Here): readonly State[] {
  return endings.flatMap(({ value, state }) => {
    const known = truth(value);
    if (known !== undefined) return known === outcome ? [state] : [];
    const refined = state.copy();
    if (value) refine(value, outcome, refined, here);
    return [refined];
  });
}

function run(code: Code, file: PythonFile): Summary {
  const own: Run = newRun(file);
  const owner = code.kind === 'function' ? code : undefined;
  const here: Here = { run: own, owner, code };
  const { survivors } = file.models;
  const state = entered(code, file);
  for (const param of code.params) {
    const value = suppliedTo(param, state, here);
    const given = state.get(param.name);
    if (value === NOTHING || !given) continue;
    const { is } = given;
    state.hand(param.name, { ...either(given, value, survivors), ...(is === undefined ? {} : { is }) });
  }
  const before = state.copy();
  if (code.kind === 'lambda') {
    const result = evaluate(code.body, state, here);
    own.endings.push({ value: code.body, result, state });
  } else {
    const end = execute(code.body, state, here);
    if (end) own.endings.push({ value: undefined, result: NOTHING, state: end });
  }
  const { endings } = own;
  let returns: Value = own.yields ?? NOTHING;
  for (const { result } of endings) returns = either(returns, result, survivors);
  const effects = effectsOf(
    code,
    before,
    endings.map((one) => one.state),
  );
  const whenTrue = effectsOf(code, before, whenReturned(endings, true, here));
  const whenFalse = effectsOf(code, before, whenReturned(endings, false, here));
  const variables = endings.reduce<State | undefined>((all, one) => State.merge(all, one.state), undefined);
  for (const [name, symbol] of own.reached) {
    const now = variables?.handed(name);
    if (now && !sameValue(now, symbolic(symbol)))
      own.writes.set(symbol, either(own.writes.get(symbol) ?? NOTHING, now, survivors));
  }
  return {
    returns,
    effects,
    ...(whenTrue.size > 0 ? { whenTrue } : {}),
    ...(whenFalse.size > 0 ? { whenFalse } : {}),
    writes: own.writes,
    hits: [...own.hits.values()],
    calls: own.calls,
    raises: own.raises,
    variables: (variables ?? state).known(),
    ends: endings.length > 0 || own.yields !== undefined,
    cut: own.budget <= 0,
    taints: own.taints,
  };
}

/** A function while the question at hand is open. */
interface Work {
  readonly file: PythonFile;
  summary: Summary;
  notes: Notes;
  /** The functions whose summaries it was worked out from. */
  callees: Set<Code>;
  readonly callers: Set<Code>;
  runs: number;
}

/** All functions that one question leads to, until none of them says anything new. */
interface Question {
  readonly works: Map<Code, Work>;
  readonly waiting: Set<Code>;
  readonly path: Code[];
  runs: number;
}

let question: Question | undefined;

function workOn(file: PythonFile): Work {
  return { file, summary: UNKNOWN, notes: undefined, callees: new Set(), callers: new Set(), runs: 0 };
}

/** Runs `code`; who was told something else of it before waits for another turn. */
function visit(code: Code, work: Work, { path, waiting }: Question): void {
  work.runs++;
  work.callees = new Set();
  path.push(code);
  let summary: Summary;
  let notes: Notes;
  try {
    ({ value: summary, notes } = tracked(work.file, () => run(code, work.file)));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // The stack is full of the functions around: this one has another turn when they are through, or is given up.
    if (path.length > 1) {
      waiting.add(code);
      return;
    }
    summary = { ...UNKNOWN, cut: true };
    notes = undefined;
  } finally {
    path.pop();
  }
  const changed = !sameSummary(summary, work.summary);
  work.summary = summary;
  work.notes = notes;
  if (changed) for (const caller of work.callers) waiting.add(caller);
}

function answer(code: Code, file: PythonFile): void {
  const asked: Question = { works: new Map(), waiting: new Set([code]), path: [], runs: 0 };
  asked.works.set(code, workOn(file));
  question = asked;
  try {
    for (const next of asked.waiting) {
      const work = asked.works.get(next);
      if (!work || asked.runs >= MOST) break;
      asked.waiting.delete(next);
      if (work.runs >= ROUNDS) continue;
      asked.runs++;
      visit(next, work, asked);
    }
  } finally {
    question = undefined;
  }
  for (const [each, work] of asked.works) keep(each, work, asked);
  for (const [each, work] of asked.works) rest(each, work, asked);
}

const table = new WeakMap<Code, Kept>();

/** What a summary was last found to say the same as. */
const equals = new WeakMap<Summary, Summary>();

/**
 * Whether `code` still does that. Of a function of another file there is nothing to ask here, where its names mean something
 * else: who follows one notes the state of the project.
 */
function saysStill(code: Code, summary: Summary, { source: { path } }: PythonFile): Check {
  return (file) => {
    if (file.source.path !== path) return true;
    // Who called it calls another one now, or none: to run it once more would tell nothing.
    if (!file.contains(code)) return false;
    const now = summaryOf(file, code);
    if (now === summary || equals.get(summary) === now) return true;
    if (!sameSummary(now, summary)) return false;
    equals.set(summary, now);
    return true;
  };
}

function keep(code: Code, { file, summary, notes }: Work, { waiting }: Question): void {
  const found = waiting.has(code) ? { ...summary, cut: true } : summary;
  const entry: Kept = { summary: found, notes, models: file.models, version: undefined };
  table.set(code, entry);
  stamp(entry, file.version);
  if (isFollowed()) keptOf(file).enter(code, entry);
}

/** Notes for `code` the functions that its summary was worked out from, when all of them are kept. */
function rest(code: Code, { file, callees }: Work, { works }: Question): void {
  const entry = table.get(code);
  if (!entry?.notes || !isFollowed()) return;
  const all = new Set(entry.notes);
  for (const callee of callees) {
    const other = works.get(callee);
    if (other?.file === file)
      all.add(reading(callee, saysStill(callee, other.summary, file), file, ofSummary(callee)));
  }
  entry.notes = [...all];
  keptOf(file).rest(code, entry, file);
}

/** Whether what is kept holds in `file`. In a circle of functions each may suppose that the others do. */
function isCurrent(code: Code, entry: Kept, file: PythonFile): boolean {
  if (entry.version === file.version) return true;
  if (entry.models !== file.models) return false;
  if (!keptOf(file).mayDiffer(code, file)) {
    stamp(entry, file.version);
    return true;
  }
  return supposing(entry, file.version, () => holds(entry.notes, file));
}

/** What calling `code`, a function of `file`, does. */
export function summaryOf(file: PythonFile, code: Code): Summary {
  const open = question?.works.get(code);
  if (question && open) return told(code, open, question);
  const old = table.get(code);
  if (!old || !isCurrent(code, old, file)) {
    if (question) {
      const work = workOn(file);
      question.works.set(code, work);
      question.waiting.add(code);
      if (question.path.length < DEEPEST && question.runs < MOST) {
        question.waiting.delete(code);
        question.runs++;
        visit(code, work, question);
      }
      return told(code, work, question);
    }
    answer(code, file);
  }
  const { summary } = table.get(code) ?? { summary: UNKNOWN };
  if (isNoted()) note(code, saysStill(code, summary, file), ofSummary(code));
  return summary;
}

/** The summary of a function that is being worked on, for the one that runs. */
function told(code: Code, work: Work, { path, works }: Question): Summary {
  const caller = path.at(-1);
  if (caller) {
    work.callers.add(caller);
    works.get(caller)?.callees.add(code);
  }
  return work.summary;
}
