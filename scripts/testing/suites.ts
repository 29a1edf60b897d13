/** The suites of `npm test`, in the order in which they run. Adding a suite is adding it here. */
import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../rules.ts';
import { type Ended, type Outcome, ofCommand, ofLines, ofNodeTests } from './outcome.ts';

export interface Suite {
  readonly name: string;
  /** Arguments of Node. */
  readonly args: readonly string[];
  readonly read: (ended: Ended) => Outcome;
  /** May run at the same time as its neighbours that may, too. */
  readonly together: boolean;
}

/** Folders of tests that need the bundles in `dist/`. */
const BUNDLED = ['cli', 'lsp', 'package'];

function bin(name: string, path: string): string {
  return join(ROOT, 'node_modules', name, path);
}

function testFiles(wanted: (folder: string) => boolean): string[] {
  return globSync('test/**/*.test.ts', { cwd: ROOT })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => wanted(path.split('/')[1] ?? ''))
    .sort();
}

function check(name: string, ...args: string[]): Suite {
  return { name, args, read: ofCommand, together: true };
}

/** `atOnce`: how many files run at the same time; Node's own choice leaves one of two cores idle. */
function nodeTests(name: string, atOnce: number, wanted: (folder: string) => boolean): Suite {
  const args = [
    '--test',
    '--test-reporter=spec',
    `--test-concurrency=${atOnce}`,
    '--test-timeout=600000',
    ...testFiles(wanted),
  ];
  return { name, args, read: ofNodeTests, together: false };
}

function lines(name: string, ...args: string[]): Suite {
  return { name, args, read: ofLines, together: false };
}

/** All suites. */
export function suites(): Suite[] {
  return [
    check(
      'format and lint',
      bin('@biomejs/biome', 'bin/biome'),
      'check',
      '--error-on-warnings',
      '--diagnostic-level=warn',
      '.',
    ),
    check('types', bin('typescript', 'bin/tsc'), '--noEmit'),
    check('documentation is current', 'scripts/docs.ts', '--check'),
    check('build and package', 'scripts/package.ts'),
    nodeTests('unit tests', 2, (folder) => folder !== 'vscode' && !BUNDLED.includes(folder)),
    nodeTests('tests of the bundles', 1, (folder) => BUNDLED.includes(folder)),
    lines('extension in VS Code', 'test/vscode/run-suite.ts'),
    lines('packaged extension driven in VS Code', 'test/vscode/drive-page.ts'),
  ].filter(({ args }) =>
    args.every((arg) => !/^(scripts|test)\/.*\.ts$/.test(arg) || existsSync(join(ROOT, arg))),
  );
}
