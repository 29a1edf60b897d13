/** Where artefacts come from: the first argument of every `load(…)` that is followed by `# -> origin`. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceRuleSet } from '../../scripts/rules.ts';
import { fileOf, readFacts } from '../../server/src/python/file.ts';
import { originOf } from '../../server/src/python/origin.ts';
import { compileModels } from '../../server/src/python/taint/models.ts';
import { ready } from '../support/parsers.ts';
import { projectOf, sourceOf } from '../support/workspace.ts';

await ready;
const models = compileModels((await sourceRuleSet([])).models);

function check(text: string): void {
  const facts = readFacts(sourceOf('app.py', text));
  const file = fileOf(facts, projectOf([]), models);
  let checked = 0;
  for (const { call } of file.calls) {
    const [first] = call.args;
    const end = call.chunk.offset + call.end;
    const expected = /^[^\n]*?# -> (\w+)/.exec(text.slice(end))?.[1];
    if (expected === undefined || !first || call.func.kind !== 'name' || call.func.id !== 'load') continue;
    assert.equal(originOf(file, first.value), expected, text.slice(call.chunk.offset + call.start, end));
    checked++;
  }
  assert.equal(checked, text.split('# ->').length - 1, 'every expectation was looked at');
}

test('literals, constants and paths', () =>
  check(`
import os
from pathlib import Path
BASE = "models"
URL = "https://x.example.org"
load("model.pt")  # -> local
load(f"{BASE}/model.pt")  # -> local
load(os.path.join(BASE, "model.pt"))  # -> local
load(Path(__file__).parent / "model.pt")  # -> local
load("s3://bucket/model.pt")  # -> remote
load(f"{URL}/model.pt")  # -> remote
load(b"abc")  # -> self
load(os.path.join(BASE, NAME))  # -> unknown
load(os.environ["MODEL"])  # -> unknown
`));

test('parameters, attributes and branches', () =>
  check(`
import sys
class Store:
    root = "data"
    def __init__(self, path):
        self.path = path
        self.fixed = "model.pt"
    def read(self, name, tmp_path):
        load(self.path)  # -> unknown
        load(self.fixed)  # -> local
        load(self.root + "/x")  # -> local
        load(name)  # -> unknown
        load(tmp_path / "x.pkl")  # -> self
load(sys.argv[1])  # -> unknown
path = "a.pt"
if DEBUG:
    path = CONFIG.path
load(path)  # -> unknown
load(OTHER or "default.pt")  # -> unknown
`));

test('downloads, directly and through variables, wrappers and functions', () =>
  check(`
import gzip, io, requests
from huggingface_hub import hf_hub_download as fetch
from urllib.request import urlretrieve

def download(name):
    return fetch("org/model", name)

load(fetch("org/model", "x.pt"))  # -> remote
load(download("x.pt"))  # -> remote
answer = requests.get(ADDRESS)
load(io.BytesIO(answer.content))  # -> remote
with gzip.open(download("x")) as f:
    load(f.read())  # -> remote
place, _ = urlretrieve(ADDRESS)
load(place)  # -> remote
`));

test('what the file itself puts at a path', () =>
  check(`
import os, pickle, requests, tempfile, torch
from urllib.request import urlretrieve

urlretrieve(ADDRESS, "down.pt")
load("down.pt")  # -> remote
with open("got.pkl", "wb") as f:
    f.write(requests.get(ADDRESS).content)
load(open("got.pkl", "rb"))  # -> remote
torch.save(net, "own.pt")
load("own.pt")  # -> self

def cached(path):
    if os.path.exists(path):
        with open(path, "rb") as f:
            return load(f)  # -> self
    with open(path, "wb") as f:
        pickle.dump(1, f)

def other(path):
    load(path)  # -> unknown
    buffer = io.BytesIO()
    torch.save(net, buffer)
    load(buffer)  # -> self
    empty = io.BytesIO()
    load(empty)  # -> unknown
    load(tempfile.mktemp())  # -> self
    load(pickle.dumps(path))  # -> self
import io
`));

test('what is compared with its digest', () =>
  check(`
import hashlib, os, tempfile
from .files import verified_file

def sure(path, expected):
    if hashlib.sha256(open(path, "rb").read()).hexdigest() != expected:
        raise ValueError(path)
    return path

def use(path):
    load(sure(path, EXPECTED))  # -> checked
    load(open(verified_file(path, EXPECTED), "rb"))  # -> checked
    load(os.path.join(tempfile.mkdtemp(), sure("model.pkl", EXPECTED)))  # -> checked
    load(sure(path, EXPECTED) or path)  # -> unknown
`));

test('users', () =>
  check(`
import flask
from fastapi import UploadFile
load(flask.request.files["x"])  # -> user
async def route(file: UploadFile):
    load(await file.read())  # -> user
    with open("/srv/in.pkl", "wb") as out:
        out.write(await file.read())
    load("/srv/in.pkl")  # -> user
`));
