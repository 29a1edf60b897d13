/** No format of a report says a secret: neither the message, nor a fix, a step, a fingerprint or the summary. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FILES, readable, SECRETS } from '../secrets/planted.ts';
import { folderWith, parapet, scanJson } from './command.ts';

const cwd = folderWith(FILES);

test('every planted file is reported', async () => {
  const { findings } = await scanJson(['--all-rules'], { cwd });
  const about = findings.filter(({ rule }) => /key|secret|credential|env-file/.test(rule));
  assert.deepEqual(new Set(about.map(({ path }) => path)), new Set(Object.keys(FILES)));
  assert.ok(about.length >= 30, String(about.length));
});

for (const format of ['text', 'json', 'sarif', 'github', 'gitlab', 'junit'])
  test(`${format} says none of them`, async () => {
    const { out, err } = await parapet(['scan', '--all-rules', '--format', format], { cwd });
    assert.ok(out.length > 2000, out);
    assert.deepEqual(readable(out), []);
    assert.deepEqual(readable(err), []);
  });

test('what is repaired is gone, comments included', async () => {
  const own = folderWith({ 'app.py': FILES['app.py'] ?? '', 'a.ipynb': FILES['a.ipynb'] ?? '' });
  const { out } = await parapet(['scan', '--fix-suggested', '--format', 'json'], { cwd: own });
  assert.deepEqual(readable(out), []);
  const { findings } = await scanJson(['--select', 'ai-provider-key-in-source,secret-in-notebook-output'], {
    cwd: own,
  });
  // In metadata, nothing is repaired.
  assert.equal(findings.length, 1, JSON.stringify(findings));
  assert.ok(SECRETS.groq.length > 8);
});
