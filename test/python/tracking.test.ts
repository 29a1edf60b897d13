/** What is supposed to hold while it is looked into is forgotten when it does not, or when nobody can tell. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Stamped, stamp, supposing } from '../../server/src/python/tracking.ts';

const [EARLIER, NOW] = [{}, {}];

function stampedIn(version: object | undefined): Stamped {
  return { version };
}

test('what holds is stamped, and so is what was found meanwhile', () => {
  const [answer, other] = [stampedIn(EARLIER), stampedIn(undefined)];
  assert.ok(supposing(answer, NOW, () => supposing(other, NOW, () => true)));
  assert.deepEqual([answer.version, other.version], [NOW, NOW]);
});

test('a circle is supposed to hold', () => {
  const [answer, other] = [stampedIn(EARLIER), stampedIn(EARLIER)];
  const looked = (): boolean => supposing(other, NOW, () => supposing(answer, NOW, looked));
  assert.ok(supposing(answer, NOW, looked));
});

test('what does not hold takes back what was found meanwhile', () => {
  const [answer, other, made] = [stampedIn(EARLIER), stampedIn(EARLIER), stampedIn(undefined)];
  const check = (): boolean => {
    stamp(made, NOW);
    return supposing(other, NOW, () => true) && false;
  };
  assert.equal(supposing(answer, NOW, check), false);
  assert.deepEqual([answer.version, other.version, made.version], [EARLIER, EARLIER, undefined]);
});

test('so does a check that throws', () => {
  const [answer, other] = [stampedIn(EARLIER), stampedIn(EARLIER)];
  const check = (): boolean => {
    supposing(other, NOW, () => true);
    throw new RangeError('too deep');
  };
  assert.throws(() => supposing(answer, NOW, check), RangeError);
  assert.deepEqual([answer.version, other.version], [EARLIER, EARLIER]);
  // Nothing of it is left for the next question.
  assert.equal(
    supposing(other, NOW, () => false),
    false,
  );
  assert.equal(answer.version, EARLIER);
});
