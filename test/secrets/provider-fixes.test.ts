/**
 * Every provider's key has a fix that runs: the fixed program is executed with a stand-in for the client, which gets what
 * the variable of that provider holds, and the key itself stands nowhere any more.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { models, sourceRuleSet } from '../../scripts/rules.ts';
import { applyEdits, chosen, combine } from '../../server/src/engine/edits.ts';
import type { SecretTable } from '../../server/src/secrets/table.ts';
import { missing } from '../python/recorder.ts';
import { ready } from '../support/parsers.ts';
import { random } from '../support/random.ts';
import { analyzeText } from '../support/workspace.ts';
import { sample } from './sample.ts';

await ready;
const all = await sourceRuleSet();
const RULES: Readonly<Record<string, string>> = {
  'provider-keys': 'ai-provider-key-in-source',
  'cloud-credentials': 'private-key-or-cloud-credential',
};

/** Ways in which a program is given its key; `{}` stands for the key in quotes. */
const WAYS: readonly ((name: string) => string)[] = [
  (name) => `from vendor import Client\n\nclient = Client(${name}_api_key={})\n`,
  (name) => `"""Says why."""\nimport vendor\n\n${name}_API_KEY = {}\nvendor.Client(key=${name}_API_KEY)\n`,
  (name) =>
    `import vendor\n\ndef ask(question, ${name}_token={}):\n    vendor.Client(key=${name}_token)\n\nask(1)\n`,
  (name) => `import vendor\nSETTINGS = {"${name}_key": {}}\nvendor.Client(**SETTINGS)\n`,
  (name) => `import os\nimport vendor\nvendor.Client(key=os.environ.get("{variable}", {}))  # ${name}_key\n`,
];

interface Program {
  readonly what: string;
  readonly variable: string;
  readonly text: string;
}

/** Runs each program with `vendor` in place of its client; gives back what the client was given. */
const RUNNER = `
import json, os, sys, types
answers = []
for one in json.loads(sys.stdin.readline()):
    given = []
    vendor = types.ModuleType("vendor")
    vendor.Client = lambda *args, **named: given.extend([*args, *named.values()])
    sys.modules["vendor"] = vendor
    os.environ.clear()
    os.environ[one["variable"]] = "from outside"
    try:
        exec(compile(one["text"], "app.py", "exec"), {"__name__": "__main__"})
        answers.append(given)
    except BaseException as error:
        answers.append([repr(error)])
print(json.dumps(answers))
`;

const programs: Program[] = [];
for (const [table, rule] of Object.entries(RULES))
  test(`${table}: every fix takes the key out`, () => {
    const own = { ...all, rules: all.rules.filter(({ id }) => id === rule) };
    for (const [index, row] of (models()[table] as SecretTable).keys.entries()) {
      const { variable } = row;
      if (variable === undefined) continue;
      const key = sample(row.pattern, random(index + 1));
      // What stands in something else is no literal of its own.
      if (row.pattern.includes('(?<secret>')) continue;
      const name = (row.near?.[0] ?? 'my').replace(/\W/g, '_').replace(/_+$/, '');
      for (const way of WAYS) {
        const text: string = way(name).replace('{variable}', variable).replace('{}', `"${key}"`);
        const what: string = `${row.name}: ${text}`;
        const { findings } = analyzeText(own, 'app.py', text, {});
        assert.equal(findings.length, 1, what);
        const fixed = applyEdits(text, combine(chosen(findings, 'environment')).edits);
        assert.ok(!fixed.includes(key.slice(0, 12)), fixed);
        programs.push({ what, variable, text: fixed });
      }
    }
  });

test('the fixed programs run, and their clients get the key from outside', { skip: missing }, () => {
  assert.ok(programs.length > 300, String(programs.length));
  const { status, stdout, stderr } = spawnSync('python3', ['-c', RUNNER], {
    input: `${JSON.stringify(programs)}\n`,
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
  const answers = JSON.parse(stdout) as unknown[][];
  for (const [index, { what, text }] of programs.entries())
    assert.deepEqual(answers[index], ['from outside'], `${what}\n${text}`);
});
