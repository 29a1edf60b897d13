/**
 * The summaries that are kept of a file's functions, and which of them may differ in a new version: those that rest on
 * something that is another now, and those of functions that call these. All others hold without being looked into.
 */
import { rootOf } from '../ast.ts';
import type { PythonFile } from '../file.ts';
import { Rests } from '../rests.ts';
import { type Dependency, type Notes, type Stamped, stamp, standing, type Watch } from '../tracking.ts';
import type { Code } from './run.ts';
import type { Summary } from './summary.ts';

export interface Kept extends Stamped {
  readonly summary: Summary;
  notes: Notes;
  readonly models: object;
}

/** What a summary rests on besides the functions that it calls, and these. */
interface Entry {
  readonly kept: Kept;
  others: readonly Dependency[];
  callees: readonly Code[];
}

/** The summaries that may be others since the version with a number. */
interface Doubt {
  readonly at: number;
  readonly codes: ReadonlySet<Code>;
}

/** Who has not asked for more versions than this has to look at all summaries. */
const LONGEST = 50;

class KeptSummaries implements Stamped {
  readonly models: object;
  version: object | undefined;
  /** The version that was looked into last, whatever was supposed meanwhile. */
  #last: object;
  readonly #entries = new Map<Code, Entry>();
  readonly #rests = new Rests<Code>();
  readonly #callers = new Map<Code, Set<Code>>();
  /** Those that may differ, until they are found to hold or are worked out again. */
  #doubtful = new Set<Code>();
  /** While this is looked into, nothing is certain. */
  #isRenewing = false;
  #doubts: Doubt[] = [];
  /** The number of the first version from which on all doubts are known. */
  #from: number;

  constructor(file: PythonFile) {
    this.models = file.models;
    this.version = file.version;
    this.#last = file.version;
    this.#from = file.history.last;
    this.#rests.begin(file);
  }

  /** Takes up a summary that was worked out; what it rests on is told by `rest`. */
  enter(code: Code, kept: Kept): void {
    this.#remove(code);
    this.#entries.set(code, { kept, others: [], callees: [] });
    // Without notes it holds for one version only.
    if (!kept.notes) this.#doubtful.add(code);
    else this.#doubtful.delete(code);
  }

  /** What the summary of `code` rests on, when those of all that it calls have been entered. */
  rest(code: Code, { notes }: Kept, file: PythonFile): void {
    const entry = this.#entries.get(code);
    if (!entry) return;
    const isCallee = ({ watch, about }: Dependency): boolean =>
      watch === SUMMARIES && this.#entries.has(about as Code);
    const itself = standing(rootOf(code.chunk), file);
    entry.others = [itself, ...(notes ?? []).filter((one) => one !== itself && !isCallee(one))];
    entry.callees = (notes ?? []).filter(isCallee).map(({ about }) => about as Code);
    this.#rests.add(code, entry.others);
    for (const callee of entry.callees) {
      const callers = this.#callers.get(callee);
      if (callers) callers.add(code);
      else this.#callers.set(callee, new Set([code]));
    }
  }

  #remove(code: Code): void {
    const entry = this.#entries.get(code);
    if (!entry) return;
    this.#entries.delete(code);
    this.#rests.delete(code, entry.others);
    for (const callee of entry.callees) {
      const callers = this.#callers.get(callee);
      callers?.delete(code);
      if (callers?.size === 0) this.#callers.delete(callee);
    }
  }

  /** Whether the summary of `code` may be another in `file`. */
  mayDiffer(code: Code, file: PythonFile): boolean {
    this.renew(file);
    const kept = this.#entries.get(code)?.kept;
    // Without a version it was worked out under something that turned out not to hold.
    return this.#isRenewing || kept?.version === undefined || this.#doubtful.has(code);
  }

  /** Finds out which summaries may differ in `file`. */
  renew(file: PythonFile): void {
    if (this.version === file.version || this.#isRenewing) return;
    this.#isRenewing = true;
    try {
      if (this.#last !== file.version)
        this.#doubtful = new Set([...this.#doubtful].filter((code) => this.#isDoubtful(code)));
      this.#last = file.version;
      const concerned = this.#doubt(this.#rests.news(file)?.concerned ?? this.#entries.keys(), file);
      this.#log({ at: file.history.last, codes: new Set([...concerned, ...this.#doubtful]) });
      stamp(this, file.version);
    } finally {
      this.#isRenewing = false;
    }
  }

  /** What was found to hold in the last version is no longer in doubt. */
  #isDoubtful(code: Code): boolean {
    const kept = this.#entries.get(code)?.kept;
    return kept !== undefined && (kept.notes === undefined || kept.version !== this.#last);
  }

  #log(doubt: Doubt): void {
    this.#doubts.push(doubt);
    if (this.#doubts.length <= LONGEST) return;
    this.#from = (this.#doubts[LONGEST / 2 - 1]?.at ?? 0) + 1;
    this.#doubts = this.#doubts.slice(LONGEST / 2);
  }

  /** Whose summaries may have become others in `file` or in a version from the number `since` on; see `Watch`. */
  doubted(file: PythonFile, since: number): Iterable<Code> | undefined {
    this.renew(file);
    if (this.#isRenewing || since < this.#from) return undefined;
    return this.#doubts.flatMap(({ at, codes }) => (at < since ? [] : [...codes]));
  }

  /** Doubts `concerned` and all that call these; gives them. */
  #doubt(concerned: Iterable<Code>, file: PythonFile): ReadonlySet<Code> {
    const found = new Set(concerned);
    for (const code of found) {
      for (const caller of this.#callers.get(code) ?? []) found.add(caller);
      if (file.has(rootOf(code.chunk))) this.#doubtful.add(code);
      else this.#remove(code);
    }
    return found;
  }
}

const SUMMARIES: Watch = { doubted: (file, since) => keptOf(file).doubted(file, since) };

/** What kind of thing is noted by who reads the summary of `code`. */
export function ofSummary(code: Code): Pick<Dependency, 'about' | 'watch'> {
  return { about: code, watch: SUMMARIES };
}

/** Those of `file`. */
export function keptOf(file: PythonFile): KeptSummaries {
  const known = file.kept.get(keptOf) as KeptSummaries | undefined;
  if (known?.models === file.models) return known;
  const kept = new KeptSummaries(file);
  file.kept.set(keptOf, kept);
  return kept;
}
