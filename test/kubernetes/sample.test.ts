/** The article's manifest: exactly what section 9 of the catalogue expects, and the same when only its wording changes. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Document, isMap, isScalar, isSeq, parseAllDocuments, parseDocument, visit } from 'yaml';
import { ROOT, ruleFiles, sourceRuleSet } from '../../scripts/rules.ts';
import { applyEdits } from '../../server/src/engine/edits.ts';
import { indexLines } from '../../server/src/engine/lines.ts';
import type { Finding, Fix, RuleSet } from '../../server/src/engine/types.ts';
import { ready } from '../support/parsers.ts';
import { analyzeText } from '../support/workspace.ts';
import { type Seeded, seeded } from '../yaml/seeded.ts';

await ready;
/** All rules of the area, those off by default included. */
const rules: RuleSet = await sourceRuleSet(ruleFiles().filter(({ path }) => path.startsWith('kubernetes/')));
const sample = readFileSync(join(ROOT, 'samples/article/deployment.yaml'), 'utf8');

function findingsIn(text: string): readonly Finding[] {
  const { findings, gaps } = analyzeText(rules, 'deploy/deployment.yaml', text);
  assert.deepEqual(gaps, []);
  return findings;
}

const EXPECTED = [
  'hint default-namespace 3 metadata',
  'warning no-network-policy 4 secure-ml-model',
  'info service-account-token-mounted 16 spec',
  'info run-as-root 18 securityContext',
  'info seccomp-missing-or-unconfined 18 securityContext',
  'info no-probes 23 model-server',
  'info image-not-pinned 24 model-registry.company.com/sentiment-model:v1.2.3',
  'hint read-only-root-without-tmp 43 true',
  'error unknown-field-in-spec 66 networkPolicy',
];

/** The catalogue's rules that must stay silent, and all that are not named at all. */
const SILENT = [
  'privileged-container',
  'host-namespaces',
  'host-path-volume',
  'host-port',
  'capabilities-added',
  'capabilities-not-dropped',
  'allow-privilege-escalation',
  'root-fs-writable',
  'no-resource-limits',
  'secret-as-literal-env',
];

function ids(findings: readonly Finding[]): string[] {
  return findings.map(({ severity, rule }) => `${severity} ${rule.id}`).sort();
}

const expectedIds = EXPECTED.map((line) => line.split(' ').slice(0, 2).join(' ')).sort();

test('the sample has exactly the findings that section 9 expects', () => {
  const lines = indexLines(sample);
  const found = findingsIn(sample).map(({ severity, rule, span }) => {
    return `${severity} ${rule.id} ${lines.at(span.start).line + 1} ${sample.slice(span.start, span.end)}`;
  });
  assert.deepEqual(found, EXPECTED);
  for (const id of SILENT)
    assert.ok(
      rules.rules.some((rule) => rule.id === id),
      `${id} ran`,
    );
});

test('only requiring a user other than root is safe', () => {
  const safe = findingsIn(sample).flatMap(({ rule, fixes }) =>
    fixes.filter((fix) => fix.class === 'safe').map(({ id }) => `${rule.id} ${id}`),
  );
  assert.deepEqual(safe, ['run-as-root require-non-root']);
});

/** Replaces names, strings and the port consistently. */
function renamed(text: string, random: Seeded): string {
  const word = (): string =>
    Array.from({ length: 4 + random.below(8) }, () => String.fromCharCode(97 + random.below(26))).join('');
  let out = text;
  for (const name of [
    'secure-ml-model',
    'sentiment-analysis',
    'model-server',
    'model-volume',
    'model-artifacts-pvc',
    'ml-model-secrets',
    'api-key',
    'api-gateway',
  ]) {
    out = out.replaceAll(name, `${word()}-${word()}`);
  }
  const port = String(1024 + random.below(60_000));
  out = out
    .replaceAll('8501', port)
    .replace(/\bapp:/g, `${word()}:`)
    .replace(/\brole:/g, `${word()}:`);
  out = out
    .replace('API_KEY', word().toUpperCase())
    .replace('/models', `/${word()}`)
    .replace('/health', `/${word()}`);
  return out.replace(
    /image: .*/,
    `image: ${word()}.example.org/${word()}/${word()}:v${random.below(9)}.${random.below(9)}`,
  );
}

/** Shuffles the fields of every map and the items of every list. */
function reordered(text: string, random: Seeded): string {
  const document: Document = parseDocument(text);
  visit(document, {
    Collection: (_, node) => {
      if (isMap(node) || isSeq(node)) node.items = random.shuffled<unknown>(node.items) as never;
    },
  });
  return document.toString();
}

/** Writes some collections in flow style and some text in quotes. */
function restyled(text: string, random: Seeded): string {
  const document: Document = parseDocument(text);
  visit(document, {
    Collection: (_, node) => {
      if ((isMap(node) || isSeq(node)) && random.next() < 0.15) node.flow = true;
    },
    Scalar: (key, node) => {
      if (key !== 'key' && isScalar(node) && typeof node.value === 'string' && random.next() < 0.3)
        node.type = random.pick(['QUOTE_DOUBLE', 'QUOTE_SINGLE']);
    },
  });
  return document.toString({
    indent: random.pick([2, 4]),
    indentSeq: random.next() < 0.5,
    flowCollectionPadding: random.next() < 0.5,
  });
}

/** What the parser makes of every document; throws when one is broken. */
function objects(text: string): Record<string, unknown>[] {
  return parseAllDocuments(text).map((document) => {
    assert.deepEqual((document as Document).errors, []);
    return (document as Document).toJS() as Record<string, unknown>;
  });
}

/** Applies the fix that makes a NetworkPolicy of the misplaced block, and checks what comes out. */
function checkMoved(text: string): void {
  const fix = findingsIn(text).find(({ rule }) => rule.id === 'unknown-field-in-spec')?.fixes[0];
  assert.equal(fix?.id, 'move-policy', text);
  const fixed = applyEdits(text, fix?.edits ?? []);
  const [workload, policy, ...more] = objects(fixed);
  assert.equal(more.length, 0);
  const before = objects(text)[0] as { spec: { template: { spec: Record<string, unknown> } } };
  const { networkPolicy, ...rest } = before.spec.template.spec;
  assert.deepEqual(workload, {
    ...before,
    spec: { ...before.spec, template: { ...before.spec.template, spec: rest } },
  });
  const { metadata, spec } = workload as {
    metadata: { name: string };
    spec: { selector: unknown; template: { spec: { containers: { ports: { containerPort: number }[] }[] } } };
  };
  const from = (networkPolicy as { ingress: { from: unknown }[] }).ingress[0]?.from;
  const port = spec.template.spec.containers[0]?.ports[0]?.containerPort;
  assert.deepEqual(policy, {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: metadata.name },
    spec: {
      podSelector: spec.selector,
      policyTypes: ['Ingress'],
      ingress: [{ from, ports: [{ protocol: 'TCP', port }] }],
    },
  });
  const gone = ['error unknown-field-in-spec', 'warning no-network-policy'];
  // The policy says nothing of egress, which is shown on request.
  assert.deepEqual(
    ids(findingsIn(fixed)),
    [...expectedIds.filter((id) => !gone.includes(id)), 'hint egress-unrestricted'].sort(),
  );
}

test('the misplaced networkPolicy becomes a policy that selects the workload', () => checkMoved(sample));

test('other names, strings, ports, orders and styles give the same findings', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const random = seeded(seed);
    let text = renamed(sample, random);
    if (seed % 3 > 0) text = reordered(text, random);
    if (seed % 4 > 1) text = restyled(text, random);
    assert.deepEqual(ids(findingsIn(text)), expectedIds, `seed ${seed}:\n${text}`);
    checkMoved(text);
  }
});

test('as JSON it has the same findings', () => {
  const text = JSON.stringify(objects(sample)[0], null, 2);
  assert.deepEqual(ids(findingsIn(text)), expectedIds);
  checkMoved(text);
});

/** The first fix that says what to write; placeholders keep a finding's place. */
function fixOf({ fixes }: Finding): Fix | undefined {
  return fixes.find(({ id }) => id !== 'placeholder');
}

/** Applies one fix after the other, `pick`ing each time, until none is offered. */
function repaired(text: string, pick: (findings: readonly Finding[]) => Finding | undefined): string {
  let out = text;
  for (let round = 0; round < 30; round++) {
    const finding = pick(findingsIn(out).filter((each) => fixOf(each) !== undefined));
    const chosen = finding && fixOf(finding);
    if (!chosen) return out;
    out = applyEdits(out, chosen.edits);
    objects(out);
  }
  throw new Error('the fixes do not converge');
}

test('all fixes, in any order, converge and keep every comment and line', () => {
  const orders: ((findings: readonly Finding[]) => Finding | undefined)[] = [
    (list) => list[0],
    (list) => list.at(-1),
  ];
  for (let seed = 1; seed <= 10; seed++) {
    const random = seeded(seed);
    orders.push((list) => (list.length > 0 ? random.pick(list) : undefined));
  }
  const moved = sample.slice(sample.indexOf('      # Network policy'));
  for (const eol of ['\n', '\r\n']) {
    for (const pick of orders) {
      const after = repaired(sample.replaceAll('\n', eol), pick);
      assert.deepEqual(ids(findingsIn(after)), ['hint default-namespace', 'info image-not-pinned']);
      const left = after.split(eol);
      for (const line of sample
        .slice(0, sample.length - moved.length)
        .trimEnd()
        .split('\n')) {
        const at = left.indexOf(line);
        assert.ok(at >= 0, `line kept, in order: ${line}`);
        left.splice(0, at + 1);
      }
      assert.ok(left.includes('# Network policy to restrict traffic'));
      assert.equal(after.includes('\r'), eol === '\r\n');
    }
  }
});
