/** Python that is made to be slow: circles of names, towers of texts, loops in loops. It must end, and soon. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceRuleSet } from '../../scripts/rules.ts';
import { ready } from '../support/parsers.ts';
import { analyzeText } from '../support/workspace.ts';

await ready;
const rules = await sourceRuleSet();

const many = (count: number, line: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => line(n)).join('\n');

const TEXTS: Readonly<Record<string, string>> = {
  'attributes that are made of each other': `import sqlalchemy as sa
class Query:
    def __init__(self):
        self.s = sa.select()
${many(40, (n) => `    def m${n}(self):\n        self.s = self.s.where(self.s).also(self.s, ${n})`)}
`,
  'variables in circles': `import sqlalchemy as sa
def f(items):
    x = y = sa.select()
    for i in items:
${many(40, (n) => `        x = y.a(x).b(y, ${n}) if i else x.c(y)\n        y = x.d(y).e(x)`)}
`,
  'a tower of texts': `${many(40, (n) => `t${n + 1} = f"{t${n}}{t${n}}{t${n}}{t${n}}" + t${n}`)}
eval(t40)
open(t40)
`,
  'loops in loops': `import pickle
def f(x):
${many(40, (n) => `${' '.repeat(4 + n)}for i${n} in x:`)}
${' '.repeat(44)}x = pickle.loads(x)
`,
  'functions that return each other': many(
    60,
    (n) => `def f${n}():\n    return f${(n * 7 + 1) % 60}().g(f${(n * 3 + 2) % 60}())`,
  ),
  'deep nesting': `x = ${'['.repeat(3000)}${']'.repeat(3000)}\neval(x)\n`,
  'a long chain': `import torch\ntorch${'.a(1)'.repeat(3000)}\n`,
  'a chain of functions, each call deep inside': `import os
from flask import request
${many(300, (n) => `def f${n}(x):\n    return ${'str('.repeat(40)}${n < 299 ? `f${n + 1}(x)` : 'os.system(x)'}${')'.repeat(40)}`)}
f0(request.args["q"])
`,
  'values that are made of each other': `import os
from flask import request
def f(x, n):
    y = {"a": x, "b": f({"c": x}, n)}
    y["d"] = y
    return [y, f(y, n), lambda: f(y, n)]
os.system(f(request.args["q"], 1)[0]["a"])
class A:
    def __init__(self, o):
        self.o = o
        self.s = self
    def n(self):
        return A(A(self).n())
    def __call__(self):
        return self()()
os.system(A(request.args["q"]).n().o.o.o.s.s.o)
`,
  'branches over attributes': `class B:
    def m(self, a):
${many(400, (n) => `        if a.x${n}:\n            self.v${n} = a.y${n}\n            self.w${n} = self.v${Math.max(0, n - 1)} + a.z`)}
        return self
`,
  'a circle of functions': many(
    300,
    (n) => `def f${n}(x):\n    return f${(n + 1) % 300}(x) + f${(n * 7 + 3) % 300}(x)`,
  ),
  'a long sum': `x = ${'a + '.repeat(5000)}b\nexec(x)\n`,
};

for (const [name, text] of Object.entries(TEXTS)) {
  test(name, { timeout: 20_000 }, () => {
    const { gaps } = analyzeText(rules, 'hostile.py', text);
    for (const { reason } of gaps) assert.doesNotMatch(reason, /failed|not analysed/, reason);
  });
}
