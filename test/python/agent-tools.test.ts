/** Every row of the table of agent tools makes a function a tool, whose text arguments are what a model chose. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { models, sourceRuleSet } from '../../scripts/rules.ts';
import { analyze } from '../../server/src/engine/analyze.ts';
import type { Written } from '../../server/src/python/agents/tool-table.ts';
import { splitRow } from '../../server/src/python/taint/models.ts';
import { ready } from '../support/parsers.ts';
import { projectOf, sourceOf } from '../support/workspace.ts';

await ready;
const rules = await sourceRuleSet();

const table = (models()['agent-tools'] as { 'agent-tools': Written })['agent-tools'];

/** A name that fits a pattern. */
function plain(pattern: string): string {
  return pattern.replaceAll('.**', '').replaceAll('*', 'x');
}

/** How often an argument of a tool reaches a shell in `lines`. */
function reached(...lines: string[]): number {
  const code = lines.join('\n');
  const roots = new Set(code.match(/\b(?!os\b)[a-z]\w*(?=\.\w)/g));
  const imports = ['os', ...roots].map((name) => `import ${name}`).join('\n');
  const source = sourceOf('app.py', `${imports}\n${code}\n`);
  const { findings } = analyze(source, projectOf([source]), rules);
  return findings.filter(({ message }) => message.includes('of the tool')).length;
}

const BODY = '    os.system("ls " + word)';

for (const name of [...table.decorators, ...table.prompts])
  test(`${name} makes a tool`, () => {
    assert.equal(reached(`@${plain(name)}`, 'def act(word: str):', BODY), 1);
    assert.equal(reached(`@${plain(name)}("a")`, 'async def act(word):', BODY), 1);
    assert.equal(reached(`@${plain(name)}`, 'def act(word: int):', BODY), 0);
  });

for (const row of [...table.registrations, ...table.lists])
  test(`${row} makes a tool`, () => {
    const { name, args } = splitRow(row);
    const [position, keyword = position] = (args[0] ?? '').split('|');
    const value = table.lists.includes(row) ? '[act]' : 'act';
    const call = (argument: string): string[] => ['def act(word):', BODY, `${plain(name)}(${argument})`];
    assert.equal(reached(...call(`${keyword}=${value}`)), 1);
    if (position !== keyword) assert.equal(reached(...call('a, '.repeat(Number(position)) + value)), 1);
    assert.equal(reached(...call('other=act')), 0);
  });

for (const [base, methods] of Object.entries(table.classes))
  for (const method of methods)
    test(`${method} of a ${base} is a tool`, () => {
      const body = [`    def ${method}(self, word):`, `    ${BODY}`];
      assert.equal(reached(`class Act(${plain(base)}):`, ...body), 1);
      assert.equal(reached('class Act:', ...body), 0);
    });

for (const [base, attribute] of Object.entries(table['named-methods']))
  test(`a ${base} names its tools in ${attribute}`, () => {
    const head = [`class Act(${plain(base)}):`, `    ${attribute} = ["act"]`];
    const method = (name: string): string[] => [`    def ${name}(self, word):`, `    ${BODY}`];
    assert.equal(reached(...head, ...method('act')), 1);
    assert.equal(reached(...head, ...method('other')), 0);
  });

const TOOL = '@langchain_core.tools.tool';

for (const type of table.supplied)
  test(`a ${type} is filled by the framework`, () => {
    assert.equal(reached(TOOL, `def act(word: ${plain(type)}):`, BODY), 0);
    assert.equal(reached(TOOL, `def act(word: ${plain(type)}[str] | None = None):`, BODY), 0);
  });

for (const mark of table.marks)
  test(`what is marked ${mark} is filled by the framework`, () => {
    assert.equal(reached(TOOL, `def act(word: typing.Annotated[str, ${plain(mark)}]):`, BODY), 0);
    assert.equal(reached(TOOL, `def act(word: typing.Annotated[str, ${plain(mark)}("a")]):`, BODY), 0);
    assert.equal(reached(TOOL, 'def act(word: typing.Annotated[str, typing.Doc("a")]):', BODY), 1);
  });

for (const name of table['supplied-names'])
  test(`${name} is filled by the framework`, () => {
    assert.equal(reached(TOOL, `def act(${name}):`, BODY.replace('word', name)), 0);
  });
