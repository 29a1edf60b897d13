/** What a suite of tests came to, and how the output of each kind of runner is read. Starts nothing itself. */

export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  /** What to show of a failure; empty when nothing failed. */
  readonly details: string;
  /** Tests that did not run, each with the command that enables it. */
  readonly skipped: readonly string[];
}

/** The end of a process: its exit code (null when it was killed) and all it printed. */
export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** A command that is one test: it passes by exit code 0. */
export function ofCommand({ code, output }: Ended): Outcome {
  const ok = code === 0;
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, details: ok ? '' : output.trim(), skipped: [] };
}

function count(output: string, word: string): number {
  return Number(new RegExp(`^ℹ ${word} (\\d+)$`, 'm').exec(output)?.[1] ?? 0);
}

/** A run of node's test runner with its `spec` reporter. Cancelled, skipped and unfinished tests count as failed. */
export function ofNodeTests({ code, output }: Ended): Outcome {
  const passed = count(output, 'pass');
  const broken = ['fail', 'cancelled', 'skipped', 'todo'].reduce((sum, word) => sum + count(output, word), 0);
  const failed = broken === 0 && (code !== 0 || passed === 0) ? 1 : broken;
  const start = output.indexOf('✖ failing tests:');
  const details = failed === 0 ? '' : output.slice(start < 0 ? -8000 : start).trim();
  return { passed, failed, details, skipped: [] };
}

/** A runner that prints a line a test: `ok - name`, `not ok - name: reason`, `skip - name: how to enable it`. */
export function ofLines({ code, output }: Ended): Outcome {
  const lines = output.split('\n');
  const starting = (word: string): string[] => lines.filter((line) => line.startsWith(word));
  const passed = starting('ok - ').length;
  const broken = starting('not ok - ');
  const skipped = starting('skip - ').map((line) => line.slice('skip - '.length));
  const silent = broken.length === 0 && (code !== 0 || passed + skipped.length === 0);
  const failed = silent ? 1 : broken.length;
  return { passed, failed, details: silent ? output.trim() : broken.join('\n'), skipped };
}
