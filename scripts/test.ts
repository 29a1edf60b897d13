/**
 * `npm test`: runs every suite and prints a line for each, what failed in full, what was skipped with the command that
 * enables it, and last `N passed, N failed`. `npm test -- unit` runs the suites whose name contains a word.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './rules.ts';
import type { Ended, Outcome } from './testing/outcome.ts';
import { type Suite, suites } from './testing/suites.ts';

/** After this many milliseconds a suite is ended and counts as failed. */
const PATIENCE = 20 * 60_000;

function run(args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      // Each test file is a process of its own that reads the same sources: compiled once, they are half of it.
      env: { ...process.env, NODE_COMPILE_CACHE: join(ROOT, '.cache/node') },
      timeout: PATIENCE,
    });
    let output = '';
    const take = (chunk: Buffer): void => {
      output += chunk.toString('utf8');
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', (error) => resolve({ code: null, output: error.message }));
    child.on('close', (code, signal) => {
      resolve({ code, output: signal ? `${output}\nended by ${signal}` : output });
    });
  });
}

interface Ran {
  readonly suite: Suite;
  readonly outcome: Outcome;
  readonly seconds: number;
}

async function runSuite(suite: Suite): Promise<Ran> {
  const started = performance.now();
  const ended = await run(suite.args);
  return { suite, outcome: suite.read(ended), seconds: (performance.now() - started) / 1000 };
}

function tell({ suite, outcome: { passed, failed, details, skipped }, seconds }: Ran): void {
  const mark = failed > 0 ? 'FAILED' : passed === 0 ? 'skipped' : 'ok';
  console.log(
    `${mark.padEnd(7)} ${suite.name}: ${passed} passed, ${failed} failed (${seconds.toFixed(1)} s)`,
  );
  for (const line of skipped) console.log(`        skipped: ${line}`);
  if (details !== '') console.log(`\n${details}\n`);
}

/** Suites that may run together are started together; the others each have the machine to themselves. */
function groups(all: readonly Suite[]): Suite[][] {
  const result: Suite[][] = [];
  for (const suite of all) {
    const last = result.at(-1);
    if (suite.together && last?.[0]?.together) last.push(suite);
    else result.push([suite]);
  }
  return result;
}

const words = process.argv.slice(2);
const chosen = suites().filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
let passed = 0;
let failed = chosen.length === 0 ? 1 : 0;
for (const group of groups(chosen)) {
  for (const running of group.map(runSuite)) {
    const ran = await running;
    tell(ran);
    passed += ran.outcome.passed;
    failed += ran.outcome.failed;
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
