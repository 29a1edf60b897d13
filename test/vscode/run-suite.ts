// Runs the suite inside a real VS Code against the extension as it stands in a folder, and reports by test name. By
// itself: `node test/vscode/run-suite.ts [--extension DIR] [--workspace DIR] [--entry FILE]`, with the extension built.
import { cp, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { temporaryFolder } from '../../scripts/vscode/ownership.ts';
import { chosenRuntime } from '../../scripts/vscode/requirements.ts';
import { bundleSuite } from './bundle.ts';
import { type Outcome, outcomeLine, reasonOf } from './outcome.ts';
import { runIn } from './runtimes.ts';
import { ifRunnable } from './skip.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** What the suite is run on; each absolute. */
export interface SuiteOptions {
  extension: string;
  workspace: string;
  entry: string;
}

/** The extension of this checkout on a copy of its samples. */
export const OWN_SUITE: SuiteOptions = {
  extension: ROOT,
  workspace: join(ROOT, 'samples'),
  entry: join(ROOT, 'test', 'vscode', 'suite.ts'),
};

/**
 * Runs the suite in the chosen VS Code on a copy of the workspace. `report` gets lines about installs. What goes wrong
 * outside the tests is one more failed outcome, "the suite runs to its end".
 */
export async function runSuite(options: SuiteOptions, report: (line: string) => void): Promise<Outcome[]> {
  const scratch = temporaryFolder('parapet-suite-');
  const results = join(scratch.path, 'results.jsonl');
  let ended: string | undefined;
  try {
    const workspace = join(scratch.path, 'workspace');
    await cp(options.workspace, workspace, { recursive: true });
    const entry = await bundleSuite(options.entry, join(ROOT, 'dist', 'test'));
    const { extension } = options;
    const run = { root: ROOT, extension, workspace, entry, scratch: scratch.path };
    const env = { PARAPET_TEST_RESULTS: results };
    const { code, errors } = await runIn(chosenRuntime(), { ...run, env }, report);
    // A failed test makes VS Code end with a failure; that is told by the test already.
    const told = (await outcomesIn(results)).some((outcome) => outcome.failure !== undefined);
    if (code !== 0 && !told) ended = `VS Code ended with ${code}: ${errors.join(' | ')}`;
  } catch (error) {
    ended = reasonOf(error);
  }
  const outcomes = await outcomesIn(results);
  scratch.remove();
  if (outcomes.length === 0) ended ??= 'no test ran';
  const name = 'the suite runs to its end';
  return [...outcomes, ended === undefined ? { name } : { name, failure: ended }];
}

async function outcomesIn(path: string): Promise<Outcome[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line): Outcome => JSON.parse(line));
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { extension: { type: 'string' }, workspace: { type: 'string' }, entry: { type: 'string' } },
  });
  const options: SuiteOptions = {
    extension: resolve(values.extension ?? OWN_SUITE.extension),
    workspace: resolve(values.workspace ?? OWN_SUITE.workspace),
    entry: resolve(values.entry ?? OWN_SUITE.entry),
  };
  const outcomes = await ifRunnable('extension suite in VS Code', chosenRuntime(), () =>
    runSuite(options, (line) => console.error(line)),
  );
  for (const outcome of outcomes) console.log(outcomeLine(outcome));
  process.exit(outcomes.some((outcome) => outcome.failure !== undefined) ? 1 : 0);
}
