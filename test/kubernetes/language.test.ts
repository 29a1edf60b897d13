/** Manifests through the engine: other files, versions of one file, lists, tables, suppressions. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'yaml';
import { ruleFiles, sourceRuleSet } from '../../scripts/rules.ts';
import { analyze } from '../../server/src/engine/analyze.ts';
import { Memory } from '../../server/src/engine/memory.ts';
import type { Project, RuleSet } from '../../server/src/engine/types.ts';
import { kubernetesLanguage } from '../../server/src/kubernetes/language.ts';
import { resourcesOf } from '../../server/src/kubernetes/resources.ts';
import { readWorkloads } from '../../server/src/kubernetes/workloads.ts';
import { readDocuments } from '../../server/src/yaml/documents.ts';
import { ready } from '../support/parsers.ts';
import { analyzeText, projectOf, sourceOf } from '../support/workspace.ts';

await ready;
const rules: RuleSet = await sourceRuleSet(ruleFiles().filter(({ path }) => path.startsWith('kubernetes/')));

function only(...names: string[]): RuleSet {
  return { ...rules, rules: rules.rules.filter(({ id }) => names.includes(id)) };
}

/** `id text` of every finding. */
function found(
  set: RuleSet,
  text: string,
  files: Record<string, string> = {},
  path = 'deploy/app.yaml',
): string[] {
  const { findings, gaps } = analyzeText(set, path, text, files);
  assert.deepEqual(gaps, []);
  return findings.map(({ rule, span }) => `${rule.id} ${text.slice(span.start, span.end)}`);
}

const POD =
  'apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  labels: {app: a}\nspec:\n  containers:\n    - {name: a, image: "x:1"}\n';

test('findings of later documents stand at their place in the file', () => {
  const text = `${POD}---\n# two\n---\n${POD.replace('containers', 'hostPID: true\n  containers')}`;
  assert.deepEqual(found(only('host-namespaces'), text), ['host-namespaces true']);
  const fix = analyzeText(only('host-namespaces'), 'a.yaml', text).findings[0]?.fixes[0];
  assert.equal(
    fix?.edits[0] && text.slice(fix.edits[0].span.start, fix.edits[0].span.end),
    '  hostPID: true\n',
  );
});

test('a comment suppresses, and one that hides nothing does not', () => {
  const bad = POD.replace(
    '  containers',
    '  # parapet: ignore[host-namespaces] -- a node agent\n  hostPID: true\n  containers',
  );
  assert.deepEqual(found(only('host-namespaces'), bad), []);
  assert.deepEqual(found(only('host-namespaces'), bad.replace('[host-namespaces]', '[host-port]')), [
    'host-namespaces true',
  ]);
});

test('a policy of another file covers by labels and namespace', () => {
  const policy = (namespace: string, selector: string): Record<string, string> => ({
    'policies/p.yaml': `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p${namespace}}\nspec: {podSelector: ${selector}}\n`,
  });
  const set = only('no-network-policy');
  const spaced = POD.replace('name: a\n', 'name: a\n  namespace: ml\n');
  assert.deepEqual(found(set, spaced), ['no-network-policy a']);
  assert.deepEqual(found(set, spaced, policy(', namespace: ml', '{}')), []);
  assert.deepEqual(found(set, spaced, policy(', namespace: web', '{}')), ['no-network-policy a']);
  assert.deepEqual(found(set, spaced, policy('', '{matchLabels: {app: a}}')), []);
  assert.deepEqual(found(set, spaced, policy('', '{matchLabels: {app: b}}')), ['no-network-policy a']);
  assert.deepEqual(
    found(set, spaced, policy('', '{matchExpressions: [{key: app, operator: NotIn, values: [a]}]}')),
    ['no-network-policy a'],
  );
  assert.deepEqual(found(set, spaced, policy('', '{matchExpressions: [{key: app, operator: Exists}]}')), []);
  assert.deepEqual(found(set, spaced, policy('', '{matchLabels: {app: "{{ .Values.app }}"}}')), []);
});

test('an edit keeps what other documents said, and sees what changed elsewhere', () => {
  const memory = new Memory();
  const set = only('no-network-policy', 'host-namespaces');
  const texts = [
    `${POD}---\n${POD.replace('containers', 'hostPID: true\n  containers')}`,
    `${POD}# more\n---\n${POD.replace('containers', 'hostPID: true\n  containers')}`,
  ];
  const policy = sourceOf(
    'p.yaml',
    'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p}\nspec: {podSelector: {}}\n',
  );
  const run = (text: string, others: readonly ReturnType<typeof sourceOf>[]): string[] => {
    const source = sourceOf('a.yaml', text);
    return analyze(source, projectOf([source, ...others]), set, { memory }).findings.map(
      ({ rule, span }) => `${rule.id} ${span.start}`,
    );
  };
  const [first = '', second = ''] = texts;
  const at = (text: string): string => `host-namespaces ${text.indexOf('true')}`;
  assert.deepEqual(
    run(first, []).filter((id) => id.startsWith('host')),
    [at(first)],
  );
  assert.equal(run(second, []).filter((id) => id.startsWith('no-network')).length, 2);
  assert.deepEqual(run(second, [policy]), [at(second)]);
});

test('the pin of an image is looked up again when another document or file names it, and not for other tags', () => {
  const memory = new Memory();
  const set = only('image-not-pinned');
  const digest = `sha256:${'a1'.repeat(32)}`;
  const tagged = POD.replace(/image: .*/, 'image: registry.example.com/a:1.0');
  const run = (second: string): string[] => {
    const source = sourceOf('a.yaml', `${tagged}---\n${second}`);
    return analyze(source, projectOf([source]), set, { memory }).findings.flatMap(({ fixes }) =>
      fixes.slice(0, 1).map(({ id }) => id),
    );
  };
  const other = (image: string): string => tagged.replace('registry.example.com/a:1.0', image);
  assert.deepEqual(run(other('registry.example.com/b:1')), ['placeholder', 'placeholder']);
  assert.deepEqual(run(other(`registry.example.com/a:1.1@${digest}`)), ['placeholder']);
  assert.deepEqual(run(other(`registry.example.com/a:1.0@${digest}`)), ['pin']);
  assert.deepEqual(run(other('registry.example.com/b:12')), ['placeholder', 'placeholder']);
});

test('another kind is a line in the table', () => {
  const table = readWorkloads(
    parse(
      '- kinds: [RayCluster]\n  groups: [ray.io]\n  runs: forever\n  pods:\n    - {spec: spec.workerGroupSpecs.*.template.spec, metadata: spec.workerGroupSpecs.*.template.metadata}\n- kinds: [Workflow]\n  pods: [{spec: spec.templates.*, container: [container, script]}]\n',
    ),
  );
  const text = (name: string): string =>
    `{template: {metadata: {labels: {g: ${name}}}, spec: {containers: [{name: ${name}}], initContainers: [{name: i}]}}}`;
  const ray = readDocuments(
    `apiVersion: ray.io/v1\nkind: RayCluster\nspec: {workerGroupSpecs: [${text('one')}, ${text('two')}]}\n`,
    '1.1',
  );
  const pods = ray.documents
    .flatMap(({ tree }) => resourcesOf(tree, table))
    .flatMap((resource) => resource.pods);
  assert.deepEqual(
    pods.map(({ containers }) => containers.map(({ name, role }) => `${role} ${name}`)),
    [
      ['main one', 'init i'],
      ['main two', 'init i'],
    ],
  );
  assert.deepEqual(
    pods.map(({ metadata }) => metadata?.node.kind),
    ['map', 'map'],
  );
  const argo = readDocuments(
    'apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nspec: {templates: [{container: {name: c}}, {script: {name: s}}]}\n',
    '1.1',
  );
  const names = argo.documents
    .flatMap(({ tree }) => resourcesOf(tree, table))
    .flatMap(({ pods: list }) => list.flatMap(({ containers }) => containers.map(({ name }) => name)));
  assert.deepEqual(names, ['c', 's']);
  const other = readDocuments(
    'apiVersion: example.com/v1\nkind: RayCluster\nspec: {workerGroupSpecs: []}\n',
    '1.1',
  );
  assert.equal(other.documents.flatMap(({ tree }) => resourcesOf(tree, table))[0]?.workload, undefined);
});

test('nothing is called missing in a patch, a template or a broken document', () => {
  const missing = only(
    'run-as-root',
    'allow-privilege-escalation',
    'no-resource-limits',
    'service-account-token-mounted',
    'no-probes',
    'no-network-policy',
  );
  const patch =
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {template: {spec: {containers: [{name: a, env: []}]}}}\n';
  assert.deepEqual(found(missing, patch), []);
  const sidecar = patch.replace('name: a, env', 'name: a, image: "x:1", env');
  assert.deepEqual(found(missing, sidecar), []);
  const chart = `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ .n }}\nspec:\n  selector:\n    {{- include "l" . | nindent 4 }}\n  template:\n    metadata:\n      labels:\n        {{- include "l" . | nindent 8 }}\n    spec:\n      {{- include "pod" . | nindent 6 }}\n      containers:\n        - name: a\n          image: {{ .i }}\n          {{- include "hard" . | nindent 10 }}\n`;
  assert.deepEqual(
    found(missing, chart).filter((id) => !id.startsWith('no-network')),
    [],
  );
});

test('what a template writes is never underlined', () => {
  const chart =
    'apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .n }}\nspec:\n  containers:\n    - image: a:1\n      name: {{ .n }}\n';
  assert.deepEqual(found(only('allow-privilege-escalation'), chart), ['allow-privilege-escalation name']);
  assert.deepEqual(found(only('no-network-policy'), chart), ['no-network-policy Pod']);
});

test('a rule that throws is named once, and the others go on', () => {
  const detectors = {
    kubernetes: {
      'run-as-root': {
        scope: 'document',
        pod: () => {
          throw new Error('oops');
        },
      },
    },
  };
  const set: RuleSet = { ...only('run-as-root', 'host-namespaces'), detectors };
  const text = `${POD.replace('containers', 'hostPID: true\n  containers')}---\n${POD}`;
  const source = sourceOf('a.yaml', text);
  const project: Project = projectOf([source]);
  const facts = kubernetesLanguage.read(source);
  const { detections, gaps } = kubernetesLanguage.detect(facts, kubernetesLanguage.compile(set), project);
  assert.deepEqual(
    detections.map(({ rule }) => rule.id),
    ['host-namespaces'],
  );
  assert.equal(gaps.length, 1);
  assert.match(gaps[0]?.reason ?? '', /run-as-root.*oops/);
});

test('definitions of custom resources are not read', () => {
  const source = sourceOf(
    'crd.yaml',
    `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nspec: [\n---\n${POD}`,
  );
  const { documents } = kubernetesLanguage.read(source).documents;
  assert.deepEqual(
    documents.map(({ tree }) => tree.root === undefined),
    [true, false],
  );
});
