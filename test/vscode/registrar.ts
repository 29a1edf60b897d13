// Registers named tests and runs them one after the other. It is bundled into the suite and runs inside VS Code's
// extension host, where no test framework is; it must not import the `vscode` API.
import { type Outcome, reasonOf } from './outcome.ts';

const TEST_TIMEOUT_MS = 60_000;

interface Test {
  name: string;
  body: () => Promise<void>;
}

const tests: Test[] = [];

/** Adds a test; a rejected `body`, or one that takes longer than a minute, is a failure. */
export function test(name: string, body: () => Promise<void>): void {
  tests.push({ name, body });
}

/** Runs all tests in the order of their registration, with `after` behind each, and hands every outcome to `report`. */
export async function runTests(
  after: () => Promise<void>,
  report: (outcome: Outcome) => void,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const { name, body } of tests) {
    const outcome = await attempt(name, body, after);
    outcomes.push(outcome);
    report(outcome);
  }
  return outcomes;
}

async function attempt(
  name: string,
  body: () => Promise<void>,
  after: () => Promise<void>,
): Promise<Outcome> {
  const failure = (await failureOf(() => inTime(body()))) ?? (await failureOf(after));
  return failure === undefined ? { name } : { name, failure };
}

async function failureOf(work: () => Promise<void>): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

async function inTime(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const expire = (): void => reject(new Error(`not finished after ${TEST_TIMEOUT_MS / 1000} s`));
    timer = setTimeout(expire, TEST_TIMEOUT_MS);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
