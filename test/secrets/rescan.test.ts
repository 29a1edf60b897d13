/** After any edit, scanning the lines that changed finds what scanning the whole text finds. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceRuleSet } from '../../scripts/rules.ts';
import { follow, hitsOf, scan } from '../../server/src/secrets/scan.ts';
import { type SecretTable, scannerNamed } from '../../server/src/secrets/table.ts';
import { random } from '../support/random.ts';
import { sourceOf } from '../support/workspace.ts';
import { sample } from './sample.ts';

const { models } = await sourceRuleSet();

test('random edits', () => {
  let found = 0;
  for (const name of ['provider-keys', 'cloud-credentials']) {
    const table = models[name] as SecretTable;
    const scanner = scannerNamed(models, name);
    for (let seed = 1; seed <= 8; seed++) {
      const next = random(seed);
      const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(next() * list.length)];
      const key = (): string => {
        const row = pick(table.keys);
        return row ? `${pick(row.near ?? ['x']) ?? ''}_key = "${sample(row.pattern, next)}"` : '';
      };
      const pieces = [
        '\n',
        '"',
        ' ',
        'A',
        '\r\n',
        '-----BEGIN ',
        'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ',
      ];
      let source = sourceOf('a.py', `${key()}\n${key()}\nplain = 1\n`);
      for (let step = 0; step < 80; step++) {
        const hits = hitsOf(source, scanner);
        assert.deepEqual(hits, scan(source.text, scanner), `${name}, seed ${seed}, step ${step}`);
        found += hits.length;
        const { text } = source;
        const at = Math.floor(next() * (text.length + 1));
        const piece = next() < 0.3 ? key() : (pick(pieces) ?? '');
        const cut = next() < 0.4 ? Math.floor(next() * 30) : 0;
        const after = sourceOf('a.py', text.slice(0, at) + piece + text.slice(at + cut));
        follow(after, source);
        source = after;
      }
    }
  }
  assert.ok(found > 500, `${found} hits were compared`);
});
