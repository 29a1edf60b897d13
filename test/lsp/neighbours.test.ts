/** What an open document knows of the Python files that it imports, and when it is looked at again. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Source } from '../../server/src/engine/types.ts';
import { uriOf } from '../../server/src/lsp/folders.ts';
import { WorkspaceIndex } from '../../server/src/lsp/workspaceIndex.ts';
import { readFacts } from '../../server/src/python/file.ts';
import { freshBundles } from '../support/bundles.ts';
import { ready } from '../support/parsers.ts';
import { Editor } from './editor.ts';

await ready;

const CONFIG = 'TRUST = True\n\ndef f():\n    return 1\n';
const USE = `from transformers import AutoModel
from app.config import TRUST
model = AutoModel.from_pretrained("someone/model", trust_remote_code=TRUST)
`;

let folder: string;
before(async () => {
  await freshBundles();
  folder = mkdtempSync(join(tmpdir(), 'parapet-neighbours-'));
  mkdirSync(join(folder, 'app'));
  writeFileSync(join(folder, 'app/__init__.py'), '');
  writeFileSync(join(folder, 'app/config.py'), CONFIG);
  writeFileSync(join(folder, 'use.py'), USE);
});
after(() => rmSync(folder, { recursive: true, force: true }));

function sourceAt(path: string, text: string): Source {
  return { uri: uriOf(join(folder, path)), path, language: 'python', text };
}

/** An index of the folder in which `use.py` is open and was read. */
async function opened(): Promise<{ index: WorkspaceIndex; use: Source; value: () => unknown }> {
  const index = new WorkspaceIndex([folder]);
  await index.scan([folder]);
  const use = sourceAt('use.py', USE);
  index.open(join(folder, 'use.py'), use);
  let facts = readFacts(use, undefined, index);
  const value = (): unknown => {
    facts = readFacts(use, facts, index);
    return facts.elsewhere.value('^app.config:TRUST');
  };
  value();
  return { index, use, value };
}

test('only who uses what changed is looked at again', async () => {
  const { index, use, value } = await opened();
  assert.equal(value(), true);
  const path = join(folder, 'app/config.py');
  const type = (text: string): string[] => {
    index.open(path, sourceAt('app/config.py', text));
    index.settle(path);
    return index.takeOutdated();
  };
  assert.deepEqual(type(CONFIG), [], 'opened as it is on disk');
  const { revision } = index;
  assert.deepEqual(type(CONFIG.replace('return 1', 'return 2')), [], 'the inside of a function');
  assert.deepEqual(type(`# a comment\n${CONFIG}`), []);
  assert.equal(index.revision, revision);
  assert.deepEqual(type(CONFIG.replace('True', 'False')), [use.uri]);
  assert.equal(value(), false);
  assert.deepEqual(type(CONFIG.replace('True', 'False')), [], 'told once');
  index.close(path);
  assert.deepEqual(index.takeOutdated(), [use.uri], 'what is on disk counts again');
  assert.equal(value(), true);
});

test('files that appear, change and go on disk', async () => {
  const { index, use, value } = await opened();
  const path = join(folder, 'app/config.py');
  writeFileSync(path, CONFIG.replace('True', '3'));
  await index.changed([path]);
  assert.deepEqual(index.takeOutdated(), [use.uri]);
  assert.equal(value(), 3);
  rmSync(path);
  await index.changed([path]);
  assert.deepEqual(index.takeOutdated(), [use.uri]);
  assert.equal(value(), undefined);
  const other = join(folder, 'other.py');
  writeFileSync(other, 'x = 1\n');
  await index.changed([other]);
  assert.deepEqual(index.takeOutdated(), [], 'nobody imports it');
  writeFileSync(path, CONFIG);
  await index.changed([path]);
  assert.deepEqual(index.takeOutdated(), [use.uri]);
  assert.equal(value(), true);
  const shadow = join(folder, 'src');
  mkdirSync(join(shadow, 'app'), { recursive: true });
  writeFileSync(join(shadow, 'app/__init__.py'), '');
  await index.changed([join(shadow, 'app/__init__.py')]);
  assert.equal(value(), true, 'the nearer folder is found first');
  rmSync(shadow, { recursive: true });
  index.close(join(folder, 'use.py'));
  rmSync(other);
});

test('a text too large to read, and one that is gone, are unknown', async () => {
  const { index, value } = await opened();
  const path = join(folder, 'app/config.py');
  writeFileSync(path, `${CONFIG}# ${'x'.repeat(2_100_000)}`);
  await index.changed([path]);
  assert.equal(value(), undefined);
  writeFileSync(path, CONFIG);
  await index.changed([path]);
  assert.equal(value(), true);
});

test('a finding comes and goes with the constant in another open document', async (t) => {
  const editor = await Editor.during(t, { folders: [uriOf(folder)] });
  const use = uriOf(join(folder, 'use.py'));
  const config = uriOf(join(folder, 'app/config.py'));
  await editor.open(use, 'python', USE);
  const count = (): number | undefined => editor.last(use)?.diagnostics.length;
  await editor.until(() => count() === 1 || undefined, 'the finding, once the folder is read');
  await editor.open(config, 'python', CONFIG);
  await editor.replace(config, 'True', 'False');
  await editor.until(() => count() === 0 || undefined, 'no finding');
  await editor.replace(config, 'TRUST = False', 'TRUST = True');
  await editor.until(() => count() === 1 || undefined, 'the finding again');
  await editor.replace(config, 'True', 'None');
  await editor.until(() => count() === 0 || undefined, 'no finding');
  await editor.close(config);
  await editor.until(() => count() === 1 || undefined, 'what is on disk');
  await editor.stop();
});
