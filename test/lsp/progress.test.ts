/** The editor shows that the workspace is read, and can stop it. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { WorkspaceIndex } from '../../server/src/lsp/workspaceIndex.ts';
import { Editor, USUAL } from './editor.ts';

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'parapet-progress-'));
  for (let n = 0; n < 30; n++) {
    mkdirSync(join(folder, `${n}`));
    writeFileSync(join(folder, `${n}/pod.yaml`), 'apiVersion: v1\nkind: Pod\n');
  }
});
after(() => rmSync(folder, { recursive: true, force: true }));

test('an editor that shows progress is told when reading begins and ends', async (context) => {
  const editor = await Editor.during(context, {
    capabilities: { ...USUAL, window: { workDoneProgress: true } },
    folders: [pathToFileURL(folder).href],
  });
  const told = await editor.until(
    () => (editor.progress.at(-1)?.kind === 'end' ? editor.progress : undefined),
    'the end of reading',
  );
  assert.deepEqual(told[0], {
    kind: 'begin',
    title: 'Parapet',
    message: 'reading the workspace',
    cancellable: true,
  });
});

test('a scan that is stopped keeps what it has read, and says that it is not all', async () => {
  const index = new WorkspaceIndex();
  let heard = 0;
  const { files, skipped } = await index.scan([folder], {
    isStopped: () => heard >= 5,
    read: (read) => {
      heard = read;
    },
  });
  assert.equal(files, 5);
  assert.deepEqual([...index.files('kubernetes')].length, 5);
  assert.match(skipped.join(), /stopped/);
});
