/** What is said of a key under the pointer. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fieldHelpAt } from '../../server/src/kubernetes/field-help.ts';

const TABLE = { privileged: { does: 'A.', standard: 'b' }, fsGroup: { does: 'C.' } };

function at(text: string, part: string): string | undefined {
  return fieldHelpAt(text, text.indexOf(part) + 2, TABLE)?.text;
}

test('keys of block and flow maps and of JSON are known, values and other keys are not', () => {
  const said = '**privileged**: A.\n\nPod Security Standards: b.';
  assert.equal(at('a:\n  - privileged: true\n', 'privileged'), said);
  assert.equal(at('a: {fsGroup: 1, privileged: true}', 'privileged'), said);
  assert.equal(at('{"privileged": true}', 'privileged'), said);
  assert.equal(at('fsGroup: 1', 'fsGroup'), '**fsGroup**: C.');
  assert.equal(at('name: privileged', 'privileged'), undefined);
  assert.equal(at('# privileged', 'privileged'), undefined);
  assert.equal(at('constructor: 1', 'constructor'), undefined);
  assert.equal(fieldHelpAt('', 0, TABLE), undefined);
  assert.equal(fieldHelpAt('privileged: 1', 1, undefined), undefined);
});
