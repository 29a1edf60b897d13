/** Quick fixes, fix-all and suppressions of the bundled server, carried out as an editor would. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { CodeAction, Diagnostic } from 'vscode-languageserver-protocol/node';
import { freshBundles } from '../support/bundles.ts';
import { Editor } from './editor.ts';
import { IMAGE, KEY, LOADER, STALE } from './programs.ts';

let editor: Editor;
before(async () => {
  await freshBundles();
  editor = await Editor.start();
});
after(() => editor.stop());

let count = 0;
const address = (name: string): string => `file:///w/${++count}/${name}`;

async function opened(name: string, language: string, text: string): Promise<string> {
  const uri = address(name);
  await editor.open(uri, language, text);
  await editor.diagnostics(uri);
  return uri;
}

function titled(actions: readonly CodeAction[], title: RegExp): CodeAction {
  const action = actions.find((each) => title.test(each.title));
  assert.ok(action, `no ${title} among ${actions.map((each) => each.title).join(', ')}`);
  return action;
}

async function take(uri: string, part: string, title: RegExp): Promise<Diagnostic[]> {
  const actions = await editor.actions(uri, editor.rangeOf(uri, part));
  await editor.apply(titled(actions, title).edit);
  return editor.diagnostics(uri);
}

test('a fix changes its cause and nothing else', async () => {
  const uri = await opened('train.py', 'python', LOADER);
  assert.deepEqual(await take(uri, 'trust_remote_code', /^Do not run the repository's code/), []);
  assert.equal(editor.text(uri), LOADER.replace(', trust_remote_code=True', ''));
});

test('the first suggested fix is preferred; fixes to be reviewed are last and say so', async () => {
  const image = await opened('Dockerfile', 'dockerfile', IMAGE);
  const offered = await editor.actions(image, editor.rangeOf(image, '--trusted-host'));
  assert.equal(offered[0]?.isPreferred, true);
  assert.deepEqual(
    offered.slice(1).filter((action) => action.isPreferred),
    [],
  );
  assert.ok(offered.every((action) => action.kind === 'quickfix' && action.diagnostics?.length === 1));
  const loader = await opened('train.py', 'python', LOADER);
  const [first] = await editor.actions(loader, editor.rangeOf(loader, 'trust_remote_code'));
  assert.match(first?.title ?? '', /\(review\)$/);
  assert.equal(first?.isPreferred, undefined);
});

test('fix all of a rule takes every finding of the rule in the file', async () => {
  const uri = await opened('Dockerfile', 'dockerfile', IMAGE);
  assert.deepEqual(await take(uri, '--trusted-host', /^Fix all of tls-off-in-build in this file \(2\)$/), []);
  assert.equal(editor.text(uri), IMAGE.replaceAll(' --trusted-host pypi.example.org', ''));
});

test('source.fixAll applies safe fixes only, until none is left', async () => {
  const uri = await opened('train.py', 'python', STALE + LOADER);
  const whole = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
  const only = ['source.fixAll'];
  const actions = await editor.actions(uri, whole, { only });
  assert.deepEqual(
    actions.map((action) => action.kind),
    ['source.fixAll.parapet'],
  );
  await editor.apply(actions[0]?.edit);
  assert.deepEqual(
    (await editor.diagnostics(uri)).map((found) => found.code),
    ['trust-remote-code'],
  );
  assert.equal(editor.text(uri), `import os\n\nprint(os.name)\n${LOADER}`);
  assert.deepEqual(await editor.actions(uri, whole, { only }), [], 'nothing is left to fix');
  assert.deepEqual(await editor.actions(uri, whole, { only: ['source.organizeImports'] }), []);
});

test('ignore on this line writes a comment, and the next rule joins it', async () => {
  const uri = await opened(
    'train.py',
    'python',
    LOADER.replace('"someone/model"', `"someone/model", token="${KEY}"`),
  );
  const codes = (found: readonly Diagnostic[]): unknown[] => found.map((each) => each.code);
  const after = await take(uri, 'trust_remote_code', /^Ignore trust-remote-code on this line$/);
  assert.ok(codes(after).includes('ai-provider-key-in-source'));
  assert.ok(!codes(after).includes('trust-remote-code'));
  const rest = await take(uri, KEY, /^Ignore ai-provider-key-in-source on this line$/);
  assert.match(editor.text(uri), / {2}# parapet: ignore\[trust-remote-code, ai-provider-key-in-source\]\n/);
  assert.ok(!codes(rest).includes('ai-provider-key-in-source') && !codes(rest).includes('trust-remote-code'));
});

test('ignore in this file stands at the top, behind what must be first', async () => {
  const uri = await opened('train.py', 'python', `#!/usr/bin/env python\n${LOADER}${LOADER}`);
  const left = await take(uri, 'trust_remote_code', /^Ignore trust-remote-code in this file$/);
  assert.ok(left.every((found) => found.code !== 'trust-remote-code'));
  assert.match(
    editor.text(uri),
    /^#!\/usr\/bin\/env python\n# parapet: ignore-file\[trust-remote-code\]\nfrom/,
  );
});

test('a comment in a Dockerfile stands above the whole instruction', async () => {
  const text = IMAGE.replace(
    'install --trusted-host pypi.example.org torch',
    'install \\\n    # why not\n    --trusted-host pypi.example.org torch',
  );
  const uri = await opened('Dockerfile', 'dockerfile', text);
  const actions = await editor.actions(uri, editor.rangeOf(uri, '    --trusted-host'));
  await editor.apply(titled(actions, /on this line/).edit);
  assert.equal((await editor.diagnostics(uri)).length, 1);
  assert.equal(
    editor.text(uri),
    text.replace('RUN pip install \\', '# parapet: ignore[tls-off-in-build]\nRUN pip install \\'),
  );
});

test('a diagnostic of an older version gets no edit, unless the same stands there now', async () => {
  const uri = await opened('train.py', 'python', LOADER);
  const old = editor.last(uri)?.diagnostics ?? [];
  await editor.replace(uri, 'model =', 'a = 1\nmodel =');
  const stale = await editor.actions(uri, editor.rangeOf(uri, 'a = 1'), { diagnostics: old });
  assert.deepEqual(
    stale.filter((action) => action.edit),
    [],
  );
  const moved = old.map((found) => ({ ...found, range: editor.rangeOf(uri, 'trust_remote_code=True') }));
  const actions = await editor.actions(uri, editor.rangeOf(uri, 'trust_remote_code'), { diagnostics: moved });
  await editor.apply(titled(actions, /^Do not run/).edit);
  assert.equal(
    editor.text(uri),
    LOADER.replace('model =', 'a = 1\nmodel =').replace(', trust_remote_code=True', ''),
  );
});

test('diagnostics of others and of unknown kind are left alone', async () => {
  const uri = await opened('train.py', 'python', LOADER);
  const range = editor.rangeOf(uri, 'trust_remote_code');
  const foreign = [
    { range, message: 'x', source: 'ruff', code: 'trust-remote-code' },
    { range, message: 'y' },
  ];
  assert.deepEqual(await editor.actions(uri, range, { diagnostics: foreign }), []);
});

test('hover shows the page of what was found there', async () => {
  const uri = await opened('train.py', 'python', LOADER);
  const at = (part: string) => ({ textDocument: { uri }, position: editor.rangeOf(uri, part).start });
  const hover = await editor.connection.sendRequest<{ contents: { value: string } } | null>(
    'textDocument/hover',
    at('trust_remote'),
  );
  const page = hover?.contents.value ?? '';
  for (const part of [
    'Model loading runs code',
    'Why it matters',
    '```python',
    'CWE-829',
    '/rules/trust-remote-code',
  ]) {
    assert.ok(page.includes(part), part);
  }
  assert.equal(await editor.connection.sendRequest('textDocument/hover', at('import')), null);
});

const WORKLOADS = `apiVersion: v1
kind: Pod
metadata:
  name: first
spec:
  hostPID: true
  containers:
    - name: first
      image: registry.example.com/first:1 # ours
---
apiVersion: v1
kind: Pod
metadata:
  name: second
spec:
  hostPID: true
  containers:
    - name: second
      image: registry.example.com/second:1
`;

test('hardening takes the fixes of one workload, as one edit', async (t) => {
  const own = await Editor.during(t, { options: { settings: {} } });
  const uri = address('pods.yaml');
  await own.open(uri, 'yaml', WORKLOADS);
  await own.diagnostics(uri);
  const range = own.rangeOf(uri, 'name: first');
  const [action, ...more] = await own.actions(uri, range, { only: ['source.hardenWorkload'] });
  assert.deepEqual([action?.title, more.length], ['Parapet: harden this workload', 0]);
  await own.apply(action?.edit);
  await own.diagnostics(uri);
  const [first = '', second = ''] = own.text(uri).split('---\n');
  assert.ok(second.startsWith('apiVersion') && WORKLOADS.endsWith(second), 'the other one is as it was');
  assert.ok(!first.includes('hostPID') && first.includes('# ours'));
  for (const part of ['allowPrivilegeEscalation: false', '- ALL', 'type: RuntimeDefault', 'Token: false'])
    assert.ok(first.includes(part), `${part} in\n${first}`);
  assert.deepEqual(
    await own.actions(uri, own.rangeOf(uri, 'name: first'), { only: ['source.hardenWorkload'] }),
    [],
  );
});

test('one action makes a workload restricted, whatever that takes', async (t) => {
  const own = await Editor.during(t, { options: { settings: {} } });
  const uri = address('restricted.yaml');
  const text = WORKLOADS.replace(
    '# ours\n',
    `# ours
      securityContext:
        privileged: true
        capabilities: {add: [SYS_ADMIN, CHOWN]}
      ports: [{containerPort: 80, hostPort: 80}]
  volumes:
    - name: cache
      hostPath: {path: /var/cache/models}
`,
  );
  await own.open(uri, 'yaml', text);
  await own.diagnostics(uri);
  const range = own.rangeOf(uri, 'name: first');
  const [action, ...more] = await own.actions(uri, range, { only: ['source.restrictWorkload'] });
  assert.deepEqual([action?.title, more.length], ['Parapet: make this workload restricted', 0]);
  await own.apply(action?.edit);
  await own.diagnostics(uri);
  const [first = '', second = ''] = own.text(uri).split('---\n');
  assert.ok(WORKLOADS.endsWith(second) && first.includes('# ours'));
  for (const part of ['hostPID', 'hostPath', 'hostPort', 'privileged: true', 'SYS_ADMIN', 'CHOWN'])
    assert.ok(!first.includes(part), `no ${part} in\n${first}`);
  for (const part of ['runAsNonRoot: true', 'allowPrivilegeEscalation: false', 'ALL', 'type: RuntimeDefault'])
    assert.ok(first.includes(part), `${part} in\n${first}`);
  assert.deepEqual(await own.actions(uri, range, { only: ['source.restrictWorkload'] }), []);
});

test('hover on a security field says what it does and which level asks for it', async () => {
  const uri = await opened('quiet.yaml', 'yaml', WORKLOADS.replace('hostPID: true', 'hostNetwork: false'));
  const hover = await editor.connection.sendRequest<{ contents: { value: string } } | null>(
    'textDocument/hover',
    { textDocument: { uri }, position: editor.rangeOf(uri, 'hostNetwork').start },
  );
  assert.match(hover?.contents.value ?? '', /network of its node[\s\S]*baseline forbids `true`/);
});

test('without versions in edits, plain changes are sent', async (t) => {
  const plain = await Editor.during(t, { capabilities: {} });
  const uri = address('train.py');
  await plain.open(uri, 'python', LOADER);
  await plain.diagnostics(uri);
  const actions = await plain.actions(uri, plain.rangeOf(uri, 'trust_remote_code'));
  assert.deepEqual(Object.keys(titled(actions, /^Do not run/).edit?.changes ?? {}), [uri]);
  assert.equal(await plain.stop(), 0);
});
