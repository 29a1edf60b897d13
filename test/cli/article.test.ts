/** The article's samples, from the command line. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ARTICLE, EXPECTED, LATER } from '../support/article.ts';
import { parapet } from './command.ts';

interface Found {
  readonly path: string;
  readonly rule: string;
  readonly severity: string;
  readonly range: { readonly start: { readonly line: number } };
}

test('section 9 holds from the command line', async () => {
  const { code, out } = await parapet(['scan', '.', '--all-rules', '--format', 'json'], { cwd: ARTICLE });
  assert.equal(code, 1);
  const { findings } = JSON.parse(out) as { findings: readonly Found[] };
  for (const [file, expected] of Object.entries(EXPECTED)) {
    const told = findings
      .filter(({ path, rule }) => path === file && !LATER.has(rule))
      .map(({ range, rule, severity }) => `${range.start.line} ${rule} ${severity}`);
    assert.deepEqual(told, expected, file);
  }
});
