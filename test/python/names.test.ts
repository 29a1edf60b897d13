/** What names stand for: one line of code to resolve per case, after `# ->` the expected full names. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boundOf } from '../../server/src/python/bind.ts';
import { Names } from '../../server/src/python/names.ts';
import { parse } from '../../server/src/python/parse.ts';
import { ready } from '../support/parsers.ts';

await ready;

/** Every call followed by `# -> name, name` must resolve to just these; by `# -> ?` to nothing. */
function check(text: string): void {
  const parsed = parse(text);
  const module = new Names(parsed.chunks);
  let checked = 0;
  for (const { call } of parsed.chunks.flatMap((chunk) => boundOf(chunk).calls)) {
    const end = call.chunk.offset + call.end;
    const expected = /^(?: for [^\n]*)?[^\S\n]*# -> (.*)/.exec(text.slice(end))?.[1];
    if (expected === undefined) continue;
    const names = [...module.resolve(call.func)].sort().join(', ');
    assert.equal(names === '' ? '?' : names, expected, text.slice(call.chunk.offset + call.start, end));
    checked++;
  }
  assert.equal(checked, text.split('# ->').length - 1, 'every expectation was looked at');
}

test('imports and aliases', () =>
  check(`
import torch
import torch as t, numpy.linalg as la
import os.path
from torch import load as l, nn
from . import x
from ..pkg.mod import y
torch.load(1)  # -> torch.load
t.load(1)  # -> torch.load
la.norm(1)  # -> numpy.linalg.norm
os.path.join(1)  # -> os.path.join
l(1)  # -> torch.load
nn.Linear(1)  # -> torch.nn.Linear
x.f()  # -> .x.f
y()  # -> ..pkg.mod.y
print(1)  # -> print
load(1)  # -> ?
`));

test('rebinding, branches and order', () =>
  check(`
import torch
torch.load(1)  # -> torch.load
torch = 3
torch.load(1)  # -> ?
try:
    import cPickle as p
except ImportError:
    import pickle as p
p.loads(1)  # -> cPickle.loads, pickle.loads
try:
    import onnx
except ImportError:
    onnx = None
onnx.load(1)  # -> onnx.load
def f(pickle):
    pickle.loads(1)  # -> ?
def g():
    late.loads(1)  # -> dill.loads
import dill as late
`));

test('instances, attributes, annotations and results', () =>
  check(`
from openai import OpenAI
import joblib, httpx
from typing import Optional
client = OpenAI()
client.chat.completions.create()  # -> openai.OpenAI().chat.completions.create
joblib.load("m").predict(1)  # -> joblib.load().predict
def ask(c: OpenAI, d: Optional[OpenAI], e: "str", g: OpenAI | None = None):
    c.chat.create()  # -> openai.OpenAI().chat.create
    d.chat.create()  # -> openai.OpenAI().chat.create
    g.chat.create()  # -> openai.OpenAI().chat.create
    e.chat.create()  # -> ?
def make():
    return OpenAI()
made = make()
made.chat()  # -> .make().chat, openai.OpenAI().chat
with httpx.Client() as web:
    web.get(1)  # -> httpx.Client().get
class Agent:
    shared = OpenAI()
    def __init__(self):
        self.client = OpenAI()
        self.helper()  # -> ?
    def helper(self):
        self.client.chat()  # -> openai.OpenAI().chat
        self.shared.chat()  # -> openai.OpenAI().chat
        self.other.chat()  # -> ?
async def later():
    r = await client.get()
    r.json()  # -> openai.OpenAI().get().json
`));

test('getattr, partial, dynamic import, star import', () =>
  check(`
import torch, functools, importlib
from transformers import *
load = functools.partial(torch.load, weights_only=False)
load(1)  # -> torch.load
getattr(torch, "load")(1)  # -> torch.load
m = importlib.import_module("pickle")
m.loads(1)  # -> pickle.loads
AutoModel.from_pretrained("x")  # -> transformers.AutoModel.from_pretrained
[torch.load(p) for p in paths]  # -> torch.load
f = lambda torch: torch.load(1)  # -> ?
`));

test('what a list is annotated to hold', () =>
  check(`
from openai import OpenAI
from typing import List, Optional
def each(clients: List[OpenAI], more: Optional[list[OpenAI]], table: dict[str, OpenAI]):
    for client in clients:
        client.chat()  # -> openai.OpenAI().chat
    [one.chat() for one in more]  # -> openai.OpenAI().chat
    for other in table:
        other.chat()  # -> ?
`));
