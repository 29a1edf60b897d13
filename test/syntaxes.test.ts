/** The grammars: well-formed, registered under the names they give themselves, and of patterns that compile. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../scripts/rules.ts';

interface Pattern {
  readonly match?: string;
  readonly begin?: string;
  readonly end?: string;
  readonly while?: string;
  readonly include?: string;
  readonly patterns?: readonly Pattern[];
  readonly captures?: Readonly<Record<string, Pattern>>;
}

interface Grammar extends Pattern {
  readonly name: string;
  readonly scopeName: string;
  readonly injectionSelector: string;
  readonly repository?: Readonly<Record<string, Pattern>>;
}

interface Registered {
  readonly scopeName: string;
  readonly path: string;
  readonly injectTo: readonly string[];
}

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  contributes: { grammars: Registered[] };
};
const grammars = new Map(
  globSync('syntaxes/*.json', { cwd: ROOT }).map((path) => [
    `./${path.replaceAll('\\', '/')}`,
    JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as Grammar,
  ]),
);

function* patternsIn(pattern: Pattern): Generator<Pattern> {
  yield pattern;
  for (const inner of [...(pattern.patterns ?? []), ...Object.values(pattern.captures ?? {})])
    yield* patternsIn(inner);
}

function* all(grammar: Grammar): Generator<Pattern> {
  yield* patternsIn(grammar);
  for (const pattern of Object.values(grammar.repository ?? {})) yield* patternsIn(pattern);
}

test('every grammar is registered under its own name', () => {
  const { grammars: registered } = manifest.contributes;
  assert.deepEqual(registered.map(({ path }) => path).sort(), [...grammars.keys()].sort());
  for (const { path, scopeName, injectTo } of registered) {
    assert.equal(grammars.get(path)?.scopeName, scopeName);
    assert.match(grammars.get(path)?.injectionSelector ?? '', /^L:/);
    assert.ok(injectTo.length > 0);
  }
});

test('every pattern compiles, and every include is there', () => {
  for (const grammar of grammars.values()) {
    const scopes = new Set([...grammars.values()].map(({ scopeName }) => scopeName));
    for (const { match, begin, end, while: during, include } of all(grammar)) {
      for (const pattern of [match, begin, end, during]) if (pattern !== undefined) new RegExp(pattern);
      if (include === undefined) continue;
      const own = include.startsWith('#') && grammar.repository?.[include.slice(1)] !== undefined;
      assert.ok(own || include.startsWith('source.') || scopes.has(include), include);
    }
  }
});

test('the words of a suppression are told apart', () => {
  const { match = '' } = grammars.get('./syntaxes/suppression.tmLanguage.json')?.patterns?.[0] ?? {};
  const found = new RegExp(match).exec('# parapet: ignore[a, b-c] until=2027-03-01 -- our own file');
  assert.deepEqual(found?.slice(1), [
    'parapet',
    'ignore',
    '[',
    'a, b-c',
    ']',
    'until',
    '=',
    '2027-03-01',
    '--',
    'our own file',
  ]);
  assert.equal(new RegExp(match).exec('# parapet: ignore-file[a]')?.[2], 'ignore-file');
});

test('examples of rule files are found, and only below examples', () => {
  const { repository = {} } = grammars.get('./syntaxes/rule.tmLanguage.json') ?? {};
  const begins = (name: string, line: string): boolean =>
    new RegExp(repository[name]?.begin ?? '(?!)').test(line);
  assert.ok(begins('examples', 'examples:'));
  assert.ok(!begins('examples', '  examples:'));
  assert.ok(begins('item', '  - bad: |'));
  assert.ok(begins('key', '    fixed: |'));
  assert.ok(!begins('key', '    message: |'));
  const mark = grammars.get('./syntaxes/mark.tmLanguage.json')?.patterns?.[0]?.match ?? '';
  assert.match('      ^^^^  ^^', new RegExp(mark));
  assert.doesNotMatch('  x = a ^ b', new RegExp(mark));
});
