/** What a scan prints, and the code it ends with. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { folderWith, parapet, places, REMOTE, scanJson, TWO_RULES, UNUSED } from './command.ts';

const mixed = folderWith({ 'src/load.py': REMOTE, 'src/old.py': UNUSED, 'src/fine.py': 'x = 1\n' });

test('text groups findings by file and ends with what was looked at', async () => {
  const { findings } = await scanJson(TWO_RULES, { cwd: mixed });
  const [first, second] = findings.map(({ message }) => message);
  const { code, out, err } = await parapet(['scan', ...TWO_RULES], { cwd: mixed });
  assert.equal(code, 1);
  assert.equal(err, '');
  const shown = out.replace(/\d+ ms/, 'N ms');
  assert.equal(
    shown,
    [
      `src/load.py:2:48  error    ${first}  trust-remote-code`,
      '',
      `src/old.py:2:45  info     ${second}  unused-suppression`,
      '',
      '2 findings: 1 error, 1 info (can be repaired: 1 by --fix); 3 files analysed (3 Python), 2 rules, N ms',
      '',
    ].join('\n'),
  );
});

test('there are colours on no pipe, and no control characters from a scanned file', async () => {
  const cwd = folderWith({ 'a\u001b[31m.py': REMOTE });
  const { out } = await parapet(['scan', ...TWO_RULES], { cwd, env: { FORCE_COLOR: '1' } });
  assert.ok(out.startsWith('a\\x1b[31m.py:2:48'), out);
});

test('the exit code is 0, 1 or 2 as promised', async () => {
  const cwd = mixed;
  const codeOf = async (...args: string[]): Promise<number | null> =>
    (await parapet(['scan', ...args], { cwd })).code;
  assert.equal(await codeOf('src/fine.py'), 0);
  assert.equal(await codeOf('src/load.py'), 1);
  assert.equal(await codeOf('src/old.py', ...TWO_RULES), 0, 'info is below the default threshold');
  assert.equal(await codeOf('src/old.py', ...TWO_RULES, '--fail-on', 'info'), 1);
  assert.equal(await codeOf('src/load.py', '--ignore', 'supply-chain'), 0);
  assert.equal(await codeOf('nowhere'), 2);
  assert.equal(await codeOf('--format', 'xml'), 2);
  assert.equal(await codeOf('--no-such-option'), 2);
  assert.equal(await codeOf('--config', 'nowhere.yaml'), 2);
  assert.equal(await codeOf('--output', 'no/such/folder/report.txt'), 2);
});

test('what cannot be done is said in one sentence', async () => {
  const said = async (...args: string[]): Promise<string> => (await parapet(args, { cwd: mixed })).err;
  assert.equal(await said('scan', 'nowhere'), 'parapet: There is no file or folder "nowhere".\n');
  assert.equal(
    await said('scan', '--select', 'trust-remote-cod'),
    'parapet: There is no rule or area "trust-remote-cod". Did you mean "trust-remote-code"? "parapet rules" lists them all.\n',
  );
  assert.match(
    await said('scan', '--config', 'nowhere.yaml'),
    /^parapet: The configuration \S*nowhere\.yaml cannot be used: .*\.\n$/,
  );
  assert.match(await said('scan', '--stdin-filename', 'x.py', 'src'), /give no PATH/);
});

test('severity and confidence narrow the report', async () => {
  const all = await scanJson(TWO_RULES, { cwd: mixed });
  assert.deepEqual(places(all), ['src/load.py:2 trust-remote-code', 'src/old.py:2 unused-suppression']);
  const errors = await scanJson([...TWO_RULES, '--severity', 'warning'], { cwd: mixed });
  assert.deepEqual(places(errors), ['src/load.py:2 trust-remote-code']);
  const sure = await scanJson([...TWO_RULES, '--confidence', 'high'], { cwd: mixed });
  assert.deepEqual(places(sure), places(all));
});

test('a rule may be called by its number, and rules by their area', async () => {
  assert.deepEqual(places(await scanJson(['--select', 'MDL-002'], { cwd: mixed })), [
    'src/load.py:2 trust-remote-code',
  ]);
  assert.deepEqual(places(await scanJson(['--select', 'governance'], { cwd: mixed })), []);
  const ignored = await scanJson(['--ignore', 'supply-chain', '--ignore', 'governance'], { cwd: mixed });
  assert.deepEqual(places(ignored), []);
});

test('--all-rules brings the rules for reports', async () => {
  const cwd = folderWith({ 'load.py': `${REMOTE.trimEnd()}  # parapet: ignore[trust-remote-code]\n` });
  const rules = async (...args: string[]): Promise<string[]> =>
    places(await scanJson(args, { cwd })).filter((place) => place.endsWith('without-reason'));
  assert.deepEqual(await rules(), []);
  assert.deepEqual(await rules('--all-rules'), ['load.py:2 suppression-without-reason']);
});

test('--all-rules brings the cases for reports, which naming the rule does not', async () => {
  const cwd = folderWith({ 'load.py': 'total = eval("1 + 1")\n' });
  const rule = 'eval-exec-dynamic';
  assert.deepEqual(places(await scanJson(['--select', rule], { cwd })), []);
  assert.deepEqual(places(await scanJson(['--select', rule, '--all-rules'], { cwd })), [`load.py:1 ${rule}`]);
});

test('a folder without anything to read says so', async () => {
  const { code, out } = await parapet(['scan'], { cwd: folderWith({ 'picture.png': 'x' }) });
  assert.equal(code, 0);
  assert.equal(out, 'No findings; no file that Parapet reads was found\n');
});

test('standard input is analysed as the file it is named', async () => {
  const { code, out } = await parapet(['scan', ...TWO_RULES, '--stdin-filename', 'src/x.py'], {
    cwd: mixed,
    input: REMOTE,
  });
  assert.equal(code, 1);
  assert.match(out, /^src\/x\.py:2:48 {2}error/);
});

test('dependency files beside and above the scanned files decide which versions run, and are not scanned', async () => {
  const torch = 'import torch\nmodel = torch.load("model.pt")\n';
  const files = (version: string): Record<string, string> => ({
    '.git/HEAD': '',
    'requirements.txt': `torch==${version}\n`,
    'src/load.py': torch,
  });
  const found = async (cwd: string, ...args: string[]): Promise<string[]> => {
    const report = await scanJson(['--select', 'torch-load-unsafe', ...args], { cwd });
    assert.deepEqual(report.summary.files, { python: 1 });
    return report.findings.map(({ severity }) => severity);
  };
  const [old, fresh] = [folderWith(files('2.1.0')), folderWith(files('2.10.0'))];
  for (const [folder, ...args] of [['.', 'src/load.py'], ['.', 'src'], ['src'], ['src', 'load.py']]) {
    assert.equal(
      (await found(join(old, folder ?? ''), ...args)).length,
      1,
      `old, ${folder} ${args.join(' ')}`,
    );
    assert.equal(
      (await found(join(fresh, folder ?? ''), ...args)).length,
      0,
      `fresh, ${folder} ${args.join(' ')}`,
    );
  }
});

test('what a file imports is known, whether it is scanned too or not', async () => {
  const use = `from pkg.hub import Model
from .config import TRUST
Model.from_pretrained("org/model", trust_remote_code=TRUST)
`;
  const cwd = folderWith({
    'pkg/__init__.py': '',
    'pkg/hub.py': 'from transformers import AutoModel as Model\n',
    'pkg/config.py': 'TRUST = True\n',
    'pkg/use.py': use,
    'pkg/off.py': use.replace('TRUST', 'OFF as TRUST'),
  });
  const select = ['--select', 'trust-remote-code'];
  for (const args of [['.'], ['pkg'], ['pkg/use.py']])
    assert.deepEqual(places(await scanJson([...select, ...args], { cwd })), [
      'pkg/use.py:3 trust-remote-code',
    ]);
  const piped = await scanJson([...select, '--stdin-filename', 'pkg/new.py'], { cwd, input: use });
  assert.deepEqual(places(piped), ['pkg/new.py:3 trust-remote-code']);
});
