/**
 * What names and values are that come from other files of the project. Behind a call, `# -> name, name` says what the
 * callee stands for, and `# = value` what the first argument is; `?` for unknown.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boundOf } from '../../server/src/python/bind.ts';
import { constantOf } from '../../server/src/python/constants.ts';
import { readFacts } from '../../server/src/python/file.ts';
import { ready } from '../support/parsers.ts';
import { projectOf, sourceOf } from '../support/workspace.ts';

await ready;

type Files = Readonly<Record<string, string>>;

/** Checks the expectations in all of `files`. */
function check(files: Files): void {
  const sources = Object.entries(files).map(([path, text]) => sourceOf(path, text));
  const project = projectOf(sources);
  let checked = 0;
  for (const source of sources) {
    const { parsed, names } = readFacts(source, undefined, project);
    for (const { call } of parsed.chunks.flatMap((chunk) => boundOf(chunk).calls)) {
      const end = call.chunk.offset + call.end;
      const [, sign, expected] = /^[^\S\n]*# (->|=) (.*)/.exec(source.text.slice(end)) ?? [];
      if (expected === undefined) continue;
      const [first] = call.args;
      const value = first && constantOf(first.value, names);
      const actual =
        sign === '->'
          ? [...names.resolve(call.func)].sort().join(', ')
          : value?.state === 'known'
            ? JSON.stringify(value.value)
            : '';
      const code = source.text.slice(call.chunk.offset + call.start, end);
      assert.equal(actual === '' ? '?' : actual, expected, `${source.path}: ${code}`);
      checked++;
    }
  }
  const all = sources.map(({ text }) => text).join('');
  assert.equal(checked, all.split(/# (?:->|=) /).length - 1, 'every expectation was looked at');
}

const LOADERS = `
import torch
import torch as t
from torch import load as load_it
from openai import OpenAI
client = OpenAI()
alias = torch.load
def own(): ...
class Reader:
    def read(self): ...
unknown = compute()
`;

test('re-exports by relative and absolute imports', () =>
  check({
    'pkg/__init__.py': 'from .loaders import load_it as exported\nfrom . import loaders as l\n',
    'pkg/loaders.py': LOADERS,
    'pkg/deep/__init__.py': '',
    'pkg/deep/use.py': `
from ..loaders import load_it
from .. import loaders, exported
from ... import beyond
load_it(1)  # -> torch.load
loaders.alias(1)  # -> torch.load
exported(1)  # -> torch.load
beyond(1)  # -> ...beyond
`,
    'pkg/use.py': `
from .loaders import load_it, t, alias, client, own, Reader, unknown, missing
from .loaders import OpenAI as Maker
from . import loaders
from .nowhere import f
load_it(1)  # -> torch.load
t.load(1)  # -> torch.load
alias(1)  # -> torch.load
client.chat.create()  # -> openai.OpenAI().chat.create
own(1)  # -> .pkg.loaders.own
Reader().read()  # -> .pkg.loaders.Reader().read
unknown.load(1)  # -> .pkg.loaders.unknown.load
missing(1)  # -> .pkg.loaders.missing
loaders.t.nn.Linear()  # -> torch.nn.Linear
Maker().chat()  # -> openai.OpenAI().chat
f(1)  # -> .nowhere.f
def inner():
    from .loaders import load_it as late
    late(1)  # -> torch.load
`,
    'main.py': `
import pkg
import pkg.loaders
import pkg.loaders as direct
from pkg import exported
from pkg.loaders import alias
import importlib
pkg.exported(1)  # -> torch.load
pkg.l.alias(1)  # -> torch.load
pkg.loaders.load_it(1)  # -> torch.load
direct.own(1)  # -> .pkg.loaders.own
exported(1)  # -> torch.load
alias(1)  # -> torch.load
importlib.import_module("pkg.loaders").alias(1)  # -> torch.load
importlib.import_module("pickle").loads(1)  # -> pickle.loads
`,
    'tests/test_use.py': 'from pkg.loaders import alias\nalias(1)  # -> torch.load\n',
  }));

test('the file that Python would find is meant, if it has what is asked of it', () =>
  check({
    'scripts/torch.py': 'import torch\ndef load(p): ...\ntorch.save(1)  # -> torch.save\n',
    'scripts/yaml.py': 'import yaml\nyaml.load(1)  # -> yaml.load\n',
    'scripts/run.py': `
import torch, yaml
from torch import load, nn
torch.load(1)  # -> .torch.load
load(1)  # -> .torch.load
nn.Linear(1)  # -> torch.nn.Linear
yaml.load(1)  # -> yaml.load
`,
    'elsewhere/run.py': 'import torch\ntorch.load(1)  # -> torch.load\n',
    'pkg/__init__.py': '',
    'pkg/torch.py': 'def load(p): ...\n',
    'pkg/use.py':
      'import torch\ntorch.load(1)  # -> torch.load\nfrom . import torch as own\nown.load(1)  # -> .pkg.torch.load\n',
    'pkg/data/part.py': 'from pkg import torch\ntorch.load(1)  # -> .pkg.torch.load\n',
    'datasets/part.py': '',
    'train.py': 'from datasets import load_dataset\nload_dataset(1)  # -> datasets.load_dataset\n',
    'lazy/gym.py': 'def __getattr__(name): ...\n',
    'lazy/run.py': 'import gym\ngym.make(1)  # -> .gym.make\n',
  }));

test('src layout, folders without __init__.py, names that are no files', () =>
  check({
    'src/app/__init__.py': '',
    'src/app/conf.py': 'from joblib import load\n',
    'src/app/tool.py': 'from app.conf import load\nload(1)  # -> joblib.load\n',
    'tests/unit/test_tool.py': 'from app.conf import load\nload(1)  # -> joblib.load\n',
    'space/part/inner.py': 'from dill import loads\n',
    'use.py':
      'from space.part.inner import loads\nimport space.part.inner as i\nloads(1)  # -> dill.loads\ni.loads(1)  # -> dill.loads\nspace.x()  # -> ?\n',
    'format.py': 'def spec(): ...\n',
    'builtins.py': 'format(1)  # -> format\nformat.spec()  # -> format.spec\n',
  }));

test('star imports', () =>
  check({
    'a/__init__.py': 'from .b import *\nfrom .c import *\nfrom transformers import *\n',
    'a/b.py': '__all__ = ["listed"]\nfrom pickle import load as listed, loads as hidden\n',
    'a/c.py': 'from pickle import dump as _private, dumps as shown\n',
    'use.py': `
from a import *
listed(1)  # -> pickle.load
shown(1)  # -> pickle.dumps
AutoModel(1)  # -> transformers.AutoModel
`,
    'other.py': 'from a.b import *\nlisted(1)  # -> pickle.load\nhidden(1)  # -> ?\n',
    'more.py': 'from a.c import *\n_private(1)  # -> ?\nshown(1)  # -> pickle.dumps\n',
  }));

test('circles and long chains are unknown', () =>
  check({
    'p/__init__.py': 'from .a import x, y\nfrom p import z\nfrom .a import *\n',
    'p/a.py': 'from .b import x\nfrom .b import *\nfrom torch import load as y\n',
    'p/b.py': 'from p import x\nfrom .a import *\n',
    'p/own.py': 'import p.own\nfrom .own import me\np.own.me(1)  # -> .p.own.me\nme(1)  # -> .p.own.me\n',
    'use.py': `
import p
p.x(1)  # -> .p.x
p.y(1)  # -> torch.load
p.z(1)  # -> .p.z
p.anything(1)  # -> .p.anything
`,
    ...Object.fromEntries(
      Array.from({ length: 1000 }, (_, n) => [
        `chain/m${n}.py`,
        n === 999 ? 'from torch import load as f\nK = "end"\n' : `from .m${n + 1} import f, K\n`,
      ]),
    ),
    'chain/__init__.py': '',
    'chain/use.py': `
from .m0 import f as far, K as A
from .m990 import f as near, K as B
from .m0 import f as again
far(1)  # -> .chain.m0.f
near(1)  # -> torch.load
again(1)  # -> .chain.m0.f
f(A)  # = ?
f(B)  # = "end"
`,
  }));

test('constants of other files', () =>
  check({
    'app/__init__.py': 'from .config import MODEL, ROOT\nVERSION = "1"\n',
    'app/base.py': 'ORG = "org"\nFLAG = True\nN = 3\nOFF = None\n',
    'app/config.py': `
import os
from pathlib import Path
from .base import ORG, FLAG as ON, N
from . import base
MODEL = f"{ORG}/model-{N}"
ROOT = Path("data") / MODEL
SAME = ON
ALSO = base.OFF
LATER = "a"
LATER = "b"
def change():
    global LOCAL
    LOCAL = 2
LOCAL = 1
SECRET = os.environ["S"]
PART = f"{SECRET}/x"
base.ORG2 = "no"
`,
    'app/use.py': `
from .config import MODEL, SAME, ALSO, LATER, LOCAL, SECRET, PART
from . import config as c, ROOT
import app
from app import MODEL as again, VERSION
try:
    from .config import MODEL as maybe
except ImportError:
    maybe = None
f(MODEL)  # = "org/model-3"
f(again + "@main")  # = "org/model-3@main"
f(c.MODEL)  # = "org/model-3"
f(app.MODEL)  # = "org/model-3"
f(app.config.MODEL)  # = "org/model-3"
f(ROOT / "w.pt")  # = "data/org/model-3/w.pt"
f(VERSION)  # = "1"
f(SAME)  # = true
f(ALSO)  # = null
f(LATER)  # = ?
f(LOCAL)  # = ?
f(SECRET)  # = ?
f(PART)  # = ?
f(maybe)  # = ?
f(c.base.ORG)  # = "org"
c.N = 5
f(c.N)  # = ?
copy = MODEL
f(copy)  # = "org/model-3"
`,
  }));

test('fields of classes and settings', () =>
  check({
    'settings.py': `
from dataclasses import dataclass, field
from pydantic_settings import BaseSettings
class Settings(BaseSettings):
    model: str = "org/m"
    revision: str | None = None
settings = Settings()
pinned = Settings(revision="abc")
class Plain:
    PATH = "a/b"
`,
    'use.py': `
import attrs, enum, os
from dataclasses import dataclass, field
from pathlib import Path
from pydantic import BaseModel, Field, field_validator
from settings import settings, pinned, Plain, Settings

f(settings.model)  # = "org/m"
f(settings.revision)  # = ?
f(pinned.revision)  # = "abc"
f(Plain.PATH)  # = "a/b"
f(Settings().model)  # = "org/m"
f(Settings(model="x").model)  # = ?

@dataclass
class Config:
    path: str
    trust: bool = False
    out: Path = Path("out") / "x"
    tag: str = field(default="t")
    many: list = field(default_factory=list)

cfg = Config("w.pt", trust=True)
f(cfg.path)  # = "w.pt"
f(cfg.trust)  # = true
f(cfg.out)  # = "out/x"
f(cfg.tag)  # = "t"
f(cfg.many)  # = ?
f(Config(**{"path": "p"}).path)  # = "p"
f(Config(**unknown).trust)  # = ?
f(Config(*unknown).trust)  # = ?
changed = Config("a")
changed.trust = True
f(changed.trust)  # = ?
f(changed.tag)  # = "t"

class Model(BaseModel):
    name: str = Field("n", max_length=3)
    other: str = Field(default="o")
    needed: str = Field(...)
    checked: str = "c"
    @field_validator("checked")
    @classmethod
    def check(cls, v):
        return v.lower()
m = Model()
f(m.name)  # = "n"
f(m.other)  # = "o"
f(m.needed)  # = ?
f(m.checked)  # = ?

class Base:
    KIND = "k"
    moving = 1
    def go(self):
        self.moving = 2
class Derived(Base, Foreign):
    NAME = "d"
f(Derived.KIND)  # = "k"
f(Derived().NAME)  # = "d"
f(Derived(1).NAME)  # = ?
f(Base().moving)  # = ?
class Kind(enum.Enum):
    A = "a"
f(Kind.A)  # = ?

class User:
    def __init__(self, given, other=None):
        self.cfg = Config("own")
        self.given = given
        self.either = other or Config("own")
    def run(self, cfg: Config):
        f(self.cfg.path)  # = "own"
        f(self.given.path)  # = ?
        f(self.either.path)  # = ?
        f(cfg.path)  # = ?
class Changer:
    def __init__(self):
        self.cfg = Config("own")
    def set(self):
        self.cfg.path = "other"
    def run(self):
        f(self.cfg.path)  # = ?
        f(self.cfg.trust)  # = false
`,
  }));

test('many ways to the same name, and towers of texts, end soon', { timeout: 20_000 }, () =>
  check({
    'w/__init__.py': '',
    ...Object.fromEntries(
      Array.from({ length: 60 }, (_, n) => [
        `w/m${n}.py`,
        n > 57
          ? 'from torch import load as f\nK = "end"\n'
          : `from .m${n + 1} import f as a, K as A\nfrom .m${n + 2} import f as b, K as B\nf = a or b\nK = A + B + A + B\n`,
      ]),
    ),
    'w/use.py': `
from .m0 import f, K
from .m55 import f as near, K as short
f(1)  # -> .w.m0.f
near(K)  # = ?
near(1)  # -> torch.load
near(short)  # = "${'end'.repeat(28)}"
`,
  }),
);
