/** Every row of the table of package runners has an effect: what it names is found behind all of its options. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { models } from '../../scripts/rules.ts';
import { launchOf, type Runner } from '../../server/src/agents/launch.ts';

const { runners } = models()['package-runners'] as { readonly runners: readonly Runner[] };

function found(...words: readonly string[]): string | undefined {
  const list = words.map((text) => ({ text, span: { start: 0, end: text.length }, plain: true }));
  return launchOf(list, runners)?.word.text;
}

for (const { command, values = [], package: named = [] } of runners)
  test(`${command} runs a package`, () => {
    const program = command.split(' ');
    assert.equal(found(...program, '--quiet', 'thing', 'other'), 'thing');
    assert.equal(found(`/opt/bin/${program[0]}`, ...program.slice(1), '--', 'thing'), 'thing');
    for (const option of values) {
      assert.equal(found(...program, option, 'value', 'thing'), 'thing', option);
      assert.equal(found(...program, `${option}=value`, 'thing'), 'thing', option);
    }
    for (const option of named) {
      assert.equal(found(...program, option, 'thing', 'script'), 'thing', option);
      assert.equal(found(...program, `${option}=thing`, 'script'), 'thing', option);
    }
    assert.equal(found(...program), undefined);
    assert.equal(found('node', ...program, 'thing'), undefined);
  });

test('what only wraps a command is looked through', () => {
  assert.equal(found('cmd', '/c', 'npx', 'thing'), 'thing');
  assert.equal(found('env', 'A=b', '-i', 'npx', 'thing'), 'thing');
  assert.equal(found('C:\\Tools\\npx.cmd', 'thing'), 'thing');
});
