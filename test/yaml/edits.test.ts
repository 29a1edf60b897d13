/** Edits of YAML texts: text in, text out. Every line that is not meant must stay as it is. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyEdits } from '../../server/src/engine/edits.ts';
import { rootOf, type Step, type View } from '../../server/src/yaml/access.ts';
import { appendDocument, appendItem, type Edits, setField } from '../../server/src/yaml/additions.ts';
import { readDocuments } from '../../server/src/yaml/documents.ts';
import type { Plain } from '../../server/src/yaml/format.ts';
import { together } from '../../server/src/yaml/positions.ts';
import { removeField, renameKey, replaceField } from '../../server/src/yaml/removals.ts';

type Change = (view: View) => Edits;

function rootIn(text: string): View {
  const tree = readDocuments(text, '1.1').documents[0]?.tree;
  const root = tree && rootOf(tree);
  assert.ok(root, 'the text has a root');
  return root;
}

function steps(path: string): Step[] {
  return path.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}

const set =
  (path: string, value: Plain): Change =>
  (view) =>
    setField(view, steps(path), value);
const add =
  (path: string, item: Plain): Change =>
  (view) =>
    appendItem(view, steps(path), item);
const remove =
  (path: string, withComments = false): Change =>
  (view) =>
    removeField(view, steps(path), withComments);

/** `after` undefined: the change is refused. Tried with both line ends. */
function check(name: string, before: string, change: Change, after: string | undefined): void {
  test(name, () => {
    for (const [from, to] of [
      [before, after],
      [before.replaceAll('\n', '\r\n'), after?.replaceAll('\n', '\r\n')],
    ] as const) {
      const edits = change(rootIn(from));
      assert.equal(edits && applyEdits(from, edits), to);
    }
  });
}

/** Both changes as one fix. */
const both =
  (first: Change, second: Change): Change =>
  (view) => {
    const [a, b] = [first(view), second(view)];
    return a && b && together(view.tree, [...a, ...b]);
  };

check('sets a scalar', 'a: 1 # one\nb: 2\n', set('a', 5), 'a: 5 # one\nb: 2\n');
check('keeps double quotes', 'a: "x"\n', set('a', 'y'), 'a: "y"\n');
check('keeps single quotes', "a: 'x'\n", set('a', "it's"), "a: 'it''s'\n");
check('quotes what YAML would misread', 'a: x\n', set('a', 'yes'), 'a: "yes"\n');
check('fills an empty value', 'a:\nb: 2\n', set('a', true), 'a: true\nb: 2\n');
check('fills an empty value before its comment', 'a:   # c\nb: 2\n', set('a', true), 'a: true   # c\nb: 2\n');
check('does not remove an anchor in use', 'a: &x {c: 1}\nb: *x\n', remove('a'), undefined);
check(
  'fills an empty value with a map',
  'a: # todo\nb: 2\n',
  set('a.c', true),
  'a: # todo\n  c: true\nb: 2\n',
);
check(
  'adds a field below the last one',
  'a:\n  b: 1 # one\nc: 2\n',
  set('a.d', 3),
  'a:\n  b: 1 # one\n  d: 3\nc: 2\n',
);
check(
  'adds a field at the end of a text without line end',
  'a:\n  b: 1',
  set('a.d', 3),
  'a:\n  b: 1\n  d: 3',
);
check('creates missing parents', 'a: 1\n', set('b.c.d', 'x'), 'a: 1\nb:\n  c:\n    d: x\n');
check(
  'keeps an indentation of four',
  'a:\n    b: 1\n',
  set('a.c.d', 2),
  'a:\n    b: 1\n    c:\n        d: 2\n',
);
check(
  'adds behind a block scalar',
  'a:\n  b: |\n    x\n\nc: 1\n',
  set('a.d', 2),
  'a:\n  b: |\n    x\n  d: 2\n\nc: 1\n',
);
check(
  'adds behind a block scalar that keeps its end',
  'a:\n  b: |+\n    x\n\nc: 1\n',
  set('a.d', 2),
  'a:\n  b: |+\n    x\n\n  d: 2\nc: 1\n',
);
check('adds to a flow map', 'a: { b: 1 } # c\n', set('a.d', 2), 'a: { b: 1, d: 2 } # c\n');
check('adds to an empty flow map', 'a: {}\n', set('a.d', 2), 'a: { d: 2 }\n');
check('adds behind a trailing comma', 'a: {b: 1,}\n', set('a.d', 2), 'a: {b: 1, d: 2,}\n');
check(
  'replaces the last value and adds behind it',
  'a:\n  b: 0\n',
  both(set('a.b', 10), set('a.c', true)),
  'a:\n  b: 10\n  c: true\n',
);
check(
  'adds behind the last value and replaces it',
  'a: {b: 1}\n',
  both(set('a.c', true), set('a.b', 10)),
  'a: {b: 10, c: true}\n',
);
check(
  'adds two fields at one place, the deeper one first',
  'a:\n  b: {c: 1}\n  d:\n    e: 1\n',
  both(set('a.f', 1), set('a.d.g', 2)),
  'a:\n  b: {c: 1}\n  d:\n    e: 1\n    g: 2\n  f: 1\n',
);
check(
  'adds two fields behind a trailing comma',
  'a: {b: 1,}\n',
  both(set('a.c', 2), set('a.d', 3)),
  'a: {b: 1, c: 2, d: 3,}\n',
);
check('does not fill empty braces twice', 'a: {}\n', both(set('a.b', 1), set('a.c', 2)), undefined);
check('does not give one key two values', 'x: {a: }\n', both(set('x.a.b', 1), set('x.a.c', 2)), undefined);
check('fills empty braces with a map', 'a: {}\n', set('a', { b: 1, c: 2 }), 'a: { b: 1, c: 2 }\n');
check(
  'writes JSON into JSON',
  '{\n  "a": {\n    "b": 1\n  }\n}\n',
  set('a.c', { d: 'x' }),
  '{\n  "a": {\n    "b": 1,\n    "c": {"d": "x"}\n  }\n}\n',
);
check('sets in a list item', 'l:\n- a: 1\n- b: 2\n', set('l.0.c', 3), 'l:\n- a: 1\n  c: 3\n- b: 2\n');
check(
  'overrides what a merge key brings',
  'm: &m {a: 1}\nb:\n  <<: *m\n  c: 2\n',
  set('b.a', 3),
  'm: &m {a: 1}\nb:\n  <<: *m\n  c: 2\n  a: 3\n',
);
check('does not reach through an alias', 'm: &m\n  a: 1\nb: *m\n', set('b.c', 3), undefined);
check('does not reach through a merge key', 'm: &m {a: {b: 1}}\nb:\n  <<: *m\n', set('b.a.c', 3), undefined);
check(
  'does not add where a template may',
  'a:\n  b: 1\n  {{- toYaml .Values.x | nindent 2 }}\n',
  set('a.c', 3),
  undefined,
);
check(
  'does not add inside a condition',
  'a:\n  {{- if .x }}\n  b: 1\n  {{- end }}\nc: 2\n',
  set('a.d', 3),
  undefined,
);
check('does not set a template value', 'a: {{ .x }}\n', set('a', 3), undefined);
check('does not turn a scalar into a map', 'a: 1\n', set('a.b', 3), undefined);

check('adds what a list lacks', 'l: [A]\n', set('l', ['A', 'B']), 'l: [A, B]\n');
check(
  'adds an item to an indented list',
  'l:\n  - a: 1\n    b: 2\nc: 3\n',
  add('l', { a: 4, b: 5 }),
  'l:\n  - a: 1\n    b: 2\n  - a: 4\n    b: 5\nc: 3\n',
);
check(
  'adds an item to a list that is not indented',
  'l:\n- a\nc: 3\n',
  add('l', 'b'),
  'l:\n- a\n- b\nc: 3\n',
);
check(
  'creates a list as the file writes them',
  'l:\n- a\nc: 3\n',
  add('m', { b: 1 }),
  'l:\n- a\nc: 3\nm:\n- b: 1\n',
);
check('fills an empty list', 'l: []\n', add('l', { a: 1 }), 'l: [{ a: 1 }]\n');
check('nested lists', 'l:\n  - - a\n', add('l.0', 'b'), 'l:\n  - - a\n    - b\n');

check('removes a field', 'a: 1\nb: 2 # two\nc: 3\n', remove('b'), 'a: 1\nc: 3\n');
check('removes the last field of a text without line end', 'a: 1\nb: 2', remove('b'), 'a: 1');
check('leaves the comment above', 'a: 1\n# why\nb: 2\nc: 3\n', remove('b'), 'a: 1\n# why\nc: 3\n');
check(
  'takes the comment above along',
  'a: 1\n# x\n\n# why\n# so\nb: 2\nc: 3\n',
  remove('b', true),
  'a: 1\n# x\n\nc: 3\n',
);
check('removes a block', 'a:\n  b:\n    c: 1\n    d: [1,\n      2]\n  e: 2\n', remove('a.b'), 'a:\n  e: 2\n');
check(
  'removes a parent that would be empty',
  'a: 1\nb:\n  c:\n    d: 2\ne: 3\n',
  remove('b.c.d'),
  'a: 1\ne: 3\n',
);
check('removes a list that would be empty', 'a: 1\nb:\n  - c\n', remove('b.0'), 'a: 1\n');
check('removes an item', 'l:\n  - a\n  - b # two\n  - c\n', remove('l.1'), 'l:\n  - a\n  - c\n');
check(
  'removes the first field on the line of a dash',
  'l:\n  - a: 1\n    b: 2\n',
  remove('l.0.a'),
  'l:\n  - b: 2\n',
);
check('removes from a flow map', '{a: 1, b: 2, c: 3}\n', remove('b'), '{a: 1, c: 3}\n');
check('removes the last of a flow map', 'x: {a: 1, b: 2}\n', remove('x.b'), 'x: {a: 1}\n');
check('removes from a flow list', 'x: ["A", "B"]\n', remove('x.0'), 'x: ["B"]\n');
check('does not remove the last field of all', 'a: 1\n', remove('a'), undefined);
check(
  'does not remove beside a template action',
  'a: 1\n{{- if .x }}\nb: 2\n{{- end }}\n',
  remove('b'),
  undefined,
);
check('does not remove what an alias brings', 'm: &m {a: 1, c: 2}\nb: *m\n', remove('b.a'), undefined);

check(
  'replaces a field',
  'v:\n  - p:\n      x: 1\n    n: a\n',
  (view) => replaceField(view, ['v', 0, 'p'], 'q', {}),
  'v:\n  - q: {}\n    n: a\n',
);
check(
  'renames a key',
  'a:\n  "b": 1\n',
  (view) => {
    const pair = view.node.kind === 'map' ? view.node.pairs[0]?.value : undefined;
    return pair?.kind === 'map' && pair.pairs[0] ? renameKey(view.tree, pair.pairs[0], 'c') : undefined;
  },
  'a:\n  "c": 1\n',
);
check(
  'appends a document',
  'a: 1\n',
  (view) => appendDocument(view.tree, `b: 2${view.tree.style.endOfLine}`),
  'a: 1\n---\nb: 2\n',
);

test('appends to a text without line end', () => {
  const text = 'a: |-\n  x\nc: 1';
  const edits = appendDocument(rootIn(text).tree, 'b: 2\n');
  assert.equal(edits && applyEdits(text, edits), 'a: |-\n  x\nc: 1\n---\nb: 2');
});

test('two different insertions at one place clash instead of mixing', () => {
  const root = rootIn('a: 1\n');
  const [first] = setField(root, ['b'], 1) ?? [];
  const [second] = setField(root, ['c'], 1) ?? [];
  assert.ok(first && second && first.span.start < second.span.end && second.span.start < first.span.end);
});
