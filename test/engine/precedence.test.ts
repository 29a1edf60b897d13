/** One cause, one finding across rules: which of two findings at one place stays. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { undisputed } from '../../server/src/engine/precedence.ts';
import type { Finding, Rule } from '../../server/src/engine/types.ts';
import { sourceOf } from '../support/workspace.ts';

function finding(id: string, start: number, end: number, yieldsTo?: string[]): Finding {
  const rule: Rule = {
    id,
    area: 'secrets',
    aliases: [],
    title: id,
    message: id,
    severity: 'error',
    confidence: 'high',
    default: 'on',
    why: '',
    references: {},
    controls: [],
    match: [],
    fixes: [],
    examples: [],
    ...(yieldsTo ? { yieldsTo } : {}),
  };
  return {
    rule,
    span: { start, end },
    message: id,
    severity: 'error',
    confidence: 'high',
    fixes: [],
    source: sourceOf('a.txt', ''),
  };
}

const ids = (findings: readonly Finding[]): string[] => findings.map((f) => f.rule.id);

test('a finding gives way where the rule it yields to speaks', () => {
  assert.deepEqual(ids(undisputed([finding('weak', 4, 9, ['strong']), finding('strong', 0, 12)])), [
    'strong',
  ]);
});

test('it stays elsewhere, and beside rules that it does not name', () => {
  const elsewhere = [finding('weak', 4, 9, ['strong']), finding('strong', 9, 12)];
  assert.deepEqual(ids(undisputed(elsewhere)), ['weak', 'strong']);
  assert.deepEqual(ids(undisputed([finding('weak', 4, 9, ['strong']), finding('other', 4, 9)])), [
    'weak',
    'other',
  ]);
});

test('rules that yield to each other both stay', () => {
  const both = [finding('a', 0, 5, ['b']), finding('b', 0, 5, ['a'])];
  assert.deepEqual(ids(undisputed(both)), ['a', 'b']);
});
