/** `parapet pin`: what it takes from the Hub's cache and other files, what it leaves alone, and its options. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { folderWith, parapet, scanJson } from './command.ts';
import { A, B, C, CACHE, DIGEST, pin, pinned, textIn, UV } from './pinning.ts';

test('calls get the commit that the cache of the Hub has for what they ask for', async () => {
  const text = `import timm
from datasets import load_dataset
from huggingface_hub import hf_hub_download, snapshot_download
from sentence_transformers import SentenceTransformer
from transformers import AutoModel, pipeline

model = AutoModel.from_pretrained("org/model")
tagged = AutoModel.from_pretrained("org/model", revision="v1.0")
asked = snapshot_download("org/model", revision="refs/pr/1")
short = snapshot_download(
    "org/model",
    revision="89abcdef",  # looked at
)
bare = pipeline("text-generation", model="gpt2")
embed = SentenceTransformer("all-MiniLM-L6-v2")
rows = load_dataset("org/rows", split="train")
same = snapshot_download("org/rows", repo_type="dataset")
app = hf_hub_download("org/app", "app.py", repo_type="space")
image = timm.create_model('hf-hub:org/model', pretrained=True)
`;
  assert.equal(
    await pinned('load.py', text),
    `import timm
from datasets import load_dataset
from huggingface_hub import hf_hub_download, snapshot_download
from sentence_transformers import SentenceTransformer
from transformers import AutoModel, pipeline

model = AutoModel.from_pretrained("org/model", revision="${A}")
tagged = AutoModel.from_pretrained("org/model", revision="${B}")
asked = snapshot_download("org/model", revision="${C}")
short = snapshot_download(
    "org/model",
    revision="${C}",  # looked at
)
bare = pipeline("text-generation", model="gpt2", revision="${B}")
embed = SentenceTransformer("all-MiniLM-L6-v2", revision="${C}")
rows = load_dataset("org/rows", split="train", revision="${C}")
same = snapshot_download("org/rows", repo_type="dataset", revision="${C}")
app = hf_hub_download("org/app", "app.py", repo_type="space", revision="${B}")
image = timm.create_model('hf-hub:org/model@${A}', pretrained=True)
`,
  );
});

test('what the cache does not know stays as it is, and is listed', async () => {
  const text = `from datasets import load_dataset
from huggingface_hub import snapshot_download
from transformers import AutoModel
a = AutoModel.from_pretrained("org/never")
b = AutoModel.from_pretrained("org/model", revision="v9")
c = AutoModel.from_pretrained("org/half")
d = AutoModel.from_pretrained("org/empty")
e = load_dataset("org/model")
f = snapshot_download("org/model", repo_type=kind)
g = snapshot_download("org/model", revision="../refs/main")
h = AutoModel.from_pretrained("org/model")  # parapet: ignore[hf-revision-not-pinned] -- always the newest
`;
  const cwd = folderWith({ 'load.py': text });
  const { code, out } = await pin(cwd);
  assert.equal(code, 0);
  assert.equal(textIn(cwd, 'load.py'), text);
  for (const line of [4, 5, 6, 7, 8, 9, 10]) assert.match(out, new RegExp(`load\\.py:${line}:\\d+ `));
  assert.doesNotMatch(out, /load\.py:11/);
  assert.match(out, /Not known offline, left as it is/);
  assert.match(out, /Nothing to pin with what is known offline, 7 not known offline/);
});

test('the cache is where the library of the Hub looks for it', async () => {
  const text = 'from transformers import AutoModel\nAutoModel.from_pretrained("org/model")\n';
  const home = folderWith({
    '.cache/huggingface/hub/models--org--model/refs/main': A,
    'xdg/huggingface/hub/models--org--model/refs/main': B,
    'own/hub/models--org--model/refs/main': C,
  });
  const unset = { HF_HUB_CACHE: '', HUGGINGFACE_HUB_CACHE: '', HF_HOME: '', XDG_CACHE_HOME: '' };
  const commit = async (env: Record<string, string>, ...args: string[]): Promise<string> => {
    const cwd = folderWith({ 'a.py': text });
    const result = await parapet(['pin', ...args], {
      cwd,
      env: { ...unset, HOME: home, ...env },
    });
    assert.equal(result.code, 0, result.err);
    return /[0-9a-f]{40}/.exec(textIn(cwd, 'a.py'))?.[0] ?? result.out;
  };
  assert.equal(await commit({}), A);
  assert.equal(await commit({ XDG_CACHE_HOME: join(home, 'xdg') }), B);
  assert.equal(await commit({ HF_HOME: '~/own' }), C);
  assert.equal(await commit({ HF_HOME: '~/own', HF_HUB_CACHE: '$HOME/xdg/huggingface/hub' }), B);
  assert.equal(await commit({ HF_HOME: '~/own' }, '--cache', CACHE), A);
  assert.match(await commit({ HF_HOME: '~/none' }), /there is no cache of the Hugging Face Hub in .*none/);
});

test('images get the digest that another file has for the same repository and tag, never another tag', async () => {
  const compose = `services:
  api: { image: "python:3.12-slim${DIGEST}" }
`;
  const docker = 'FROM python:3.12-slim AS build\nFROM python\nFROM python:3.11\n';
  assert.equal(
    await pinned('Dockerfile', docker, { 'compose.yaml': compose }),
    `FROM python:3.12-slim${DIGEST} AS build\nFROM python\nFROM python:3.11\n`,
  );
  const pod = `apiVersion: v1
kind: Pod
metadata: { name: a }
spec:
  containers:
    - name: a
      image: "python:3.12-slim" # ours
    - name: b
      image: python:latest
`;
  assert.equal(
    await pinned('pod.yaml', pod, { Dockerfile: `FROM docker.io/library/python:3.12-slim${DIGEST}\n` }),
    pod.replace('3.12-slim"', `3.12-slim${DIGEST}"`),
  );
  const services = `services:
  one:
    image: python:3.12-slim # base
  two: {image: 'python:3.12-slim'}
  three: {build: ., image: python:3.12-slim}
  four: {image: "python:\${TAG}"}
  five: {image: redis:7}
`;
  assert.equal(
    await pinned('compose.yaml', services, { Dockerfile: `FROM python:3.12-slim${DIGEST}\n` }),
    services.replace('slim # base', `slim${DIGEST} # base`).replace("slim'}", `slim${DIGEST}'}`),
  );
});

const MIXED = {
  'load.py':
    'from transformers import AutoModel\nknown = AutoModel.from_pretrained("org/model")\nother = AutoModel.from_pretrained("org/never")\n',
  'requirements.txt': 'torch\nrequests>=2\n',
  'uv.lock': UV,
  Dockerfile: 'FROM python:3.12-slim\n',
  'compose.yaml': 'services:\n  cache: {image: redis:7}\n',
};

test('--diff and --dry-run print a patch that git applies, and change nothing', async () => {
  for (const option of ['--diff', '--dry-run']) {
    const cwd = folderWith(MIXED);
    const { code, out, err } = await pin(cwd, option);
    assert.equal(code, 0);
    assert.match(err, /2 pins possible in 2 files, 4 not known offline/);
    for (const [path, text] of Object.entries(MIXED)) assert.equal(textIn(cwd, path), text, path);
    execFileSync('git', ['apply', '-p1', '-'], { cwd, input: out });
    assert.match(textIn(cwd, 'load.py'), new RegExp(`"org/model", revision="${A}"`));
    assert.equal(textIn(cwd, 'requirements.txt'), 'torch==2.10.0\nrequests>=2\n');
  }
});

test('--check changes nothing and exits with 1 while anything could be pinned; a second run changes nothing', async () => {
  const cwd = folderWith(MIXED);
  assert.equal((await pin(cwd, '--check')).code, 1);
  assert.equal(textIn(cwd, 'load.py'), MIXED['load.py']);
  const first = await pin(cwd);
  assert.match(first.out, /load\.py:2:\d+ {2}revision="4f1c/);
  assert.match(first.out, /\n2 pins in 2 files, 4 not known offline\n/);
  assert.equal((await pin(cwd, '--check')).code, 0);
  const texts = ['load.py', 'requirements.txt'].map((path) => textIn(cwd, path));
  await pin(cwd);
  assert.deepEqual(
    ['load.py', 'requirements.txt'].map((path) => textIn(cwd, path)),
    texts,
  );
});

test('--placeholders keeps the place of what is not known, and placeholder-left reports each until it is filled', async () => {
  const cwd = folderWith(MIXED);
  const { code, out } = await pin(cwd, '--placeholders');
  assert.equal(code, 0);
  assert.match(out, /2 pins and 4 placeholders in 4 files/);
  assert.match(
    textIn(cwd, 'load.py'),
    /"org\/never", revision="PARAPET-FILL-IN:commit:https:\/\/huggingface\.co\/org\/never\/commits\/main"\)/,
  );
  assert.equal(textIn(cwd, 'requirements.txt'), 'torch==2.10.0\nrequests==PARAPET-FILL-IN:version\n');
  assert.equal(textIn(cwd, 'Dockerfile'), 'FROM python:3.12-slim@sha256:PARAPET-FILL-IN:digest\n');
  assert.equal(
    textIn(cwd, 'compose.yaml'),
    'services:\n  cache: {image: redis:7@sha256:PARAPET-FILL-IN:digest}\n',
  );
  const report = await scanJson(['--all-rules'], { cwd });
  assert.deepEqual(
    report.findings.filter(({ rule }) => rule === 'placeholder-left').map(({ path }) => path),
    ['Dockerfile', 'compose.yaml', 'load.py', 'requirements.txt'],
  );
  assert.deepEqual(
    report.findings.filter(({ rule }) => /pinned/.test(rule)),
    [],
    'nothing is reported twice',
  );
  assert.deepEqual(report.gaps, []);
  const texts = Object.keys(MIXED).map((path) => textIn(cwd, path));
  const again = await pin(cwd, '--placeholders');
  assert.match(again.out, /Nothing to pin with what is known offline\n/);
  assert.deepEqual(
    Object.keys(MIXED).map((path) => textIn(cwd, path)),
    texts,
  );
});

test('line ends, BOM and the mode of a file stay', async () => {
  const text =
    '\uFEFFfrom transformers import AutoModel\r\nAutoModel.from_pretrained("org/model")  # é😀\r\n';
  const cwd = folderWith({ 'a.py': text });
  chmodSync(join(cwd, 'a.py'), 0o755);
  await pin(cwd);
  assert.equal(textIn(cwd, 'a.py'), text.replace('"org/model"', `"org/model", revision="${A}"`));
  assert.equal(statSync(join(cwd, 'a.py')).mode & 0o777, 0o755);
});

test('rules that are off, folders that are left out and files that are not named stay as they are', async () => {
  const text = 'from transformers import AutoModel\nAutoModel.from_pretrained("org/model")\n';
  const cwd = folderWith({
    'a.py': text,
    'b.py': text,
    'vendor/c.py': text,
    'off/parapet.yaml': 'rules: {hf-revision-not-pinned: off}\n',
    'off/d.py': text,
    'parapet.yaml': 'exclude: [vendor/]\n',
  });
  await pin(cwd, 'a.py', 'off', 'vendor/..');
  assert.notEqual(textIn(cwd, 'a.py'), text);
  assert.equal(textIn(cwd, 'vendor/c.py'), text);
  assert.equal(textIn(cwd, 'off/d.py'), text);
});

test('what cannot be done ends with 2 and says why', async () => {
  const bytes = Buffer.concat([
    Buffer.from('# caf'),
    Buffer.from([0xe9, 0x0a]),
    Buffer.from('from transformers import AutoModel\nAutoModel.from_pretrained("org/model")\n'),
  ]);
  const cwd = folderWith({ 'a.py': bytes });
  const refused = await pin(cwd);
  assert.equal(refused.code, 2);
  assert.match(refused.out, /not pinned: a\.py: it is not valid UTF-8/);
  assert.deepEqual(readFileSync(join(cwd, 'a.py')), bytes);
  const missing = await pin(cwd, 'none.py');
  assert.equal(missing.code, 2);
  assert.match(missing.err, /no file or folder "none\.py"/);
  const cache = await pin(cwd, '--cache', 'nowhere');
  assert.equal(cache.code, 2);
  assert.match(cache.err, /no folder "nowhere" for the cache/);
  assert.equal((await pin(cwd, '--unknown')).code, 2);
});
