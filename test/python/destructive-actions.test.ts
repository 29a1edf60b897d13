/** Every row of the table of destructive actions is reported in a tool, and in no other function. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { models, sourceRuleSet } from '../../scripts/rules.ts';
import { analyze } from '../../server/src/engine/analyze.ts';
import { ready } from '../support/parsers.ts';
import { projectOf, sourceOf } from '../support/workspace.ts';

await ready;
const rules = await sourceRuleSet();
const { destructive } = models()['destructive-actions'] as {
  readonly destructive: { readonly calls: Record<string, string>; readonly statements: readonly string[] };
};

const RULE = 'destructive-tool-no-approval';

/** Code that calls `name` on what the tool is given. */
function codeFor(name: string, argument: string): string {
  const plain = name.replaceAll('.**', '').replaceAll('*', 'x');
  return `${plain.replace('pathlib.Path()', 'pathlib.Path(word)')}(${argument})`;
}

function reported(code: string, decorator = '@langchain_core.tools.tool'): string[] {
  const roots = [...new Set(code.match(/\b[a-z]\w*(?=\.\w)/g)), 'langchain_core'];
  const imports = roots.map((root) => `import ${root}`).join('\n');
  const source = sourceOf('app.py', `${imports}\n${decorator}\ndef send_it(word: str):\n    ${code}\n`);
  return analyze(source, projectOf([source]), rules)
    .findings.filter(({ rule }) => rule.id === RULE)
    .map(({ severity }) => severity);
}

for (const [name, deed] of Object.entries(destructive.calls))
  test(`${name} is ${deed}`, () => {
    const worse = deed === 'delete' || deed === 'pay';
    assert.deepEqual(reported(codeFor(name, 'word')), [worse ? 'warning' : 'info']);
    assert.deepEqual(reported(codeFor(name, 'word'), '@functools.cache'), []);
  });

for (const name of destructive.statements)
  test(`${name} runs SQL`, () => {
    assert.deepEqual(reported(codeFor(name, '"delete from users"')), ['warning']);
    assert.deepEqual(reported(codeFor(name, '"UPDATE users SET a = 1"')), ['info']);
    assert.deepEqual(reported(codeFor(name, '"SELECT 1"')), []);
  });
