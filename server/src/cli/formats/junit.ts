/** JUnit XML, for services that know findings only as failed tests: a suite a file, a failed case a finding. */
import { ruleAddress } from '../../ruleset/product.ts';
import { allFindings, type FileReport, type Report, regionOf } from '../report.ts';
import { gapLines } from './summary.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Text for XML 1.0, which has no place at all for most control characters. */
function xml(text: string): string {
  return text
    .replace(/[^\t\n\r -\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

function suite({ path, source, findings }: FileReport): string {
  const cases = findings.map(({ rule, span, severity, message }) => {
    const { line, column } = regionOf(source, span).start;
    const name = `${rule.id} ${line}:${column}`;
    const details = `${path}:${line}:${column}: ${message}\n${ruleAddress(rule.id)}`;
    return [
      `    <testcase name="${xml(name)}" classname="${xml(path)}" file="${xml(path)}" line="${line}">`,
      `      <failure type="${severity}" message="${xml(message)}">${xml(details)}</failure>`,
      '    </testcase>',
    ].join('\n');
  });
  const count = findings.length;
  return [
    `  <testsuite name="${xml(path)}" tests="${count}" failures="${count}">`,
    ...cases,
    '  </testsuite>',
  ].join('\n');
}

/** The whole report; without findings it holds one passed case, because many services take an empty one for an error. */
export function junitReport(report: Report): string {
  const failures = allFindings(report).length;
  const suites = report.files.filter(({ findings }) => findings.length > 0).map(suite);
  const passed = [
    '  <testsuite name="parapet" tests="1" failures="0">',
    '    <testcase name="no findings" classname="parapet"/>',
    '  </testsuite>',
  ].join('\n');
  const gaps = gapLines(report);
  const errors =
    gaps.length > 0
      ? [`  <!-- not everything was analysed: ${xml(gaps.join('; ')).replaceAll('--', '- -')} -->`]
      : [];
  const seconds = (report.milliseconds / 1000).toFixed(3);
  return `${[
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="parapet" tests="${Math.max(failures, 1)}" failures="${failures}" time="${seconds}">`,
    ...(suites.length > 0 ? suites : [passed]),
    ...errors,
    '</testsuites>',
  ].join('\n')}\n`;
}
