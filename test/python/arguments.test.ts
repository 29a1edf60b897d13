/** What fills an argument that is given through a dictionary: `# =` the value of `a` in the call before it, or a state. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { argumentValue } from '../../server/src/python/arguments.ts';
import { boundOf } from '../../server/src/python/bind.ts';
import { readFacts } from '../../server/src/python/file.ts';
import { ready } from '../support/parsers.ts';
import { sourceOf } from '../support/workspace.ts';

await ready;

function check(text: string): void {
  const { parsed, names } = readFacts(sourceOf('a.py', text));
  let checked = 0;
  for (const { call } of parsed.chunks.flatMap((chunk) => boundOf(chunk).calls)) {
    const end = call.chunk.offset + call.end;
    const expected = /^[^\S\n]*# = (.*)/.exec(text.slice(end))?.[1];
    if (expected === undefined) continue;
    const value = argumentValue(call, 'a', names);
    const actual = value.state === 'known' ? JSON.stringify(value.value) : value.state;
    assert.equal(actual, expected, text.slice(call.chunk.offset + call.start, end));
    checked++;
  }
  assert.equal(checked, text.split('# = ').length - 1, 'every expectation was looked at');
}

test('dictionaries that are written down', () =>
  check(`
KEY = "a"
ONE = {"a": 1}
TWO = {"b": 2}
f(**ONE)  # = 1
f(**TWO)  # = absent
f(**{**ONE, **TWO})  # = 1
f(**{**ONE, "a": 3})  # = 3
f(**{"a": 3, **ONE})  # = 1
f(**{"a": 3, **unknown})  # = maybe
f(**{**unknown, "a": 3})  # = 3
f(**{KEY: 4})  # = 4
f(**{unknown: 4})  # = maybe
f(**dict(a=5))  # = 5
f(**dict(ONE, b=6))  # = 1
f(**dict(unknown))  # = maybe
f(**(ONE | {"a": 7}))  # = 7
f(**(TWO | unknown))  # = maybe
f(**TWO, **ONE)  # = 1
f(a=8, **unknown)  # = 8
`));

test('dictionaries that something is done to', () =>
  check(`
def g(more):
    kw = {"a": 1}
    kw["b"] = 2
    f(**kw)  # = 1
def h(more):
    kw = {}
    if more:
        kw["a"] = 2
    f(**kw)  # = maybe
def i(more):
    kw = {"a": 1}
    kw.update(more)
    f(**kw)  # = maybe
def j(more):
    kw = {"a": 1}
    kw.update(b=2)
    kw.pop("c")
    f(**kw)  # = 1
def k(more):
    kw = {"a": 1}
    kw.pop("a")
    f(**kw)  # = maybe
SHARED = {"b": 1}
def l():
    SHARED["a"] = 2
def m():
    f(**SHARED)  # = maybe
def n(SHARED):
    SHARED["b"] = 1
class C:
    def __init__(self):
        self.kw = {"b": 1}
    def more(self):
        self.kw["a"] = 1
    def run(self):
        f(**self.kw)  # = maybe
`));
