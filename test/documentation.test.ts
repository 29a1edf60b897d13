/** The generated pages: what makes them stale, and that generating mends it. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { staleIn, writePages } from '../scripts/docs.ts';
import { pagesOf } from '../scripts/documentation/pages.ts';
import { controls, threatModel } from '../scripts/documentation/threat-model.ts';
import { ROOT, ruleFiles } from '../scripts/rules.ts';
import { loadRules } from '../server/src/ruleset/load.ts';

const { rules } = loadRules(ruleFiles());

test('stale pages are named, and generating mends them', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parapet-docs-'));
  try {
    const pages = pagesOf(rules);
    assert.equal(staleIn(join(folder, 'none'), pages).length, pages.size);
    writePages(folder, pages);
    assert.deepEqual(staleIn(folder, pages), []);
    writeFileSync(join(folder, 'README.md'), 'changed by hand');
    writeFileSync(join(folder, 'gone.md'), 'of a rule that is no more');
    assert.deepEqual(staleIn(folder, pages), [
      'README.md is not what its rule says',
      'gone.md belongs to no rule',
    ]);
    writePages(folder, pages);
    assert.deepEqual(staleIn(folder, pages), []);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the table names every rule once, with a link to its page', () => {
  const table = pagesOf(rules).get('README.md') ?? '';
  for (const { id, aliases } of rules) {
    assert.equal(table.split(`[${id}](${id}.md)`).length, 2, id);
    for (const alias of aliases) assert.ok(table.includes(alias));
  }
});

test('the threat model is current and short, and knows every control that a rule names', () => {
  const page = threatModel(rules);
  assert.equal(
    readFileSync(join(ROOT, 'docs/threat-model.md'), 'utf8'),
    page,
    'bring it up to date: npm run docs',
  );
  assert.ok(page.split('\n').length <= 200);
  const known = new Set(controls().flatMap(({ rows }) => rows.map(({ code }) => code)));
  for (const { id, controls: named } of rules)
    for (const code of named) assert.ok(known.has(code), `${id}: ${code} is no control of the article`);
});
