/** Reading trees: spans, aliases, merge keys, scalars of YAML 1.1. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entries, places, rootOf, type View } from '../../server/src/yaml/access.ts';
import { commentsIn, readDocuments } from '../../server/src/yaml/documents.ts';
import { plainOf } from '../../server/src/yaml/plain.ts';

function rootIn(text: string): View {
  const { documents } = readDocuments(text, '1.1');
  const root = documents[0] && rootOf(documents[0].tree);
  assert.ok(root, 'the text has a root');
  return root;
}

/** `path: key -> value` as the tree's spans cut them out of the text. */
function seen(text: string, path: string): string[] {
  return places(rootIn(text), path).map(({ key, view, value }) => {
    const cut = (span: { start: number; end: number } | undefined): string =>
      span ? text.slice(span.start, span.end) : '-';
    return `${cut(key)} -> ${view ? cut(view.via ?? view.node.span) : value.state}`;
  });
}

test('spans are tight, whatever follows', () => {
  const text =
    '\uFEFFa: "é😀" # c\r\nb:\r\n  - x: 1\r\n    y: [1, 2]\r\n\r\n# d\r\nc: |\r\n  t\r\n\r\nd: e\r\n';
  assert.deepEqual(seen(text, 'a'), ['a -> "é😀"']);
  assert.deepEqual(seen(text, 'b'), ['b -> - x: 1\r\n    y: [1, 2]']);
  assert.deepEqual(seen(text, 'b.*.y'), ['y -> [1, 2]']);
  assert.deepEqual(seen(text, 'c'), ['c -> |\r\n  t']);
  assert.deepEqual(seen(text, 'd'), ['d -> e']);
  assert.deepEqual(
    commentsIn(readDocuments(text, '1.1')).map((comment) => comment.text),
    ['# c', '# d'],
  );
});

test('scalars are read as YAML 1.1 does, keys as written', () => {
  const text = 'on: yes\n8501: 0777\nd: 2024-01-01\ns: "no"\nn: ~\n';
  assert.deepEqual(
    entries(rootIn(text)).map(({ name, value }) => [
      name,
      value.node.kind === 'scalar' ? value.node.value : '',
    ]),
    [
      ['on', true],
      ['8501', 511],
      ['d', '2024-01-01'],
      ['s', 'no'],
      ['n', null],
    ],
  );
});

test('an alias is followed and reported where it stands', () => {
  assert.deepEqual(seen('a: &x {b: 1}\nc: *x\n', 'c.b'), ['*x -> *x']);
  assert.deepEqual(seen('a: &x {b: 1}\nc: *x\n', 'a.b'), ['b -> 1']);
  assert.deepEqual(seen('c: *nowhere\n', 'c.b'), ['- -> maybe']);
});

test('merge keys bring fields in, own ones first', () => {
  const text = 'm: &m {a: 1, b: 2}\nn: &n {b: 3, c: 4}\no:\n  <<: [*m, *n]\n  a: 5\n';
  assert.deepEqual(plainOf(places(rootIn(text), 'o')[0]?.view ?? rootIn(text)), { a: 5, b: 2, c: 4 });
  assert.deepEqual(seen(text, 'o.a'), ['a -> 5']);
  assert.deepEqual(seen(text, 'o.c'), ['*n -> *n']);
});

test('a half-typed key does not take the next one along', () => {
  assert.deepEqual(seen('a: 1\nimag\nc: d\n', 'c'), ['c -> d']);
});

test('what is missing names the nearest key', () => {
  const text = 'a:\n  b:\n    c: 1\n';
  const place = places(rootIn(text), 'a.b.x.y')[0];
  assert.equal(place?.value.state, 'absent');
  assert.equal(place?.nearest && text.slice(place.nearest.start, place.nearest.end), 'b');
});

test('copies nothing that is templated or large', () => {
  assert.equal(plainOf(rootIn('a: {{ .x }}\n')), undefined);
  const bomb = `a: &a [x, x, x, x, x, x, x, x]\n${'bcdefgh'.replace(/./g, (n) => `${n}: &${n} [${`*${String.fromCharCode(n.charCodeAt(0) - 1)}, `.repeat(8)}]\n`)}`;
  assert.equal(plainOf(rootIn(bomb)), undefined);
});
