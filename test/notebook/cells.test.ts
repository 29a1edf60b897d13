/** What a notebook's JSON says, character by character, whatever escapes it is written with. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readNotebook } from '../../server/src/notebook/cells.ts';
import type { Piece } from '../../server/src/notebook/piece.ts';

/** Where each character of the piece stands in `json`, read there. */
function readBack(piece: Piece, json: string): string {
  return [...piece.text]
    .map((_, at) => {
      const { start, end } = piece.spanOf({ start: at, end: at + 1 });
      return JSON.parse(`"${json.slice(start, end)}"`) as string;
    })
    .join('');
}

test('every character is found where it stands, escapes and lines of their own included', () => {
  const lines = ['a = "x"\n', '\tb\\c/d ', 'ü é\u2028', '', 'last\r\n'];
  for (const escaped of [false, true]) {
    const written = lines.map((line) => {
      const json = JSON.stringify(line);
      return escaped ? json.replace(/[a-z]/g, (c) => (c === 'a' ? '\\u0061' : c)) : json;
    });
    const json = `{"cells": [{"cell_type": "code", "source": [${written.join(', ')}]}]}`;
    const piece = readNotebook(json)?.cells[0]?.source ?? assert.fail();
    assert.equal(piece.text, lines.join(''));
    assert.equal(readBack(piece, json), lines.join(''));
    // A span over two lines begins in the first string and ends in the second.
    const whole = piece.spanOf({ start: 0, end: piece.text.length });
    assert.equal(json.slice(whole.start - 1, whole.start), '"');
    assert.equal(json.slice(whole.end, whole.end + 1), '"');
  }
});

test('edits are written with the escapes that JSON needs', () => {
  const json = '{"cells":[{"cell_type":"code","source":["x = \\"old\\"\\n"]}]}';
  const piece = readNotebook(json)?.cells[0]?.source ?? assert.fail();
  const at = piece.text.indexOf('"old"');
  const [edit] = piece.editsOf([{ span: { start: at, end: at + 5 }, text: 'get("new")\n' }]);
  assert.ok(edit);
  const fixed = json.slice(0, edit.span.start) + edit.text + json.slice(edit.span.end);
  assert.deepEqual((JSON.parse(fixed) as { cells: { source: string[] }[] }).cells[0]?.source, [
    'x = get("new")\n\n',
  ]);
});

test('cells, outputs, counts, metadata; pictures are left out', () => {
  const json = JSON.stringify({
    cells: [
      {
        cell_type: 'code',
        execution_count: 7,
        metadata: { note: 'kept' },
        outputs: [
          { data: { 'image/png': ['iVBOR', 'w0KGgo'], 'text/plain': ['one\n', 'two'] } },
          { text: 'three' },
        ],
        source: 'print(1)',
      },
      { cell_type: 'markdown', source: ['# Title'] },
    ],
    metadata: { kernelspec: { language: 'R', name: 'ir' }, cells: 'no list' },
  });
  const notebook = readNotebook(json) ?? assert.fail();
  const [code, prose, ...others] = notebook.cells;
  assert.ok(code && prose && others.length === 0);
  assert.equal(code.kind, 'code');
  assert.equal(code.source.text, 'print(1)');
  assert.deepEqual(
    code.outputs.map(({ text }) => text),
    ['one\ntwo', 'three'],
  );
  assert.deepEqual(JSON.parse(json.slice(code.outputList?.start, code.outputList?.end)), [
    { data: { 'image/png': ['iVBOR', 'w0KGgo'], 'text/plain': ['one\n', 'two'] } },
    { text: 'three' },
  ]);
  assert.equal(json.slice(code.count?.start, code.count?.end), '7');
  assert.equal(prose.kind, 'markdown');
  assert.equal(notebook.language, 'r');
  assert.ok(notebook.others.some(({ text }) => text === 'kept'));
});

test('no text breaks it', () => {
  for (const text of [
    '',
    '{',
    '"',
    '{"cells": [{"source": ["a\\',
    '[[[[',
    '}}}}',
    '{"cells": {}}',
    '\\"',
    '{"cells":[{"source":"\\u12"}]}',
  ])
    readNotebook(text);
  readNotebook('['.repeat(200_000));
  readNotebook(`{"cells": [{"source": ["${'\\\\'.repeat(200_000)}`);
});
