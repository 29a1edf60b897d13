/** Splitting into documents, and what is kept from one version of a text to the next. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gapsIn, inFile, readDocuments } from '../../server/src/yaml/documents.ts';

test('documents end where the next one begins', () => {
  const text = '# head\n---\na: 1\n--- # two\nb: "\n  ---"\n...\nc: 1\n---x: 1\n';
  const { documents } = readDocuments(text, '1.1');
  assert.deepEqual(
    documents.map(({ tree }) => tree.text),
    ['# head\n', '---\na: 1\n', '--- # two\nb: "\n  ---"\n...\n', 'c: 1\n---x: 1\n'],
  );
  assert.equal(documents.map(({ tree }) => tree.text).join(''), text);
});

test('a marker inside a template comment does not split', () => {
  const { documents } = readDocuments('{{- /*\n---\n*/ -}}\na: 1\n---\nb: 1\n', '1.1');
  assert.equal(documents.length, 2);
});

test('unchanged documents are not parsed again, even when they moved', () => {
  const before = readDocuments('a: 1\n---\nb: 2\n---\nc: 3\n', '1.1');
  const after = readDocuments('a: 12345\n---\nb: 2\n---\nc: 3\n', '1.1', before);
  assert.notEqual(after.documents[0]?.tree, before.documents[0]?.tree);
  assert.equal(after.documents[1]?.tree, before.documents[1]?.tree);
  assert.equal(after.documents[2]?.tree, before.documents[2]?.tree);
  assert.equal(after.documents[2]?.start, 18);
});

test('a document is parsed again when line ends or YAML version change', () => {
  const before = readDocuments('a: 1\n---\nb: 2', '1.1');
  assert.notEqual(
    readDocuments('a: 1\r\n---\nb: 2', '1.1', before).documents[1]?.tree,
    before.documents[1]?.tree,
  );
  assert.notEqual(
    readDocuments('a: 1\n---\nb: 2', '1.2', before).documents[1]?.tree,
    before.documents[1]?.tree,
  );
});

test('what cannot be read is a gap at its place in the file, and the rest stands', () => {
  const text = 'a: 1\n---\nb: "x\nc: 2\n---\nd: 1\n';
  const read = readDocuments(text, '1.1');
  const [gap] = gapsIn(read);
  assert.match(gap?.reason ?? '', /not read in full/);
  assert.equal(gap?.span && gap.span.start > 8, true);
  const last = read.documents[2];
  assert.ok(last);
  assert.deepEqual(inFile(last, { start: 4, end: 5 }), { start: text.length - 5, end: text.length - 4 });
});
