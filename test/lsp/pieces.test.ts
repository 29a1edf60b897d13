/** Rounds of edits, joined to one set of edits of the original. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyEdits } from '../../server/src/engine/edits.ts';
import type { Edit } from '../../server/src/engine/types.ts';
import { Pieces } from '../../server/src/lsp/actions/pieces.ts';
import { random } from '../support/random.ts';

test('edits of several rounds are edits of the original', () => {
  const original = 'one two three';
  const pieces = new Pieces(original);
  pieces.apply([{ span: { start: 4, end: 7 }, text: '2' }]);
  assert.equal(pieces.text, 'one 2 three');
  pieces.apply([
    { span: { start: 0, end: 0 }, text: 'zero ' },
    { span: { start: 4, end: 6 }, text: '+ ' },
  ]);
  assert.equal(pieces.text, 'zero one + three');
  assert.equal(applyEdits(original, pieces.edits()), 'zero one + three');
});

test('any rounds of any edits come out the same', () => {
  const next = random(7);
  for (let run = 0; run < 300; run++) {
    const original = 'abcdefghijklmnopqrstuvwxyz'.repeat(2);
    const pieces = new Pieces(original);
    let text = original;
    for (let round = 0; round < 4; round++) {
      const edits: Edit[] = [];
      for (let at = 0; at < text.length; ) {
        const start = at + Math.floor(next() * 10);
        const end = start + Math.floor(next() * 4);
        if (end > text.length) break;
        edits.push({ span: { start, end }, text: '_'.repeat(Math.floor(next() * 3)) });
        at = end + 1;
      }
      text = applyEdits(text, edits);
      pieces.apply(edits);
      assert.equal(pieces.text, text);
    }
    assert.equal(applyEdits(original, pieces.edits()), text);
  }
});
