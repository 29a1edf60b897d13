/**
 * The Pod Security Standards, check by check: every row of the table, at both levels, in every version, in every kind of
 * container and in several kinds of workload. A level is told by the rules' references to it.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stringify } from 'yaml';
import { ruleFiles, sourceRuleSet } from '../../scripts/rules.ts';
import { analyze } from '../../server/src/engine/analyze.ts';
import { Memory } from '../../server/src/engine/memory.ts';
import type { RuleSet } from '../../server/src/engine/types.ts';
import { projectOf, sourceOf } from '../support/workspace.ts';
import { type Fails, type Level, ROWS, type Row, type Settings } from './pod-security-table.ts';

const all: RuleSet = await sourceRuleSet(ruleFiles().filter(({ path }) => path.startsWith('kubernetes/')));
const NEWEST = 38;

const byVersion = Array.from({ length: NEWEST + 1 }, (_, minor): RuleSet => {
  const rules = all.rules.filter(({ references }) => references.podSecurity !== undefined);
  return { ...all, rules, kubernetesVersion: `1.${minor}` };
});

type Checks = ReadonlySet<string>;

/** The checks of `level` that rules speaking of `text` belong to. */
function failed(text: string, level: Level, minor: number, memory = new Memory()): Checks {
  const source = sourceOf('pod.yaml', text);
  const { findings } = analyze(source, projectOf([source]), byVersion[minor] ?? all, { memory });
  const names = findings.flatMap(({ rule }) => {
    const ofLevel = (rule.references.podSecurity ?? []).filter((one) => one.startsWith(`${level}: `));
    const own = ofLevel.length > 0 ? (rule.references.podSecurity ?? []) : [];
    return own.map((one) => one.replace(/^\w+: /, '').replace(/_\w+$/, ''));
  });
  return new Set(names);
}

function merged(a: Settings, b: Settings): Settings {
  const out: Record<string, Settings[string]> = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const old = out[key];
    const isMap = (one: unknown): one is Settings =>
      typeof one === 'object' && one !== null && !Array.isArray(one);
    if (value === null) delete out[key];
    else out[key] = isMap(value) && isMap(old) ? merged(old, value) : value;
  }
  return out;
}

const BASE: Readonly<Record<Level, { readonly pod: Settings; readonly container: Settings }>> = {
  baseline: { pod: {}, container: {} },
  restricted: {
    pod: { securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } } },
    container: { securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } } },
  },
};

const LISTS = ['containers', 'initContainers', 'ephemeralContainers'] as const;
type List = (typeof LISTS)[number];

/** The manifest of a pod for `row`; its settings for containers are put into those of `list` only. */
function podOf(row: Row, level: Level, list: List): { metadata: Settings; spec: Settings } {
  const { pod, container } = BASE[level];
  const made = (own: List, name: string): Settings => ({
    name,
    image: 'registry.example.com/x:1',
    ...(list === own ? merged(container, row.container ?? {}) : container),
  });
  const lists =
    list === 'containers'
      ? { containers: [made('containers', 'c')] }
      : { containers: [made('containers', 'other')], [list]: [made(list, 'c')] };
  return {
    metadata: { name: 'a', annotations: row.annotations ?? {} },
    spec: { ...merged(pod, row.pod ?? {}), ...lists },
  };
}

function isFailing(fails: Fails | undefined, minor: number): boolean {
  return fails !== undefined && minor >= fails.from && minor < (fails.before ?? Number.POSITIVE_INFINITY);
}

/** Checks that one rule serves together. */
const SERVED: readonly (readonly string[])[] = [
  ['hostPathVolumes', 'restrictedVolumes'],
  ['runAsNonRoot', 'runAsUser'],
];

function same(check: string): readonly string[] {
  return SERVED.find((checks) => checks.includes(check)) ?? [check];
}

function problems(row: Row, level: Level, list: List, write: (pod: object) => string): string[] {
  const { metadata, spec } = podOf(row, level, list);
  const text = write({ apiVersion: 'v1', kind: 'Pod', metadata, spec });
  const memory = new Memory();
  return byVersion.flatMap((_, minor) => {
    const found = failed(text, level, minor, memory);
    const expected = isFailing(row[level], minor);
    const right = same(row.check).some((check) => found.has(check));
    const others = [...found].filter((check) => !same(row.check).includes(check));
    if (right === expected && others.length === 0) return [];
    return [
      `1.${minor} ${level} ${list}: ${expected ? 'fails' : 'passes'}, found ${[...found].join()}\n${text}`,
    ];
  });
}

for (const [index, row] of ROWS.entries()) {
  const said = JSON.stringify([row.pod, row.container, row.annotations]);
  test(`${index} ${row.check} ${said}`, () => {
    for (const level of ['baseline', 'restricted'] as const) {
      for (const list of row.container || row.annotations ? LISTS : (['containers'] as const)) {
        assert.deepEqual(problems(row, level, list, (pod) => JSON.stringify(pod)).slice(0, 2), []);
        assert.deepEqual(problems(row, level, list, (pod) => stringify(pod)).slice(0, 2), []);
      }
    }
  });
}

test('what a level asks for is asked for inside every workload', () => {
  const { spec } = podOf({ check: '' }, 'restricted', 'containers');
  const bad = { ...spec, hostPID: true };
  const template = { metadata: { labels: { app: 'a' } }, spec: bad };
  const selector = { matchLabels: { app: 'a' } };
  const workloads: readonly [string, string, Settings][] = [
    ['apps/v1', 'Deployment', { selector, template }],
    ['apps/v1', 'StatefulSet', { selector, template }],
    ['apps/v1', 'DaemonSet', { selector, template }],
    ['apps/v1', 'ReplicaSet', { selector, template }],
    ['v1', 'ReplicationController', { template }],
    ['batch/v1', 'Job', { template }],
    ['batch/v1', 'CronJob', { schedule: '@daily', jobTemplate: { spec: { template } } }],
  ];
  for (const [apiVersion, kind, of] of workloads) {
    const text = JSON.stringify({ apiVersion, kind, metadata: { name: 'a' }, spec: of });
    assert.deepEqual([...failed(text, 'baseline', NEWEST)], ['hostNamespaces'], kind);
  }
});
