/** After any edit, what incremental reading finds equals a fresh analysis. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceRuleSet } from '../../scripts/rules.ts';
import { analyze } from '../../server/src/engine/analyze.ts';
import { Memory } from '../../server/src/engine/memory.ts';
import { ready } from '../support/parsers.ts';
import { random } from '../support/random.ts';
import { EditableProject, projectOf, sourceOf } from '../support/workspace.ts';

await ready;
const rules = await sourceRuleSet();

const BASE = `"""A docstring."""
import os
import subprocess
import anthropic
import pandas as pd
from fastapi import Depends, FastAPI, Request
from flask import Flask, request
from pydantic import BaseModel
from transformers import AutoModel
from config import LOAD, NAME, body_of, Refused, refuse, loads, people_of, settings, wanted
import config

MODEL = "org/model"

class Agent:
    def __init__(self):
        self.client = anthropic.Anthropic()

    def act(self, task):
        answer = self.client.messages.create(model="m", messages=[{"role": "user", "content": task}])
        exec(answer.content[0].text)

    def plan(self, task):
        text = self.ask(task)
        self.last = self.client.messages.create(model="m")
        eval(self.last)

    @property
    def again(self):
        eval(self.last)

    def ask(self, task):
        return self.client

def make():
    return anthropic.Anthropic()

app = FastAPI()
pages = Flask(__name__)

class Question(BaseModel):
    text: str
    numbers: list[float]

@app.post("/ask")
def ask(question: Question, trust: str = "x"):
    frame = pd.DataFrame([question.numbers])
    return {"score": make().predict_proba(frame), "text": eval(question.text)}

def picked(name: str):
    return "/srv/" + name

@app.get("/file")
def file(path: str = Depends(picked), other: str = Depends(wanted)):
    command = ["ls", "-l"]
    command[0] = other
    subprocess.run(command)
    return open(path)

def query_of(sent):
    return sent.query_params["name"]

@app.post("/sent")
async def sent(request: Request):
    open(query_of(request))
    open(await body_of(request))

class Lost(Refused):
    pass

def lose(place):
    raise Lost(place)

@app.get("/lost")
def lost(place: str, other: str):
    try:
        lose(place)
    except Refused as error:
        open(error.args[0])
    try:
        refuse(other)
    except Refused as error:
        open(error.args[0])

def upload():
    return loads(request.data)

pages.add_url_rule("/upload", view_func=upload, methods=["POST"])

people = pd.read_csv("people.csv", names=["name", "ssn", "income"])
people["email"] = people["name"] + "@x.org"
people.to_csv("out.csv")
print(people.head())
print(people_of().head(), config.STAFF)

def show(row):
    print(people[row])
    options = {"trust_remote_code": False}
    options["revision"] = NAME
    return AutoModel.from_pretrained(settings.model, **options, **LOAD)

def use():
    exec(make().messages.create(model="m").content[0].text)

def load(name=MODEL):
    # a comment é😀
    return AutoModel.from_pretrained(name, trust_remote_code=True)

loads(open(config.PATH))
if __name__ == "__main__":
    print(load().act(os.environ["X"]))
`;

/** What the program imports. */
const CONFIG = `from dataclasses import dataclass
from pickle import loads
import pandas as pd
import yaml as y
from other import *

NAME = "main"
PATH = f"{NAME}/x.pkl"
LOAD = {"trust_remote_code": True}

@dataclass
class Settings:
    model: str = "org/model"

settings = Settings()

STAFF = pd.DataFrame({"ssn": [], "income": []})

class Refused(Exception):
    pass

def refuse(place):
    raise Refused(place)

async def body_of(sent):
    return (await sent.json())["name"]

def people_of():
    return STAFF[["ssn"]]

def wanted(name: str):
    return "/data/" + name
`;

const PIECES = [
  '\n',
  ' ',
  '    ',
  '"',
  "'",
  '"""',
  '(',
  ')',
  '[',
  ']',
  ':',
  '#',
  '# parapet: ignore[trust-remote-code]\n',
  'import torch\n',
  'from transformers import AutoModel as A\n',
  'x = 1\n',
  'def f(',
  'class B:\n    y = 2\n',
  'trust_remote_code=True',
  'é😀',
  '\r\n',
  'eval(',
  'AutoModel = None\n',
  'settings.model = "x"\n',
  'from config import NAME as trust\n',
  'from pickle import load as loads\n',
  'NAME = 2\n',
  '@app.get("/x")\n',
  '"ssn"',
  'request',
];

/** `text` with something cut out or put in somewhere. */
function edited(text: string, next: () => number): string {
  const at = Math.floor(next() * (text.length + 1));
  const cut = next() < 0.5 ? Math.floor(next() * 12) : 0;
  const piece = next() < 0.7 ? (PIECES[Math.floor(next() * PIECES.length)] ?? '') : '';
  return text.slice(0, at) + piece + text.slice(at + cut);
}

test('random edits', () => {
  for (let seed = 1; seed <= 12; seed++) {
    const next = random(seed);
    const memory = new Memory();
    let text = BASE;
    for (let step = 0; step < 60; step++) {
      const source = sourceOf('a.py', text);
      const project = projectOf([source]);
      const kept = analyze(source, project, rules, { memory });
      const fresh = analyze(source, project, rules);
      assert.deepEqual(kept, fresh, `seed ${seed}, step ${step}`);
      text = edited(text, next);
    }
  }
});

test('random edits in files that import each other', () => {
  for (let seed = 1; seed <= 12; seed++) {
    const next = random(seed);
    const memory = new Memory();
    const texts: Record<string, string> = {
      'a.py': BASE,
      'config.py': CONFIG,
      'other.py':
        'from config import PATH, NAME as OTHER\nfrom a import load\nimport torch\ntorch.load(OTHER)\n',
    };
    const workspace = new EditableProject();
    const put = (path: string): void => workspace.put(sourceOf(path, texts[path] ?? ''));
    for (const path of Object.keys(texts)) put(path);
    for (let step = 0; step < 60; step++) {
      for (const source of workspace.sources()) {
        const kept = analyze(source, workspace, rules, { memory });
        // An editor's workspace does not claim to know all files.
        const fresh = analyze(source, { ...projectOf(workspace.sources()), complete: false }, rules);
        assert.deepEqual(kept, fresh, `seed ${seed}, step ${step}, ${source.path}`);
      }
      const changed = Object.keys(texts)[Math.floor(next() * 3)] ?? '';
      texts[changed] = edited(texts[changed] ?? '', next);
      put(changed);
    }
  }
});
