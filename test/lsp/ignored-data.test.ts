/** Data that are opened in an editor are reported, unless git ignores them. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { sourceRuleSet } from '../../scripts/rules.ts';
import { analyze } from '../../server/src/engine/analyze.ts';
import { uriOf } from '../../server/src/lsp/folders.ts';
import { WorkspaceIndex } from '../../server/src/lsp/workspaceIndex.ts';
import { ready } from '../support/parsers.ts';

await ready;
const ROWS = 'ssn,income\n123-45-6789,1\n';

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'parapet-data-'));
  mkdirSync(join(folder, '.git'));
  mkdirSync(join(folder, 'private'));
  writeFileSync(join(folder, '.gitignore'), '/private/\n');
  writeFileSync(join(folder, 'people.csv'), ROWS);
  writeFileSync(join(folder, 'private/people.csv'), ROWS);
});
after(() => rmSync(folder, { recursive: true, force: true }));

test('git decides', async () => {
  const index = new WorkspaceIndex([folder]);
  await index.scan([folder]);
  const rules = await sourceRuleSet();
  const told = (path: string): string[] => {
    const source = { uri: uriOf(join(folder, path)), path, language: 'data' as const, text: ROWS };
    return analyze(source, index, rules).findings.map(({ rule }) => rule.id);
  };
  assert.deepEqual(told('people.csv'), ['sensitive-dataset-in-repo']);
  assert.deepEqual(told('private/people.csv'), []);
});

test('the first lines of tables on disk are known to other files', async () => {
  const index = new WorkspaceIndex([folder]);
  await index.scan([folder]);
  assert.deepEqual(
    [...index.files('data')].map(({ path, text }) => [path, text]),
    [
      ['people.csv', ROWS],
      ['private/people.csv', ROWS],
    ],
  );
});
