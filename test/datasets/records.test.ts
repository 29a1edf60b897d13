/** What the beginning of a file of data is read as, and that no beginning is too odd. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recordsOf } from '../../server/src/personal/records.ts';
import { random } from '../support/random.ts';

/** Columns as they stand in the text, and the first row. */
function read(
  path: string,
  text: string,
): { named: string[]; written: string[]; first: readonly string[] | undefined } {
  const { columns, rows } = recordsOf(path, text);
  return {
    named: columns.map(({ name }) => name),
    written: columns.map(({ span }) => text.slice(span.start, span.end)),
    first: rows[0],
  };
}

test('separated values: separators, quotes, a byte order mark, line ends', () => {
  assert.deepEqual(read('x.csv', '\uFEFFid, "full, name" ,mail\r\n1,"a ""b""",c\r\n'), {
    named: ['id', 'full, name', 'mail'],
    written: ['id', 'full, name', 'mail'],
    first: ['1', 'a "b"', 'c'],
  });
  assert.deepEqual(read('x.tsv', 'id\tname\n1\tAda\n').named, ['id', 'name']);
  assert.deepEqual(read('x.csv', 'id;ssn\n1;2'), {
    named: ['id', 'ssn'],
    written: ['id', 'ssn'],
    first: ['1', '2'],
  });
  assert.deepEqual(read('x.csv', '"id"|"e-mail"\n').written, ['id', 'e-mail']);
});

test('records: an array of objects, one object a line, and nothing else', () => {
  const array = ' [ {"a": 1, "b": {"c": "]}"}},\n {"a": null} ]';
  assert.deepEqual(read('x.json', array), {
    named: ['a', 'b'],
    written: ['"a"', '"b"'],
    first: ['1', '{"c":"]}"}'],
  });
  assert.equal(recordsOf('x.json', array).rows.length, 2);
  assert.deepEqual(read('x.jsonl', '{"a": "x\\"y"}\n\n{"a": 2}\n').first, ['x"y']);
  for (const text of ['{"a": 1}', '[1, 2]', '[{"a": 1', '', '[]', 'null'])
    assert.deepEqual(recordsOf('x.json', text), { columns: [], rows: [] }, text);
});

test('a record that the beginning cuts off is left out', () => {
  const record = JSON.stringify({ mail: 'x'.repeat(40_000) });
  assert.equal(recordsOf('x.json', `[${record}, ${record}]`).rows.length, 1);
});

test('no text breaks the reading', () => {
  const next = random(7);
  const signs = ['{', '}', '[', ']', '"', ',', ':', '\\', '\n', ' ', 'a', '1', ';', '\t', '\uFEFF', '😀'];
  for (let round = 0; round < 2000; round++) {
    const text = Array.from({ length: 30 }, () => signs[Math.floor(next() * signs.length)]).join('');
    for (const path of ['x.csv', 'x.json', 'x.jsonl'])
      for (const { span } of recordsOf(path, text).columns)
        assert.ok(0 <= span.start && span.start <= span.end && span.end <= text.length, text);
  }
});
