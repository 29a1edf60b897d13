/** Templates of a Helm chart with the values that `values.yaml` gives them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ruleFiles, sourceRuleSet } from '../../scripts/rules.ts';
import { analyze } from '../../server/src/engine/analyze.ts';
import { Memory } from '../../server/src/engine/memory.ts';
import type { Finding } from '../../server/src/engine/types.ts';
import { ready } from '../support/parsers.ts';
import { projectOf, sourceOf } from '../support/workspace.ts';

await ready;
const wanted =
  /\/(?:privileged-container|host-namespaces|run-as-root|image-not-pinned|secret-as-literal-env)\.yaml$/;
const rules = await sourceRuleSet(ruleFiles().filter(({ path }) => wanted.test(`/${path}`)));

function template(privileged: string): string {
  return `apiVersion: v1
kind: Pod
metadata:
  name: {{ .Release.Name }}
spec:
  securityContext: {runAsUser: 1000, runAsNonRoot: true}
  containers:
    - name: server
      image: "registry.example.com/server@sha256:${'a1'.repeat(32)}"
      securityContext:
        privileged: ${privileged}
`;
}

const TEMPLATE = 'chart/templates/pod.yaml';
const CHART = { 'chart/Chart.yaml': 'name: chart\nversion: 1.0.0\n' };

function findingsIn(
  text: string,
  files: Readonly<Record<string, string>>,
  path = TEMPLATE,
  memory?: Memory,
): readonly Finding[] {
  const source = sourceOf(path, text);
  const others = Object.entries({ ...CHART, ...files }).map(([other, content]) => sourceOf(other, content));
  return analyze(source, projectOf([source, ...others]), rules, memory ? { memory } : {}).findings;
}

function ids(privileged: string, values: string): string[] {
  return findingsIn(template(privileged), { 'chart/values.yaml': values }).map(({ rule }) => rule.id);
}

test('a simple reference has the value of values.yaml, and the finding names its place there', () => {
  const values = '# the default\nserver:\n  privileged: true\n';
  const text = template('{{ .Values.server.privileged }}');
  const [found, ...more] = findingsIn(text, { 'chart/values.yaml': values });
  assert.equal(more.length, 0);
  assert.equal(found?.rule.id, 'privileged-container');
  assert.equal(text.slice(found?.span.start, found?.span.end), '{{ .Values.server.privileged }}');
  const step = found?.steps?.[0];
  assert.equal(step?.uri, 'file:///workspace/chart/values.yaml');
  assert.equal(values.slice(step?.span.start, step?.span.end), 'true');
  for (const { edits } of found?.fixes ?? [])
    for (const { span } of edits) assert.ok(!text.slice(span.start, span.end).includes('.Values'));
});

test('what a form of reference makes of a value', () => {
  const values =
    'yes: true\noff: false\nword: "true"\nnothing: ""\nmap: {a: true}\ntpl: "{{ .Values.yes }}"\n';
  const bad = ['privileged-container'];
  for (const [written, expected] of [
    ['{{ .Values.word }}', bad],
    ['{{- .Values.word -}}', bad],
    ['{{ $.Values.word }}', bad],
    ['{{ .Values.missing | default true }}', bad],
    ['{{ default true .Values.off }}', bad],
    ['{{ .Values.word | default false }}', bad],
    ['{{ .Values.off }}', []],
    ['{{ .Values.off | default false }}', []],
    ['{{ .Values.word | quote }}', []],
    ['"{{ .Values.word }}"', []],
    ['{{ .Values.missing }}', []],
    ['{{ .Values.nothing }}', []],
    ['{{ .Values.map }}', []],
    ['{{ .Values.tpl }}', []],
    ['{{ .Values.word | upper }}', []],
    ['{{ .Values.word }}{{ .Values.word }}', []],
    ['{{ tpl .Values.word . }}', []],
    ['{{ .Chart.word }}', []],
  ] as const)
    assert.deepEqual(ids(written, values), expected, written);
});

test('what a condition may leave out stays unknown, unless a value says that it holds', () => {
  const values = 'on: true\noff: false\n';
  const within = (open: string, close = '{{- end }}'): string =>
    template('{{ $.Values.on }}').replace(/( +privileged:.*\n)/, `        ${open}\n$1        ${close}\n`);
  const found = (text: string): number => findingsIn(text, { 'chart/values.yaml': values }).length;
  assert.equal(found(within('{{- if .Values.on }}')), 1);
  for (const open of [
    'if .Values.off',
    'if not .Values.off',
    'if .Values.missing',
    'with .Values.on',
    'range .Values.list',
  ])
    assert.equal(found(within(`{{- ${open} }}`)), 0, open);
  assert.equal(found(within('{{- if .Values.on }}\n        {{- else }}')), 0);
  assert.equal(found(`{{- if .Values.off }}\n---\n${template('{{ .Values.on }}')}{{- end }}\n`), 0);
  assert.equal(found(`{{- if .Values.on }}\n---\n${template('{{ .Values.on }}')}{{- end }}\n`), 1);
  assert.equal(found(`{{- if .Values.off }}\n# nothing\n{{- end }}\n${template('{{ .Values.on }}')}`), 1);
});

test('nothing is known of a chart without values, nor of one inside of another', () => {
  const text = template('{{ .Values.on }}');
  assert.deepEqual(findingsIn(text, {}), []);
  const inner = 'chart/charts/inner/templates/pod.yaml';
  assert.deepEqual(findingsIn(text, { 'chart/charts/inner/values.yaml': 'on: true\n' }, inner), []);
  const alone = 'charts/inner/templates/pod.yaml';
  assert.equal(findingsIn(text, { 'charts/inner/values.yaml': 'on: true\n' }, alone).length, 1);
  assert.deepEqual(findingsIn(text, { 'chart/values.yaml': 'on: [\n' }), []);
});

test('another value is another finding, while the template stays', () => {
  const memory = new Memory();
  const text = template('{{ .Values.on }}');
  const run = (values: string): number =>
    findingsIn(text, { 'chart/values.yaml': values }, TEMPLATE, memory).length;
  assert.deepEqual([run('on: true\n'), run('on: false\n'), run('on: true\n')], [1, 0, 1]);
});

test('anchors and aliases of a template lead to the same values', () => {
  const text = template('{{ .Values.off }}').replace(
    '      securityContext:\n        privileged: {{ .Values.off }}\n',
    '      securityContext: &own\n        privileged: {{ .Values.on }}\n    - name: other\n      image: registry.example.com/a:1\n      securityContext: *own\n',
  );
  const found = findingsIn(text, { 'chart/values.yaml': 'on: true\n' }).filter(
    ({ rule }) => rule.id === 'privileged-container',
  );
  assert.equal(found.length, 2);
});
