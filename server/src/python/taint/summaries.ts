/**
 * The summary of each function: worked out when a call first asks for it, and kept as long as what it rests on is the
 * same. Functions that call each other in a circle start from a first guess and are gone through until nothing changes.
 */
import type { ClassDef, Expression } from '../ast.ts';
import type { PythonFile } from '../file.ts';
import { holds, type Notes, note, noteAll, tracked } from '../tracking.ts';
import { evaluate } from './evaluate.ts';
import { execute } from './execute.ts';
import { refine } from './guards.ts';
import { CLEAN, join, origin } from './kinds.ts';
import { type Code, type Ending, type Here, newRun, type Run } from './run.ts';
import { PROVIDERS } from './sources.ts';
import { State } from './state.ts';
import { type Summary, sameInside, sameSummary, UNKNOWN } from './summary.ts';
import { parameterSymbol } from './symbols.ts';
import { either, NOTHING, sameValue, symbolic, type Value } from './value.ts';

/** A circle is gone through no more often than this. */
const ROUNDS = 4;

/** Functions inside each other's calls; what lies deeper is unknown. */
const DEEPEST = 60;

/** Functions looked at for one question, circles included; after that the rest is unknown. */
const MOST = 3_000;

interface Guess {
  summary: Summary;
  asked: boolean;
}

/** The functions that are being looked at. */
const busy = new Map<Code, Guess>();
/** What was found meanwhile of functions in an unfinished circle; holds until the round is over. */
const meanwhile = new Map<Code, Summary>();
let looked = 0;
/** How many answers rested on a guess, or on less. */
let guesses = 0;

/** The class whose method `code` is. */
function classAround({ scope }: Code): ClassDef | undefined {
  const around = scope?.parent;
  return around?.kind === 'class' && around.node?.kind === 'class' ? around.node : undefined;
}

function entered(code: Code, file: PythonFile): State {
  const state = new State(file.models.survivors);
  code.params.forEach((param, index) => {
    let taint = CLEAN;
    if (code.kind === 'function')
      for (const provider of PROVIDERS)
        for (const { kind, note } of provider.param?.(param, code, file) ?? [])
          taint = join(taint, origin(kind, { node: param, note }));
    const given = symbolic(parameterSymbol(index), taint);
    const of = index === 0 ? classAround(code) : undefined;
    state.hand(param.name, of ? { ...given, of } : given);
  });
  return state;
}

/** What became of the objects handed in, where all of `states` meet. */
function effectsOf(code: Code, before: State, states: readonly State[]): Map<number, Value> {
  const effects = new Map<number, Value>();
  const end = states.reduce<State | undefined>(State.merge, undefined);
  if (!end) return effects;
  code.params.forEach(({ name, star }, index) => {
    const then = before.handed(name);
    const now = end.handed(name);
    if (star === undefined && now && then && !sameValue(then, now)) effects.set(index, now);
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
  const state = entered(code, file);
  const before = state.copy();
  if (code.kind === 'lambda') {
    const result = evaluate(code.body, state, here);
    own.endings.push({ value: code.body, result, state });
  } else {
    const end = execute(code.body, state, here);
    if (end) own.endings.push({ value: undefined, result: NOTHING, state: end });
  }
  const { endings } = own;
  const { survivors } = file.models;
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
    variables: (variables ?? state).known(),
    ends: endings.length > 0 || own.yields !== undefined,
    cut: own.budget <= 0,
    taints: own.taints,
  };
}

/** Whether a function was gone through with nothing but the truth known of those that it calls. */
interface Settled {
  readonly summary: Summary;
  readonly whole: boolean;
}

function settled(code: Code, file: PythonFile): Settled {
  const guess: Guess = { summary: UNKNOWN, asked: false };
  const outermost = busy.size === 0;
  const before = guesses;
  busy.set(code, guess);
  try {
    for (let round = 1; ; round++) {
      guess.asked = false;
      const summary = run(code, file);
      if (!guess.asked || round === ROUNDS || sameSummary(summary, guess.summary))
        return { summary, whole: outermost || guesses === before };
      guess.summary = summary;
      meanwhile.clear();
    }
  } finally {
    busy.delete(code);
    if (outermost) {
      meanwhile.clear();
      looked = 0;
    }
  }
}

interface Kept {
  summary: Summary;
  notes: Notes;
  models: object;
  /** The version of the file that it was last found to hold in. */
  version: object;
}

const table = new WeakMap<Code, Kept>();

function isCurrent(old: Kept, file: PythonFile): boolean {
  if (old.version === file.version) return true;
  if (old.models !== file.models || !holds(old.notes, file)) return false;
  old.version = file.version;
  return true;
}

function saysStill(code: Code, summary: Summary): (file: PythonFile) => boolean {
  return (file) => sameSummary(summaryOf(file, code), summary);
}

/** What calling `code`, a function of `file`, does. */
export function summaryOf(file: PythonFile, code: Code): Summary {
  const guess = busy.get(code);
  if (guess) {
    guess.asked = true;
    guesses++;
    return guess.summary;
  }
  const passing = meanwhile.get(code);
  if (passing) {
    guesses++;
    return passing;
  }
  const old = table.get(code);
  if (!old || !isCurrent(old, file)) {
    if (busy.size >= DEEPEST || ++looked > MOST) {
      guesses++;
      return UNKNOWN;
    }
    const {
      value: { summary, whole },
      notes,
    } = tracked(() => settled(code, file));
    if (!whole) {
      // It rests on a guess about a circle that is not through yet: good until that is.
      meanwhile.set(code, summary);
      noteAll(notes);
      return summary;
    }
    const same = old && sameSummary(old.summary, summary) && sameInside(old.summary, summary);
    table.set(code, {
      summary: same ? old.summary : summary,
      notes,
      models: file.models,
      version: file.version,
    });
  }
  const { summary } = table.get(code) ?? { summary: UNKNOWN };
  note(code, saysStill(code, summary));
  return summary;
}
