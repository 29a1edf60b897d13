/** Every row of the tables of keys finds a key of its form wherever it stands, and none where none stands. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { models } from '../../scripts/rules.ts';
import { scan, valuesOf } from '../../server/src/secrets/scan.ts';
import { type SecretTable, scannerNamed } from '../../server/src/secrets/table.ts';
import { random } from '../support/random.ts';
import { sample } from './sample.ts';

const tables = models();
const table = tables['provider-keys'] as SecretTable;
const scanner = scannerNamed(tables, 'provider-keys');

/** Ways to write down the key `key` of the variable `name`. */
const WAYS: readonly ((name: string, key: string) => string)[] = [
  (name, key) => `${name}=${key}`,
  (name, key) => `${name} = "${key}"\n`,
  (name, key) => `{"${name}": "${key}", "x": 1}`,
  (name, key) => `{\\"${name}\\": \\"${key}\\"}`.replaceAll('\\"', '"'),
  (name, key) => `env:\n  - ${name}: '${key}'`,
  (name, key) => `# ${name}: ${key}`,
];

for (const each of ['provider-keys', 'cloud-credentials'])
  for (const [index, row] of (tables[each] as SecretTable).keys.entries()) {
    test(`${row.name} (${row.starts?.[0] ?? row.near?.[0] ?? ''}…)`, () => {
      const own = scannerNamed(tables, each);
      const next = random(index + 1);
      const name = row.near ? `${row.near[0]}_API_KEY`.toUpperCase() : 'MY_SETTING';
      for (let round = 0; round < 20; round++) {
        const made = sample(row.pattern, next);
        const key = new RegExp(row.pattern).exec(made)?.groups?.secret ?? made;
        // What must follow stands in the examples of the rules.
        if (row['followed-by'] !== undefined || /\[\^/.test(row.pattern)) return;
        // A pattern that says less than the beginning.
        if (row.starts && !row.back && !row.starts.some((start) => made.includes(start))) return;
        for (const way of WAYS) {
          // What is quoted already is not quoted once more.
          if (made.includes('"') && way('', '"').includes('""')) continue;
          const text = way(name.replaceAll('-', '_'), made);
          const hits = scan(text, own);
          assert.deepEqual(
            hits.map((hit) => hit.value),
            [key],
            text,
          );
          assert.equal(hits[0]?.kind.name, row.name, text);
        }
      }
    });
  }

test('an escape before a key is no part of it', () => {
  const key = sample(table.keys.find((row) => row.name === 'Groq')?.pattern ?? '', random(7));
  for (const text of [`"a\\n${key}"`, `a%20${key}`, `a\\t${key}\\n`])
    assert.deepEqual(
      scan(text, scanner).map((hit) => hit.value),
      [key],
      text,
    );
});

test('no key: longer words, placeholders, repetitions, encoded data', () => {
  const next = random(11);
  for (const { pattern, starts } of table.keys) {
    if (!starts || pattern.includes('(?<secret>')) continue;
    const key = sample(pattern, next);
    const start = starts.find((text) => key.startsWith(text)) ?? '';
    const body = key.slice(start.length);
    const noise = sample('[A-Za-z0-9]{300}', next);
    for (const text of [
      `x${key}`,
      ...(/\{\d+,|\)\?$|\?$/.test(pattern) ? [] : [`${key}A`]),
      start + 'x'.repeat(body.length),
      start + 'ab12'.repeat(body.length).slice(0, body.length),
      `${start}...`,
      `${start}${'EXAMPLE'.repeat(body.length).slice(0, body.length)}`,
      `data:image/png;base64,${noise}/${key}/${noise}`,
    ])
      assert.deepEqual(scan(text, scanner), [], text);
  }
});

test('a message shows at most four characters of the key', () => {
  const key = sample(table.keys[0]?.pattern ?? '', random(3));
  const [hit] = scan(key, scanner);
  assert.ok(hit);
  const { start, ...others } = valuesOf(hit);
  assert.equal(start, key.slice(0, 4));
  for (const value of Object.values(others)) assert.ok(!key.includes(value) || /^\d+$/.test(value), value);
});

test('no text makes the scan hang', () => {
  const size = 500_000;
  for (const part of [
    'sk-',
    'sk-proj-',
    `hf_${'a'.repeat(33)}`,
    'mistral_api_key = ',
    'mistral ',
    'AIza',
    '"',
    '-----BEGIN ',
    'A',
    '\n',
  ]) {
    const text = part.repeat(size / part.length);
    scan(text, scanner);
  }
});
