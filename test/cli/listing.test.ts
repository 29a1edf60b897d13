/** `rules`, `explain`, `lsp`, and the help. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { ruleFiles } from '../../scripts/rules.ts';
import { CLI, folderWith, parapet } from './command.ts';

const cwd = folderWith({});

test('rules lists every rule, as a table and as JSON', async () => {
  const { code, out } = await parapet(['rules'], { cwd });
  assert.equal(code, 0);
  assert.match(out, /^ {2}trust-remote-code +error +on +Model loading runs code/m);
  const list = JSON.parse((await parapet(['rules', '--format', 'json'], { cwd })).out) as { id: string }[];
  assert.equal(list.length, ruleFiles().length);
  for (const { id } of list) assert.ok(out.includes(`  ${id} `), id);
});

test("explain shows a rule's page, by id and by number", async () => {
  const { code, out } = await parapet(['explain', 'trust-remote-code'], { cwd });
  assert.equal(code, 0);
  for (const title of [
    'Why it matters',
    'How to fix it',
    'Example',
    'References',
    'When it does not apply',
  ]) {
    assert.ok(out.includes(`\n${title}\n`), title);
  }
  assert.match(out, /# parapet: ignore\[trust-remote-code\] -- /);
  assert.equal((await parapet(['explain', 'mdl-002'], { cwd })).out, out);
  const markdown = await parapet(['explain', 'trust-remote-code', '--format', 'markdown'], { cwd });
  assert.match(markdown.out, /^# Model loading.*\n\n`trust-remote-code`[\s\S]*```python\n/);
});

test('explain of an unknown rule names the nearest', async () => {
  const { code, err } = await parapet(['explain', 'trust-remote'], { cwd });
  assert.equal(code, 2);
  assert.match(err, /^parapet: There is no rule "trust-remote"\. Did you mean "trust-remote-code"\?/);
});

test('help and version end well, a missing command does not', async () => {
  assert.equal((await parapet(['--help'], { cwd })).code, 0);
  assert.match(
    (await parapet(['scan', '--help'], { cwd })).out,
    /Exit code: 0 nothing at or above --fail-on/,
  );
  assert.match((await parapet(['--version'], { cwd })).out, /^\d+\.\d+\.\d+\n$/);
  assert.equal((await parapet([], { cwd })).code, 2);
  assert.equal((await parapet(['scna'], { cwd })).code, 2);
  assert.equal((await parapet(['lsp'], { cwd })).code, 2, 'a channel must be named');
});

test('lsp --stdio is the language server', async () => {
  const server = spawn(process.execPath, [CLI, 'lsp', '--stdio'], { cwd, timeout: 30_000 });
  const send = (message: object): void => {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  const answer = new Promise<string>((resolve) => {
    let out = '';
    server.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      if (out.includes('"id":1')) resolve(out);
    });
    server.on('close', () => resolve(out));
  });
  const ended = new Promise<number | null>((resolve) => server.on('close', resolve));
  send({ id: 1, method: 'initialize', params: { processId: process.pid, rootUri: null, capabilities: {} } });
  assert.match(await answer, /"capabilities":/);
  send({ method: 'initialized', params: {} });
  send({ id: 2, method: 'shutdown' });
  send({ method: 'exit' });
  assert.equal(await ended, 0);
});
