/**
 * Applies every fix of every rule to every finding in public repositories, one at a time and in memory, and checks what
 * each promises: the result parses, the finding is gone, no new one appears (but for the placeholder that the fix wrote),
 * every statement and comment outside the edit is still there, and the rule offers nothing here again. Then all fixes of
 * a file together, as `--fix` does.
 *
 *   node scripts/node24.mjs scripts/quality/fixes.ts FOLDER [OWNER/NAME...] [--rule ID] [--show N]
 *
 * FOLDER/OWNER/NAME are work trees. Exit code 1 when a fix fails. Must not know a rule.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { repair } from '../../server/src/cli/repair.ts';
import type { Analysis } from '../../server/src/engine/analyze.ts';
import { applyEdits } from '../../server/src/engine/edits.ts';
import { indexLines } from '../../server/src/engine/lines.ts';
import type { Edit, Finding, FixClass, RuleSet, Source, Span } from '../../server/src/engine/types.ts';
import { loadGrammars } from '../../server/src/grammar/grammars.ts';
import { grammarFiles } from '../grammars.ts';
import { sourceRuleSet } from '../rules.ts';
import { type Failure, failuresOf, trimmed, type Version } from './outcome.ts';
import { type Case, statementProblems } from './python-statements.ts';
import { analysed, readTree, repositoriesIn, scanRules, type Tree, type TreeFile } from './trees.ts';

/** One fix, applied. */
interface Trial {
  readonly rule: string;
  /** The fix's id. */
  readonly fix: string;
  readonly place: string;
  readonly failures: Failure[];
}

/** Still to be shown to Python, if it is Python. */
interface Open extends Trial {
  readonly python?: Case;
}

const TODAY = new Date().toISOString().slice(0, 10);
const CLASSES: readonly (readonly FixClass[])[] = [['safe'], ['safe', 'suggested']];

function placeOf(tree: Tree, { source, span }: Finding): string {
  return `${tree.repository}/${source.path}:${indexLines(source.text).at(span.start).line + 1}`;
}

function pythonCase(
  { language, text }: Source,
  edits: readonly Edit[],
  finding: Span,
): { readonly python: Case } | undefined {
  if (language !== 'python') return undefined;
  return { python: { text, edits: edits.map((edit) => trimmed(text, edit)), finding } };
}

/** A file of a tree, and how to analyse versions of it. */
interface Subject {
  readonly tree: Tree;
  readonly before: Version;
  readonly analyse: (version: Source) => Analysis;
}

function trialsOf({ tree, before, analyse }: Subject, only: string | undefined): Open[] {
  return before.analysis.findings
    .filter(({ rule }) => only === undefined || rule.id === only)
    .flatMap((finding) =>
      finding.fixes.map((fix): Open => {
        const source = { ...before.source, text: applyEdits(before.source.text, fix.edits) };
        const failures = failuresOf(before, { source, analysis: analyse(source) }, finding, fix);
        const trial = { rule: finding.rule.id, fix: fix.id, place: placeOf(tree, finding), failures };
        return { ...trial, ...pythonCase(before.source, fix.edits, finding.span) };
      }),
    );
}

/** What all fixes of some classes do together: they must leave a text that parses, and nothing to do again. */
function together({ tree, before, analyse }: Subject): Open[] {
  return CLASSES.flatMap((classes): Open[] => {
    const whole = repair(before.source, before.analysis, classes, () => true, analyse);
    if (whole.applied === 0 && whole.refused === undefined) return [];
    const again = repair(whole.source, whole.analysis, classes, () => true, analyse);
    const failures: Failure[] = [];
    if (whole.refused !== undefined) failures.push({ kind: 'syntax', words: whole.refused });
    if (again.applied > 0) failures.push({ kind: 'second run', words: `${again.applied} fixes again` });
    const edit = { span: { start: 0, end: before.source.text.length }, text: whole.source.text };
    const place = `${tree.repository}/${before.source.path}`;
    const trial = { rule: '(all of a file)', fix: classes.join('+'), place, failures };
    return [{ ...trial, ...pythonCase(before.source, [edit], edit.span) }];
  });
}

/** Adds what Python says of the results. */
function askPython(trials: readonly Open[]): void {
  const python = trials.filter((trial) => trial.python !== undefined);
  const problems = statementProblems(python.flatMap((trial) => trial.python ?? []));
  for (const [index, { failures }] of python.entries()) {
    for (const words of problems[index] ?? []) {
      failures.push({ kind: words.startsWith('Python') ? 'syntax' : 'lost', words });
    }
  }
}

function tryFile(tree: Tree, one: TreeFile, rules: RuleSet, only: string | undefined): Open[] {
  const analyse = (version: Source): Analysis => analysed(tree, one, version, rules, TODAY);
  const before = { source: one.source, analysis: analyse(one.source) };
  const subject = { tree, before, analyse };
  return only === undefined ? [...trialsOf(subject, only), ...together(subject)] : trialsOf(subject, only);
}

function tryTree(tree: Tree, rules: RuleSet, only: string | undefined): Trial[] {
  const started = performance.now();
  const trials: Open[] = [];
  let slowest = { milliseconds: 0, path: '' };
  for (const one of tree.files) {
    const from = performance.now();
    trials.push(...tryFile(tree, one, rules, only));
    const milliseconds = performance.now() - from;
    if (milliseconds > slowest.milliseconds) slowest = { milliseconds, path: one.source.path };
  }
  askPython(trials);
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(
    `${tree.repository}: ${trials.length} trials in ${seconds} s; longest ${slowest.path} ${(slowest.milliseconds / 1000).toFixed(1)} s`,
  );
  // Without the texts: the next tree needs the room.
  return trials.map(({ python: _, ...trial }) => trial);
}

function grouped<T>(list: readonly T[], key: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of list) groups.set(key(one), [...(groups.get(key(one)) ?? []), one]);
  return groups;
}

function report(trials: readonly Trial[], show: number): void {
  console.log('\nrule / fix: tried, failed, by kind');
  for (const [name, list] of grouped(trials, ({ rule, fix }) => `${rule} / ${fix}`)) {
    const failed = list.filter(({ failures }) => failures.length > 0);
    const kinds = grouped(failed, ({ failures }) => failures[0]?.kind ?? '');
    const counts = [...kinds].map(([kind, those]) => `${kind} ${those.length}`).join(', ');
    console.log(`${name}: ${list.length}, ${failed.length}${counts === '' ? '' : ` (${counts})`}`);
    for (const [kind, those] of kinds) {
      for (const { place, failures } of those.slice(0, show))
        console.log(
          `    ${kind}  ${place}\n        ${failures.map(({ words }) => words).join('\n        ')}`,
        );
    }
  }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rule: { type: 'string' }, show: { type: 'string', default: '3' } },
});
const [folder, ...named] = positionals;
if (folder === undefined) throw new Error('Which folder? FOLDER/OWNER/NAME are the trees.');
await loadGrammars(grammarFiles());
const rules = scanRules(await sourceRuleSet(), true);
const repositories = named.length > 0 ? named : repositoriesIn(resolve(folder));
const trials = repositories.flatMap((name) => tryTree(readTree(folder, name), rules, values.rule));
report(
  trials.sort((a, b) => (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0)),
  Number(values.show),
);
const failed = trials.filter(({ failures }) => failures.length > 0).length;
console.log(`\n${trials.length} tried, ${failed} failed.`);
process.exitCode = failed > 0 ? 1 : 0;
