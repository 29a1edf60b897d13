/** Scans in parts: by threads and by machines that share the work. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  folderWith,
  type JsonReport,
  parapet,
  places,
  REMOTE,
  scanJson,
  TWO_RULES,
  UNUSED,
} from './command.ts';

const ROUTE = `import subprocess
from flask import Flask, request
from tools.run import run
app = Flask(__name__)
@app.post("/convert")
def convert():
    return run(request.args["name"])
`;
const RUN = `import subprocess
def run(name):
    return subprocess.check_output("convert " + name, shell=True)
`;

const cwd = folderWith({
  ...Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`models/load_${n}.py`, REMOTE])),
  'models/old.py': UNUSED,
  'app.py': ROUTE,
  'tools/__init__.py': '',
  'tools/run.py': RUN,
  'broken.py': new Uint8Array([0, 1, 2, 0]),
  'deploy/Dockerfile': 'FROM python:3.12\nCOPY . .\n',
});

test('threads find what one thread finds, in the same order, flows across files among it', async () => {
  const one = await scanJson(['--jobs', '1'], { cwd });
  const three = await scanJson(['--jobs', '3'], { cwd });
  assert.ok(
    places(one).some((place) => place.startsWith('app.py:7 shell-injection')),
    places(one).join('\n'),
  );
  const timeless = (report: JsonReport) => ({ ...report, summary: { ...report.summary, milliseconds: 0 } });
  assert.deepEqual(timeless(three), timeless(one));
});

test('shards share the files out and know all of them', async () => {
  const whole = await scanJson([], { cwd });
  const shards = await Promise.all(
    ['1/3', '2/3', '3/3'].map((shard) => scanJson(['--shard', shard], { cwd })),
  );
  for (const shard of shards) assert.ok(places(shard).length < places(whole).length);
  assert.deepEqual(shards.flatMap(places).sort(), places(whole).sort());
});

test('repairs are made by one thread, whatever is asked for', async () => {
  const own = folderWith({ 'a.py': UNUSED, 'b.py': UNUSED });
  await parapet(['scan', ...TWO_RULES, '--fix', '--jobs', '4'], { cwd: own });
  const { findings } = await scanJson(TWO_RULES, { cwd: own });
  assert.deepEqual(findings, []);
});

test('a shard that there cannot be is refused', async () => {
  for (const args of [
    ['--shard', '4/3'],
    ['--shard', '0/3'],
    ['--shard', 'x'],
    ['--jobs', '0'],
  ]) {
    const { code, err } = await parapet(['scan', ...args], { cwd });
    assert.equal(code, 2, args.join(' '));
    assert.match(err, /It is /);
  }
});
