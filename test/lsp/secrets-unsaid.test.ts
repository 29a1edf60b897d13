/** Neither a diagnostic nor a code action says a secret; what a fix writes does not either. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { FILES, readable } from '../secrets/planted.ts';
import { freshBundles } from '../support/bundles.ts';
import { Editor } from './editor.ts';

let editor: Editor;
before(async () => {
  await freshBundles();
  editor = await Editor.start({ options: { settings: { allRules: true } } });
});
after(() => editor.stop());

const LANGUAGES: Readonly<Record<string, string>> = { py: 'python', yaml: 'yaml', json: 'json' };

for (const [path, text] of Object.entries(FILES))
  test(path, async () => {
    const uri = `file:///w/secrets/${path}`;
    await editor.open(
      uri,
      LANGUAGES[path.split('.').at(-1) ?? ''] ?? (path === 'Dockerfile' ? 'dockerfile' : 'plaintext'),
      text,
    );
    const diagnostics = await editor.diagnostics(uri);
    assert.ok(diagnostics.length > 0);
    assert.deepEqual(readable(JSON.stringify(diagnostics)), []);
    for (const { range } of diagnostics) {
      const actions = await editor.actions(uri, range);
      assert.deepEqual(readable(JSON.stringify(actions)), [], JSON.stringify(range));
    }
  });
