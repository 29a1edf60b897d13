/** The article's loader: what must be reported on it, what must not, and that neither hangs on names or order. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT, sourceRuleSet } from '../../scripts/rules.ts';
import { applyEdits, chosen, combine } from '../../server/src/engine/edits.ts';
import type { Finding, Span } from '../../server/src/engine/types.ts';
import { ready } from '../support/parsers.ts';
import { analyzeText } from '../support/workspace.ts';
import { randomOf, rename, reorder, retext, shuffled, word } from './variation.ts';

await ready;
const rules = await sourceRuleSet();
const SAMPLE = readFileSync(join(ROOT, 'samples/article/secure_data_loader.py'), 'utf8').replaceAll(
  '\r\n',
  '\n',
);

function findingsIn(text: string): readonly Finding[] {
  return analyzeText(rules, 'secure_data_loader.py', text).findings;
}

/** Findings as `line: id severity`. */
function told(text: string): string[] {
  const lineOf = ({ start }: Span): string =>
    text
      .slice(text.lastIndexOf('\n', start) + 1)
      .split('\n', 1)[0]
      ?.trim() ?? '';
  return findingsIn(text).map(({ rule, severity, span }) => `${rule.id} ${severity}: ${lineOf(span)}`);
}

function parses(text: string): void {
  const { error, status, stderr } = spawnSync(
    'python3',
    ['-c', 'import ast,sys; ast.parse(sys.stdin.read())'],
    { input: text, encoding: 'utf8' },
  );
  if (error) return;
  assert.equal(status, 0, `${stderr}\n${text}`);
}

/** The key in a variable: which store takes its place is for a person to choose. */
const TO_CHOOSE = 'key-from-env-not-kms';

/** Fixes until nothing changes any more, the first fix of every finding that leaves nothing to choose. */
function fixed(text: string): string {
  let now = text;
  for (let round = 0; round < 5; round++) {
    const { edits } = combine(chosen(findingsIn(now).filter(({ rule }) => rule.id !== TO_CHOOSE)));
    if (edits.length === 0) break;
    now = applyEdits(now, edits);
  }
  return now;
}

test('the loader shows its key and makes one up, prints rows about people, and nothing else is wrong with it', () => {
  assert.deepEqual(told(SAMPLE), [
    'ephemeral-encryption-key warning: self.key = Fernet.generate_key()',
    'key-material-logged error: print(f"Generated new key: {self.key.decode()}")',
    "key-from-env-not-kms hint: key = os.environ.get('ML_ENCRYPTION_KEY')",
    'sensitive-data-printed warning: print(loaded_df.head())',
  ]);
  const spans = findingsIn(SAMPLE).map(({ span }) => SAMPLE.slice(span.start, span.end));
  assert.deepEqual(spans, [
    'Fernet.generate_key()',
    'print',
    "os.environ.get('ML_ENCRYPTION_KEY')",
    'loaded_df.head()',
  ]);
});

test('after all fixes only the variable with the key stays, until a store is chosen for it', () => {
  const text = fixed(SAMPLE);
  assert.deepEqual(told(text), ["key-from-env-not-kms hint: key = os.environ.get('ML_ENCRYPTION_KEY')"]);
  parses(text);
  assert.ok(text.includes('raise ValueError'));
  const [left, ...more] = findingsIn(text);
  assert.deepEqual([left?.rule.id, more.length], [TO_CHOOSE, 0]);
  for (const { id, edits } of left?.fixes ?? []) {
    const stored = applyEdits(text, edits);
    parses(stored);
    assert.deepEqual(told(stored), [], id);
  }
  assert.deepEqual(
    left?.fixes.map(({ id }) => id),
    ['aws', 'gcp', 'azure', 'vault'],
  );
});

test('the fingerprint alone runs, too', () => {
  const { edits } = combine(chosen(findingsIn(SAMPLE), 'fingerprint-only-copy'));
  const text = applyEdits(SAMPLE, edits);
  parses(text);
  assert.deepEqual(told(text), [
    'ephemeral-encryption-key warning: self.key = Fernet.generate_key()',
    "key-from-env-not-kms hint: key = os.environ.get('ML_ENCRYPTION_KEY')",
    'sensitive-data-printed warning: print(loaded_df.head())',
  ]);
});

/** The sample's own identifiers; those of libraries stay. */
const OWN = [
  'SecureDataLoader',
  'encryption_key',
  'key',
  'cipher',
  'encrypt_dataframe',
  'df',
  'output_path',
  'csv_buffer',
  'csv_str',
  'encrypted_data',
  'f',
  'decrypt_dataframe',
  'encrypted_path',
  'decrypted_data',
  'data',
  'sensitive_df',
  'loader',
  'loaded_df',
  'self',
];

/** Column names of the same meaning. */
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  user_id: ['user_id', 'customerId', 'CLIENT_ID'],
  credit_score: ['credit_score', 'CreditScore', 'fico-score'],
  income: ['income', 'annual_income', 'Salary'],
  approved: ['approved', 'granted'],
};

const VARIABLES = ['ML_ENCRYPTION_KEY', 'DATA_KEY', 'STORE_SECRET'];

const KEPT = new Set(['__main__', 'wb', 'rb']);

/** The whole lines from the one where `from` begins to the one before `to` begins. */
function lines(text: string, from: string, to: string): Span {
  const start = text.lastIndexOf('\n', text.indexOf(from)) + 1;
  const end = text.lastIndexOf('\n', text.indexOf(to, start)) + 1;
  return { start, end };
}

function variant(seed: number): string {
  const random = randomOf(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  let text = SAMPLE;
  const imports = ['import pandas', 'from cryptography', 'import os', 'import io'].map((start) => {
    const at = text.indexOf(start);
    return { start: at, end: text.indexOf('\n', at) };
  });
  text = reorder(text, imports, shuffled([0, 1, 2, 3], random));
  const methods = [
    lines(text, 'def __init__', 'def encrypt_'),
    lines(text, 'def encrypt_', 'def decrypt_'),
    lines(text, 'def decrypt_', '\n# Example usage'),
  ];
  text = reorder(text, methods, shuffled([0, 1, 2], random));
  const groups = [
    lines(text, '# Create sample', '# Set up secure'),
    lines(text, '# Set up secure', '# Encrypt and save'),
  ];
  text = reorder(text, groups, shuffled([0, 1], random));
  const texts = new Map<string, string>();
  text = retext(text, (content) => {
    if (KEPT.has(content)) return undefined;
    const known = texts.get(content);
    if (known !== undefined) return known;
    const column = COLUMNS[content];
    const path = content.endsWith('.enc') ? `${word(random)}/${word(random)}.enc` : undefined;
    const changed = column
      ? pick(column)
      : content === 'ML_ENCRYPTION_KEY'
        ? pick(VARIABLES)
        : (path ?? `${word(random)} ${word(random)}`);
    texts.set(content, changed);
    return changed;
  });
  text = text
    .replace('Generated new key: ', `${word(random)} `)
    .replace('Encrypted dataframe saved to ', `${word(random)} `);
  const used = new Set<string>();
  const names = new Map(
    OWN.map((name) => {
      let fresh = word(random);
      while (used.has(fresh)) fresh = word(random);
      used.add(fresh);
      return [name, name === 'SecureDataLoader' ? fresh[0]?.toUpperCase() + fresh.slice(1) : fresh];
    }),
  );
  return rename(text, names);
}

test('names, texts and order do not matter', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const text = variant(seed);
    const found = findingsIn(text).map(
      ({ rule, severity, span }) => `${rule.id} ${severity} ${text.slice(span.start, span.end)}`,
    );
    assert.deepEqual(
      found,
      [
        'ephemeral-encryption-key warning Fernet.generate_key()',
        'key-material-logged error print',
        `key-from-env-not-kms hint ${/os\.environ\.get\(.*?\)/.exec(text)?.[0]}`,
        `sensitive-data-printed warning ${/\w+\.head\(\)/.exec(text)?.[0]}`,
      ],
      `seed ${seed}\n${text}`,
    );
    const repaired = fixed(text);
    assert.deepEqual(
      findingsIn(repaired).map(({ rule }) => rule.id),
      [TO_CHOOSE],
      `seed ${seed}\n${repaired}`,
    );
    if (seed % 10 === 0) {
      parses(text);
      parses(repaired);
    }
  }
});
