/** The bundled schema: current, and complete enough for what it is used for. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { SCHEMA_FILE, schemaText } from '../../scripts/kubernetes-schema.ts';
import { fieldsOf, kindType, memberOf } from '../../server/src/kubernetes/schema.ts';

test('schema.json is what scripts/kubernetes-schema.ts writes', () => {
  assert.equal(readFileSync(SCHEMA_FILE, 'utf8'), schemaText(), 'run: node scripts/kubernetes-schema.ts');
});

test('the way from a Deployment to its containers is known', () => {
  assert.equal(kindType('apps/v1', 'Deployment'), 'Deployment');
  assert.equal(fieldsOf('PodTemplateSpec')?.spec, 'PodSpec');
  assert.deepEqual(memberOf(fieldsOf('PodSpec')?.containers ?? ''), { kind: 'list', type: 'Container' });
  assert.deepEqual(memberOf(fieldsOf('ObjectMeta')?.labels ?? ''), { kind: 'map', type: 'string' });
  assert.equal(fieldsOf('any'), undefined);
});

test('there is no schema for custom resources, old versions and inherited names', () => {
  for (const [apiVersion, kind] of [
    ['ray.io/v1', 'RayCluster'],
    ['extensions/v1beta1', 'Deployment'],
    ['apps/v1', 'constructor'],
  ] as const) {
    assert.equal(kindType(apiVersion, kind), undefined);
  }
  assert.equal(fieldsOf('constructor'), undefined);
});
