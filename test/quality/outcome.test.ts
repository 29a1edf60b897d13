/** The check of applied fixes must see what a bad fix does: here real fixes are spoiled, one promise at a time. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failuresOf, type Version } from '../../scripts/quality/outcome.ts';
import { statementProblems } from '../../scripts/quality/python-statements.ts';
import { sourceRuleSet } from '../../scripts/rules.ts';
import { analyze } from '../../server/src/engine/analyze.ts';
import { applyEdits } from '../../server/src/engine/edits.ts';
import type { Edit } from '../../server/src/engine/types.ts';
import { missing } from '../python/recorder.ts';
import { ready } from '../support/parsers.ts';
import { projectOf, sourceOf } from '../support/workspace.ts';

await ready;
const rules = await sourceRuleSet();

const PYTHON = `import yaml

# all of it
def load(path):
    with open(path) as file:  # from disk
        config = yaml.load(file, Loader=yaml.Loader)
    return config


print(load("a.yaml"))
`;
const DOCKERFILE = 'FROM python:3.12-slim\nWORKDIR /app\n# last\nUSER 1000\n';
const KUBERNETES = `apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  hostPID: true # why
  dnsPolicy: ClusterFirst
  containers:
    - name: a
      image: registry.example.com/a:1
`;

function version(path: string, text: string): Version {
  const source = sourceOf(path, text);
  return { source, analysis: analyze(source, projectOf([source]), rules) };
}

/** The edit that puts `put` where `old` stands in `text`. */
function instead(text: string, old: string, put: string): Edit {
  const start = text.indexOf(old);
  assert.ok(start >= 0, `the text holds ${old}`);
  return { span: { start, end: start + old.length }, text: put };
}

/** Checks the first fix of `rule` after `change`; `kinds` are the promises that it breaks. */
function check(
  name: string,
  [path, text, rule]: readonly [string, string, string],
  change: (edits: readonly Edit[]) => readonly Edit[],
  kinds: readonly string[],
): void {
  test(name, () => {
    const before = version(path, text);
    const finding = before.analysis.findings.find((one) => one.rule.id === rule && one.fixes.length > 0);
    const [fix] = finding?.fixes ?? [];
    assert.ok(finding && fix, `${rule} has a fix`);
    const changed = { ...fix, edits: change(fix.edits) };
    const after = version(path, applyEdits(text, changed.edits));
    const failures = failuresOf(before, after, finding, changed);
    assert.deepEqual([...new Set(failures.map(({ kind }) => kind))], kinds);
  });
}

const yaml = ['app.py', PYTHON, 'yaml-unsafe-load'] as const;
const image = ['Dockerfile', DOCKERFILE, 'base-image-not-pinned'] as const;
const host = ['pod.yaml', KUBERNETES, 'host-namespaces'] as const;

for (const [path, text, rule] of [yaml, image, host])
  check(`a fix that keeps its promises: ${path}`, [path, text, rule], (edits) => edits, []);

check('an edit that repairs nothing', yaml, () => [], ['not gone', 'second run']);
check('a comment is lost', yaml, (edits) => [...edits, instead(PYTHON, '# all of it\n', '')], ['comment']);
check(
  'Python that does not parse',
  yaml,
  (edits) => [...edits, instead(PYTHON, 'return config', 'return (')],
  ['syntax'],
);
check(
  'another finding',
  yaml,
  (edits) => [...edits, instead(PYTHON, 'return config', 'return eval(input())')],
  ['new finding'],
);
check('an instruction is lost', image, (edits) => [...edits, instead(DOCKERFILE, 'WORKDIR /app\n', '')], [
  'lost',
]);
check(
  'a comment of a Dockerfile is lost',
  image,
  (edits) => [...edits, instead(DOCKERFILE, '# last\n', '')],
  ['comment'],
);
check('YAML that does not parse', host, (edits) => [...edits, instead(KUBERNETES, '{name: a}', '{name: a')], [
  'syntax',
  'new finding',
]);
check(
  'another field is lost',
  host,
  (edits) => [...edits, instead(KUBERNETES, '  dnsPolicy: ClusterFirst\n', '')],
  ['lost'],
);

test('what Python says of statements', { skip: missing }, () => {
  const start = PYTHON.indexOf('yaml.load');
  const finding = { start, end: start + 9 };
  const said = (...edits: Edit[]): string =>
    (statementProblems([{ text: PYTHON, edits, finding }])[0] ?? []).join();
  const fix = instead(PYTHON, 'yaml.load(file, Loader=yaml.Loader)', 'yaml.safe_load(file)');
  assert.equal(said(fix), '');
  assert.equal(said(fix, instead(PYTHON, 'import yaml\n', 'import os\nimport yaml\n')), '');
  assert.match(said(fix, instead(PYTHON, '    return config\n', '')), /lost or moved: 'return config'/);
  assert.match(said(fix, instead(PYTHON, '    return config', 'return config')), /lost or moved/);
  assert.match(said(fix, instead(PYTHON, 'print(', 'print)')), /does not parse/);
});
