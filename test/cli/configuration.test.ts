/** Which configuration holds for which file, and what a mistake in it does. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { folderWith, type JsonReport, parapet, places, REMOTE, scanJson } from './command.ts';

/** What the default rules and a test's own configuration find, without other people's rules. */
function ours(report: JsonReport): string[] {
  return places(report).filter((place) => /trust-remote-code|configuration-error/.test(place));
}

/** The severity of trust-remote-code in a file. */
function severityIn({ findings }: JsonReport, file: string): string | undefined {
  return findings.find(({ path, rule }) => path === file && rule === 'trust-remote-code')?.severity;
}

test('the nearest file wins for each file, whichever of its two forms it has', async () => {
  const cwd = folderWith({
    'parapet.yaml': 'rules: { trust-remote-code: off }\n',
    'a.py': REMOTE,
    'on/pyproject.toml': '[tool.parapet]\nfail-on = "error"\n',
    'on/b.py': REMOTE,
    'on/deep/c.py': REMOTE,
    'other/pyproject.toml': '[project]\nname = "x"\n',
    'other/d.py': REMOTE,
    'both/parapet.yaml': 'rules: { trust-remote-code: hint }\n',
    'both/pyproject.toml': '[tool.parapet.rules]\ntrust-remote-code = "off"\n',
    'both/e.py': REMOTE,
  });
  const report = await scanJson([], { cwd });
  assert.deepEqual(ours(report), [
    'both/e.py:2 trust-remote-code',
    'on/b.py:2 trust-remote-code',
    'on/deep/c.py:2 trust-remote-code',
  ]);
  assert.equal(severityIn(report, 'both/e.py'), 'hint');
  assert.deepEqual(
    ours(await scanJson(['.'], { cwd: join(cwd, 'on/deep') })),
    ['c.py:2 trust-remote-code'],
    'from above',
  );
});

test('--config holds for every file, --no-config means none', async () => {
  const cwd = folderWith({
    'parapet.yaml': 'rules: { trust-remote-code: off }\nselct: []\n',
    'ci.yaml': 'rules: { trust-remote-code: warning }\n',
    'sub/parapet.yaml': 'ignore: [supply-chain]\n',
    'sub/a.py': REMOTE,
  });
  assert.equal(
    severityIn(await scanJson(['--config', 'ci.yaml', 'sub/a.py'], { cwd }), 'sub/a.py'),
    'warning',
  );
  const none = await scanJson(['--no-config'], { cwd });
  assert.deepEqual(ours(none), ['sub/a.py:2 trust-remote-code'], 'and its mistakes do not matter');
});

test('a mistake is a finding on the configuration file, and what is right holds', async () => {
  const cwd = folderWith({
    'parapet.yaml':
      'rules:\n  trust-remote-code: hint\n  unused-supression: off\nfail-on: high\nexclude: [gone/\n',
    'a.py': REMOTE,
    'sub/b.py': REMOTE,
  });
  const report = await scanJson(['sub'], { cwd });
  const found = report.findings.filter(({ rule }) => rule === 'configuration-error');
  assert.deepEqual(
    found.map(({ path, range }) => `${path}:${range.start.line}`),
    ['parapet.yaml:3', 'parapet.yaml:4', 'parapet.yaml:5'],
  );
  assert.match(
    found[0]?.message ?? '',
    /"unused-supression" is no rule\. Did you mean "unused-suppression"\?/,
  );
  assert.equal(severityIn(report, 'sub/b.py'), 'hint');
  assert.equal(report.configuration.length, 3);
});

test('a mistake is told even when its rule does not run', async () => {
  const cwd = folderWith({ 'parapet.yaml': 'fail-on: high\n', 'a.py': 'x = 1\n' });
  const { code, out } = await parapet(['scan', '--select', 'trust-remote-code'], { cwd });
  assert.equal(code, 0);
  assert.match(
    out,
    /configuration: parapet\.yaml:1:10: "fail-on" must be error, warning, info or hint, not "high"\./,
  );
});

test('a mistake in a file named by --config is a finding on that file', async () => {
  const cwd = folderWith({ 'ci.toml': '[tool.parapet]\nfail-on = "high"\n', 'a.py': 'x = 1\n' });
  const { code, out } = await parapet(['scan', '--config', 'ci.toml'], { cwd });
  assert.equal(code, 1);
  assert.match(out, /^ci\.toml:2:12 {2}error/);
});

test('exclude leaves out folders and files, from the folder of the configuration on; a named file is read', async () => {
  const cwd = folderWith({
    'parapet.yaml': 'exclude: [vendor/, "*_pb2.py", /top.py]\n',
    'a.py': REMOTE,
    'top.py': REMOTE,
    'sub/top.py': REMOTE,
    'sub/x_pb2.py': REMOTE,
    'sub/vendor/v.py': REMOTE,
  });
  assert.deepEqual(ours(await scanJson([], { cwd })), [
    'a.py:2 trust-remote-code',
    'sub/top.py:2 trust-remote-code',
  ]);
  assert.deepEqual(ours(await scanJson(['sub/vendor/v.py'], { cwd })), [
    'sub/vendor/v.py:2 trust-remote-code',
  ]);
  assert.match((await parapet(['scan'], { cwd })).out, /left out: 3 by the configuration/);
});

test('fail-on of the nearest file decides, --fail-on goes before it', async () => {
  const cwd = folderWith({
    'parapet.yaml': 'rules: { trust-remote-code: warning }\nfail-on: error\n',
    'a.py': REMOTE,
  });
  const args = ['scan', '--select', 'trust-remote-code', 'a.py'];
  assert.equal((await parapet(args, { cwd })).code, 0);
  assert.equal((await parapet([...args, '--fail-on', 'warning'], { cwd })).code, 1);
});

test('options go before the file: --select replaces its choice, --ignore adds to it', async () => {
  const cwd = folderWith({ 'parapet.yaml': 'ignore: [supply-chain]\n', 'a.py': REMOTE });
  assert.deepEqual(ours(await scanJson([], { cwd })), []);
  assert.deepEqual(ours(await scanJson(['--select', 'trust-remote-code'], { cwd })), [
    'a.py:2 trust-remote-code',
  ]);
});

test('the library threat model makes parameters of public functions foreign, by folder', async () => {
  const code = `import os
def show(name):
    return open("/data/" + name)
def again():
    return show("a")
`;
  const cwd = folderWith({
    'lib/parapet.yaml': 'threat-model: library\n',
    'lib/files.py': code,
    'lib/tests/test_files.py': code,
    'lib/__main__.py': `${code}if __name__ == "__main__":\n    again()\n`,
    'app/files.py': code,
    'app/uses.py': 'from lib.files import show\ndef f(name):\n    return show(name)\n',
  });
  const traversals = (report: JsonReport): string[] =>
    places(report).filter((place) => place.endsWith('path-traversal'));
  const report = await scanJson([], { cwd });
  assert.deepEqual(traversals(report), ['lib/files.py:3 path-traversal']);
  const [found] = report.findings.filter(({ rule }) => rule === 'path-traversal');
  assert.equal(found?.severity, 'warning');
  assert.match(found?.message ?? '', /parameter `name` of `show`/);
  assert.deepEqual(traversals(await scanJson(['--threat-model', 'application'], { cwd })), []);
  const asked = await scanJson(['--threat-model', 'library', 'app'], { cwd });
  assert.deepEqual(traversals(asked), ['app/files.py:3 path-traversal']);
  assert.deepEqual(
    traversals(await scanJson(['--all-rules', 'app'], { cwd })),
    [],
    'asked for by itself only',
  );
  assert.equal((await parapet(['scan', '--threat-model', 'script'], { cwd })).code, 2);
});

test('the version of Kubernetes comes from the option, or else from the nearest configuration', async () => {
  const cwd = folderWith({
    'pod.yaml':
      'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, livenessProbe: {tcpSocket: {host: x, port: 1}}}]}\n',
    'parapet.yaml': 'kubernetes-version: "1.33"\n',
  });
  const rule = ['--select', 'host-probe-or-lifecycle-host'];
  const count = async (...args: string[]): Promise<number> =>
    (await scanJson([...rule, ...args], { cwd })).findings.length;
  assert.deepEqual([await count(), await count('--no-config')], [0, 1]);
  assert.equal(await count('--kubernetes-version', 'v1.34.2'), 1);
  assert.equal((await parapet(['scan', '--kubernetes-version', 'new'], { cwd })).code, 2);
});
