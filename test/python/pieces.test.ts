/** Where a text is cut: every piece begins with a statement of the top level, and what is broken stays in its piece. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from '../../server/src/python/parse.ts';
import { nextPiece } from '../../server/src/python/pieces.ts';
import { ready } from '../support/parsers.ts';

await ready;

function pieces(text: string): string[] {
  const found: string[] = [];
  for (let start = 0; start < text.length; ) {
    const end = nextPiece(text, start);
    found.push(text.slice(start, end));
    start = end;
  }
  return found;
}

/** `text` has a line of `---` wherever it is to be cut. */
function cuts(text: string): void {
  const expected = text.trimStart();
  assert.equal(pieces(expected.replaceAll('---\n', '')).join('---\n'), expected);
}

test('statements of one line, of several, and with clauses', () =>
  cuts(`
import os
---
x = [
1,
]
---
if x:
    pass
elif y:
    pass
else:
    pass
---
try:
    pass
except E:
    pass
finally:
    pass
---
y = \\
1
---
z = 1
`));

test('decorators stay with what they decorate; lines without code between statements stand alone', () =>
  cuts(`
# first
---
@a
@b(
1)

# why
def f():
    return 1  # one

    # two
    return 2
---
    # three

# after

---
class C:
    pass
`));

test('literals hide what looks like code', () =>
  cuts(`
a = """
def f():
"""
---
b = 'it\\'s # no comment' # it's a comment
---
c = r"\\\\"
---
d = f"{x["a"]}"
---
e = """ \\""" " '
import x
"""
---
f = ''
`));

test('what was never closed ends where a statement must begin', () =>
  cuts(`
x = load("a.csv
y = load(a, [
---
def f():
    return (1, {
---
@app.get("/")
def g():
    pass
---
from os import path
`));

test('all kinds of line ends', () => {
  assert.deepEqual(pieces('a = 1\r\nb = "x\r\nc = (\r\n1)\r\nd'), [
    'a = 1\r\n',
    'b = "x\r\n',
    'c = (\r\n1)\r\n',
    'd',
  ]);
  assert.deepEqual(pieces('\uFEFFa = 1\n\f\nb = 2'), ['\uFEFFa = 1\n', '\f\n', 'b = 2']);
});

test('the chunks of all pieces cover the statements of the text', () => {
  const text = 'import os\n\ndef f():\n    (\n\nclass C:\n    def m(self): pass\nx = 1; y = 2\n';
  const { chunks } = parse(text);
  const statements = chunks.flatMap((chunk) => chunk.body.map(({ kind }) => kind));
  assert.deepEqual(statements.slice(0, 1).concat(statements.slice(-3)), [
    'import',
    'class',
    'assign',
    'assign',
  ]);
  for (const chunk of chunks)
    for (const { start } of chunk.errors) assert.ok(chunk.offset + start < text.indexOf('class'));
});
