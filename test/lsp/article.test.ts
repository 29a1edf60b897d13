/** The article's samples, through the protocol. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { ARTICLE, EXPECTED, LATER } from '../support/article.ts';
import { freshBundles } from '../support/bundles.ts';
import { Editor } from './editor.ts';

const SEVERITY = ['', 'error', 'warning', 'info', 'hint'];

before(freshBundles);

test('section 9 holds through the protocol', async (t) => {
  const folders = [pathToFileURL(ARTICLE).href];
  const editor = await Editor.during(t, { folders, options: { settings: { allRules: true } } });
  for (const [file, expected] of Object.entries(EXPECTED)) {
    const uri = pathToFileURL(join(ARTICLE, file)).href;
    await editor.open(
      uri,
      file.endsWith('.py') ? 'python' : 'yaml',
      readFileSync(join(ARTICLE, file), 'utf8'),
    );
    const told = (await editor.diagnostics(uri))
      .filter(({ code }) => !LATER.has(String(code)))
      .map(({ range, code, severity }) => `${range.start.line + 1} ${code} ${SEVERITY[severity ?? 0]}`);
    assert.deepEqual(told, expected, file);
  }
});
