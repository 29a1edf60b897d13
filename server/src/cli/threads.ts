/** Threads that analyse parts of a scan: this bundle, started again in each. Knows no format. */
import { pool, worker } from 'workerpool';
import type { RuleSet } from '../engine/types.ts';
import { type Job, type Part, partScanner } from './scan.ts';
import type { Found } from './walk.ts';

/** The method that a thread offers. */
const ANALYSE = 'analyse';

/**
 * Has the files of `parts` analysed by `threads` threads that run `script`, which calls `serveParts` there. Rejects with what
 * a thread throws; the threads are ended in any case.
 */
export async function analyseElsewhere(
  script: string,
  job: Job,
  parts: readonly (readonly Found[])[],
  threads: number,
): Promise<readonly Part[]> {
  const workers = pool(script, { workerType: 'thread', maxWorkers: threads });
  try {
    const all = parts.filter((part) => part.length > 0);
    return await Promise.all(all.map((part) => workers.exec(ANALYSE, [job, part])));
  } finally {
    await workers.terminate();
  }
}

/** Waits in a thread for parts to analyse. `ready` resolves when grammars are loaded. A thread serves one job. */
export function serveParts(ruleSet: RuleSet, ready: Promise<void>): void {
  let scanner: ((part: readonly Found[]) => Part) | undefined;
  const analyse = async (job: Job, part: readonly Found[]): Promise<Part> => {
    await ready;
    scanner ??= partScanner(ruleSet, job);
    return scanner(part);
  };
  worker({ [ANALYSE]: analyse });
}
