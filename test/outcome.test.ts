/** How `npm test` reads its runners: nothing that failed, was cut off or did not run may count as passed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Ended, type Outcome, ofCommand, ofLines, ofNodeTests } from '../scripts/testing/outcome.ts';

function counts({ passed, failed }: Outcome): string {
  return `${passed} passed, ${failed} failed`;
}

function spec(pass: number, fail: number, cancelled = 0, skipped = 0): string {
  return `✔ a\nℹ tests 9\nℹ pass ${pass}\nℹ fail ${fail}\nℹ cancelled ${cancelled}\nℹ skipped ${skipped}\nℹ todo 0\n`;
}

test('a command is one test', () => {
  assert.equal(counts(ofCommand({ code: 0, output: 'noise' })), '1 passed, 0 failed');
  assert.deepEqual(ofCommand({ code: 1, output: 'why\n' }), {
    passed: 0,
    failed: 1,
    details: 'why',
    skipped: [],
  });
  assert.equal(counts(ofCommand({ code: null, output: '' })), '0 passed, 1 failed');
});

test('the node test runner', () => {
  const read = (ended: Ended): string => counts(ofNodeTests(ended));
  assert.equal(read({ code: 0, output: spec(5, 0) }), '5 passed, 0 failed');
  assert.equal(read({ code: 1, output: spec(5, 2) }), '5 passed, 2 failed');
  assert.equal(read({ code: 1, output: spec(5, 0, 1) }), '5 passed, 1 failed', 'cancelled');
  assert.equal(read({ code: 0, output: spec(5, 0, 0, 1) }), '5 passed, 1 failed', 'skipped');
  assert.equal(read({ code: 0, output: spec(0, 0) }), '0 passed, 1 failed', 'no test ran');
  assert.equal(read({ code: null, output: 'killed' }), '0 passed, 1 failed');
  const { details } = ofNodeTests({ code: 1, output: `${spec(1, 1)}\n✖ failing tests:\n\nthis one` });
  assert.equal(details, '✖ failing tests:\n\nthis one');
});

test('runners that print a line a test', () => {
  const ran = ofLines({
    code: 1,
    output: 'noise\nok - a\nnot ok - b: why\nskip - c: needs x; enable it with: y\n',
  });
  assert.deepEqual(ran, {
    passed: 1,
    failed: 1,
    details: 'not ok - b: why',
    skipped: ['c: needs x; enable it with: y'],
  });
  assert.equal(counts(ofLines({ code: 0, output: 'skip - c: needs x\n' })), '0 passed, 0 failed');
  assert.equal(counts(ofLines({ code: 0, output: '' })), '0 passed, 1 failed', 'silence');
  assert.equal(counts(ofLines({ code: 1, output: 'ok - a\nboom' })), '1 passed, 1 failed', 'ended badly');
});
