/**
 * Every row of the tables that Python and dependency rules read has an effect: a program is written for it, and is
 * reported otherwise when the row is missing; or an example of a rule notices. A row that changes nothing is superfluous.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceRuleSet } from '../scripts/rules.ts';
import type { RuleSet } from '../server/src/engine/types.ts';
import { advised } from './mutation/advisories.ts';
import type { Program } from './mutation/code.ts';
import { probeRules, probeTable } from './mutation/probes.ts';
import { flowRows, listRows, originRows, type Shown } from './mutation/rows.ts';
import { field, type Row, type Tables, without } from './mutation/tables.ts';
import { fault, report } from './mutation/trial.ts';
import { ready } from './support/parsers.ts';

await ready;
const own = await sourceRuleSet();
const probes = { rules: [...own.rules, ...probeRules(own.models)], table: probeTable(own.models) };

/** The project's rules and the probes over `tables`. */
function setOf(tables: Tables): RuleSet {
  return { ...own, rules: probes.rules, models: { ...tables, probes: probes.table } };
}

const whole = setOf(own.models);

/** Whether none of the programs is reported otherwise without the row. */
function isSilent(row: Row, programs: readonly Program[]): boolean {
  const spoilt = setOf(without(own.models, row));
  return programs.every((program) => report(whole, program) === report(spoilt, program));
}

/** The last name in a row, which an example that is to notice the row has to mention. */
function wordOf({ value, at: place }: Row): string {
  // What a row stops is no name in a program.
  if (place.at(-2) === 'stops') return '';
  const row = typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  const at = typeof value === 'string' ? value : String(row.at ?? row.method ?? '');
  return (
    at
      .replace(/\([^()]*\)$/, '')
      .match(/\w+/g)
      ?.at(-1) ?? ''
  );
}

/** Whether no example of a rule notices that the row is missing. */
function isUnnoticed(row: Row): boolean {
  const spoilt = { ...own, models: without(own.models, row) };
  const word = wordOf(row);
  return own.rules.every((rule) =>
    rule.examples
      .filter(({ text, files }) => [text, ...Object.values(files)].some((one) => one.includes(word)))
      .every((example) => fault(own, rule, example) === fault(spoilt, rule, example)),
  );
}

function idle(shown: readonly Shown[]): string[] {
  return shown
    .filter(({ row, programs }) => isSilent(row, programs) && isUnnoticed(row))
    .map(({ row }) => `${row.at.join('.')}: ${JSON.stringify(row.value)}`);
}

for (const [name, shown] of Object.entries({
  'flows of data': flowRows(own.models),
  'origins of artefacts': originRows(own.models),
  'lists of detectors': listRows(own.models),
})) {
  test(`every row about ${name} has an effect`, () => {
    assert.ok(shown.length > 0);
    assert.deepEqual(idle(shown), []);
  });
}

test('every row about versions has an effect, inside its ranges only', () => {
  const rows = advised(own.models);
  assert.ok(rows.length > 0);
  for (const { row, inside, outside } of rows) {
    const spoilt = setOf(without(own.models, row));
    const matters = (program: Program): boolean => report(whole, program) !== report(spoilt, program);
    const what = JSON.stringify(row.value);
    for (const program of inside)
      assert.notEqual(report(whole, program), '', `${program.text} is in ${what}`);
    assert.ok(inside.some(matters), `a version is reported otherwise because of ${what}`);
    for (const program of outside)
      assert.ok(!report(whole, program).includes(field(row, 'id')), `${program.text} is not in ${what}`);
  }
});
