/** SARIF: valid by the official schema, stable, and complete. */
import assert from 'node:assert/strict';
import { readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import type { Log, Result, Run } from 'sarif';
import { folderWith, parapet, REMOTE, TWO_RULES, UNUSED } from './command.ts';

const require = createRequire(import.meta.url);

function schema(): Record<string, unknown> {
  const path = require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
  const { $schema, id, ...rest } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  // The schema is of draft 4, which differs from draft 7 only in the two keys that are taken out here.
  assert.equal($schema, 'http://json-schema.org/draft-04/schema#');
  assert.match(String(id), /sarif-2\.1\.0/);
  return rest;
}

const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
formats.default(ajv);
const valid = ajv.compile<Log>(schema());

async function runOf(cwd: string, ...args: string[]): Promise<Run> {
  const { out } = await parapet(['scan', '--format', 'sarif', ...args], { cwd });
  const log: unknown = JSON.parse(out);
  if (!valid(log)) assert.fail(JSON.stringify(valid.errors, undefined, 1));
  const [run] = log.runs;
  assert.ok(run);
  return run;
}

function fingerprintsOf(results: readonly Result[] | undefined): string[] {
  return (results ?? []).map(({ partialFingerprints }) => partialFingerprints?.['parapet/v1'] ?? '');
}

const TAINTED = `from openai import OpenAI
client = OpenAI()
reply = client.chat.completions.create(model="m", messages=[])
eval(reply.choices[0].message.content)
`;

const everything = folderWith({
  'parapet.yaml': 'fail-on: high\n',
  'src/load é.py': REMOTE,
  'src/old.py': UNUSED,
  'src/suppressed.py': `${REMOTE.trimEnd()}  # parapet: ignore[trust-remote-code] -- our own mirror\n`,
  'src/answer.py': TAINTED,
  'src/half.py': 'def half(:\n    x = \n',
  'src/binary.py': '\0\0',
  'src/big.py': Buffer.alloc(9_000_001, 'x'),
});
symlinkSync('circle.py', join(everything, 'circle.py'));

test('a report of everything is valid', async () => {
  const run = await runOf(everything, '--all-rules');
  assert.equal(run.columnKind, 'utf16CodeUnits');
  assert.ok((run.results ?? []).length >= 5);
});

test('an empty report is valid', async () => {
  const run = await runOf(folderWith({}));
  assert.deepEqual(run.results, []);
});

test('rules carry their help, tags and scores', async () => {
  const run = await runOf(everything);
  const rule = run.tool.driver.rules?.find(({ id }) => id === 'trust-remote-code');
  assert.match(rule?.help?.markdown ?? '', /^# Model loading/);
  assert.match(rule?.help?.text ?? '', /^Model loading[^`]*$/);
  assert.match(rule?.helpUri ?? '', /^https:\/\/.*\/rules\/trust-remote-code$/);
  assert.ok(rule?.properties?.tags?.includes('security'));
  assert.ok(rule?.properties?.tags?.includes('external/cwe/cwe-829'));
  assert.equal(rule?.properties?.['security-severity'], '8.0');
  assert.equal(rule?.properties?.precision, 'high');
  for (const { ruleId, ruleIndex } of run.results ?? []) {
    assert.equal(run.tool.driver.rules?.[ruleIndex ?? -1]?.id, ruleId);
  }
});

test('a result has a relative place, a level, a rank and fixes', async () => {
  const run = await runOf(everything, ...TWO_RULES);
  const result = run.results?.find(
    ({ ruleId, suppressions }) => ruleId === 'trust-remote-code' && !suppressions,
  );
  assert.deepEqual(result?.locations?.[0]?.physicalLocation, {
    artifactLocation: { uri: 'src/load%20%C3%A9.py', uriBaseId: '%SRCROOT%' },
    region: { startLine: 2, startColumn: 48, endLine: 2, endColumn: 70 },
  });
  assert.equal(result?.level, 'error');
  assert.ok((result?.rank ?? 0) > 90);
  const unused = run.results?.find(({ ruleId }) => ruleId === 'unused-suppression');
  assert.equal(unused?.level, 'note');
  assert.equal(unused?.properties?.severity, 'info');
  assert.deepEqual(unused?.fixes?.[0]?.artifactChanges[0]?.replacements[0]?.deletedRegion, {
    startLine: 2,
    startColumn: 25,
    endLine: 2,
    endColumn: 70,
  });
});

test('suppressed findings are there, as suppressed', async () => {
  const run = await runOf(everything, ...TWO_RULES);
  const suppressed = run.results?.filter(({ suppressions }) => suppressions !== undefined) ?? [];
  assert.deepEqual(
    suppressed.map(({ suppressions }) => suppressions?.[0]?.kind),
    ['inSource'],
  );
});

test('the way of the data is a code flow that ends at the finding', async () => {
  const run = await runOf(everything, '--select', 'llm-output-code-exec');
  const steps = run.results?.[0]?.codeFlows?.[0]?.threadFlows[0]?.locations ?? [];
  assert.ok(steps.length >= 2, 'there are steps');
  const lines = steps.map(({ location }) => location?.physicalLocation?.region?.startLine);
  assert.equal(lines.at(-1), 4);
});

test('what was not analysed, and mistakes in the configuration, are notifications', async () => {
  const [invocation] = (await runOf(everything)).invocations ?? [];
  assert.equal(invocation?.executionSuccessful, true);
  const told = (invocation?.toolExecutionNotifications ?? []).map(({ message }) => message.text ?? '');
  for (const file of ['circle.py', 'src/binary.py', 'src/big.py', 'src/half.py']) {
    assert.ok(
      told.some((text) => text.startsWith(`${file}: `)),
      file,
    );
  }
  assert.equal(invocation?.toolConfigurationNotifications?.length, 1);
});

test('fingerprints do not change when lines move, and tell equal lines apart', async () => {
  const twice = `${REMOTE}${REMOTE.split('\n')[1]}\n`;
  const before = fingerprintsOf((await runOf(folderWith({ 'a.py': twice }), ...TWO_RULES)).results);
  const moved = `import os\n\n${twice.replace('model =', 'model  =')}`;
  const after = fingerprintsOf((await runOf(folderWith({ 'sub/b.py': moved }), ...TWO_RULES)).results);
  assert.equal(new Set(before).size, 2);
  assert.deepEqual(after, before);
});

test('no line of the source is in the report', async () => {
  const cwd = folderWith({ 'a.py': `${REMOTE.trimEnd()}  # the word xyzzy\n` });
  const { out } = await parapet(['scan', '--format', 'sarif'], { cwd });
  assert.ok(!out.includes('xyzzy'));
});
