// Decides what happens where a real VS Code cannot run: the tests are skipped by name, with the command that enables
// them, and on a machine that must run everything the skip is a failure.
import { type Runtime, requirements, skipIsFailure } from '../../scripts/vscode/requirements.ts';
import type { Outcome } from './outcome.ts';

/**
 * Runs `work` when `runtime` can run here. Otherwise prints `skip - name: ...` and returns no outcome, or, where a skip
 * is a failure, a failed one.
 */
export async function ifRunnable(
  name: string,
  runtime: Runtime,
  work: () => Promise<Outcome[]>,
): Promise<Outcome[]> {
  const missing = requirements(runtime);
  if (missing.length === 0) return work();
  const lacks = missing.map((each) => `needs ${each.what}; enable it with: ${each.command}`).join('; ');
  if (skipIsFailure()) return [{ name, failure: lacks }];
  console.log(`skip - ${name}: ${lacks}`);
  return [];
}
