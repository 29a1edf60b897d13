/** After any edit, what incremental reading finds equals a fresh analysis. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceRuleSet } from '../../scripts/rules.ts';
import { analyze } from '../../server/src/engine/analyze.ts';
import { Memory } from '../../server/src/engine/memory.ts';
import { ready } from '../support/parsers.ts';
import { random } from '../support/random.ts';
import { projectOf, sourceOf } from '../support/workspace.ts';

await ready;
const rules = await sourceRuleSet();

const BASE = `"""A docstring."""
import os
import anthropic
from transformers import AutoModel

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

def use():
    exec(make().messages.create(model="m").content[0].text)

def load(name=MODEL):
    # a comment é😀
    return AutoModel.from_pretrained(name, trust_remote_code=True)

if __name__ == "__main__":
    print(load().act(os.environ["X"]))
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
];

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
      const at = Math.floor(next() * (text.length + 1));
      const cut = next() < 0.5 ? Math.floor(next() * 12) : 0;
      const piece = next() < 0.7 ? (PIECES[Math.floor(next() * PIECES.length)] ?? '') : '';
      text = text.slice(0, at) + piece + text.slice(at + cut);
    }
  }
});
