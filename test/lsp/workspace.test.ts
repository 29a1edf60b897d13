/** What the server knows of the workspace's other files, and how it learns of changes. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Source } from '../../server/src/engine/types.ts';
import { displayPath, pathOf, relativePath, uriOf } from '../../server/src/lsp/folders.ts';
import { WorkspaceIndex } from '../../server/src/lsp/workspaceIndex.ts';

const POD = 'apiVersion: v1\nkind: Pod\n';

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'parapet-index-'));
  for (const below of ['deploy', 'node_modules/x', '.git'])
    mkdirSync(join(folder, below), { recursive: true });
  writeFileSync(join(folder, 'Dockerfile'), 'FROM a\n');
  writeFileSync(join(folder, 'deploy/pod.yaml'), POD);
  writeFileSync(join(folder, 'deploy/values.yaml'), 'a: 1\n');
  writeFileSync(join(folder, 'node_modules/x/pod.yaml'), POD);
  writeFileSync(join(folder, 'train.py'), 'x = 1\n');
  writeFileSync(join(folder, 'huge.yaml'), `a: ${'x'.repeat(2_100_000)}\n`);
});
after(() => rmSync(folder, { recursive: true, force: true }));

function paths(sources: Iterable<Source>): string[] {
  return [...sources].map((source) => source.path);
}

test('a scan finds files by language, and names what it leaves out', async () => {
  const index = new WorkspaceIndex();
  const { files, skipped } = await index.scan([folder]);
  assert.equal(files, 3);
  assert.deepEqual(paths(index.files('kubernetes')), ['deploy/pod.yaml']);
  assert.deepEqual(paths(index.files('dockerfile')), ['Dockerfile']);
  assert.deepEqual(paths(index.files('yaml')), ['deploy/values.yaml']);
  assert.deepEqual(paths(index.files('python')), []);
  const left = skipped.join('\n');
  for (const part of ['node_modules', '.git', 'huge.yaml (2 MB)']) assert.ok(left.includes(part), left);
});

test('what is open counts instead of what is on disk, until it is closed', async () => {
  const index = new WorkspaceIndex();
  await index.scan([folder]);
  const path = join(folder, 'deploy/pod.yaml');
  const open: Source = { uri: uriOf(path), path: 'deploy/pod.yaml', language: 'yaml', text: 'not: yet\n' };
  index.open(path, open);
  assert.deepEqual(paths(index.files('kubernetes')), []);
  assert.deepEqual(paths(index.files('yaml')), ['deploy/pod.yaml', 'deploy/values.yaml']);
  index.open('untitled:1', { uri: 'untitled:1', path: '1', language: 'kubernetes', text: POD });
  assert.deepEqual(paths(index.files('kubernetes')), ['1']);
  index.close(path);
  index.close('untitled:1');
  assert.deepEqual(paths(index.files('kubernetes')), ['deploy/pod.yaml']);
});

test('changes on disk are taken over', async () => {
  const index = new WorkspaceIndex();
  await index.scan([folder]);
  const fresh = join(folder, 'deploy/fresh.yaml');
  writeFileSync(fresh, POD);
  assert.equal(await index.changed([fresh]), true);
  assert.equal(index.files('kubernetes').length, 2);
  assert.equal(await index.changed([fresh]), false, 'nothing new');
  rmSync(fresh);
  assert.equal(await index.changed([fresh]), true);
  assert.equal(index.files('kubernetes').length, 1);
  assert.equal(await index.changed([join(folder, 'node_modules/x/pod.yaml'), '/elsewhere/pod.yaml']), false);
  assert.equal(index.files('kubernetes').length, 1);
});

test('addresses and paths', () => {
  assert.equal(displayPath('file:///a/b%20c/d.py', ['/a']), 'b c/d.py');
  assert.equal(displayPath('file:///a/d.py', ['/x']), 'd.py');
  assert.equal(displayPath('untitled:Untitled-1', []), 'Untitled-1');
  assert.equal(displayPath('vscode-vfs://github/a/b.py', []), 'b.py');
  assert.equal(relativePath('/a/b/c.py', ['/a', '/a/b']), 'c.py');
  assert.equal(relativePath('/ab/c.py', ['/a']), 'c.py');
  assert.equal(pathOf('untitled:x'), undefined);
  assert.equal(pathOf('file:///%E0%A4%A'), undefined);
});
