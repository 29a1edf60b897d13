/** Image references, what is known of them, and what one file takes over from another. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { models } from '../../scripts/rules.ts';
import { knownImage } from '../../server/src/image/known-images.ts';
import { pinFor } from '../../server/src/image/pins.ts';
import { canonicalName, parseImageReference } from '../../server/src/image/reference.ts';
import { projectOf, sourceOf } from '../support/workspace.ts';

const A = `sha256:${'a'.repeat(64)}`;
const B = `sha256:${'b'.repeat(64)}`;

test('references by the grammar of the distribution project', () => {
  const parts: Record<string, unknown> = {
    python: { repository: 'python' },
    'python:3.12-slim': { repository: 'python', tag: '3.12-slim' },
    'localhost:5000/a/b': { registry: 'localhost:5000', repository: 'a/b' },
    'localhost/a': { registry: 'localhost', repository: 'a' },
    [`ghcr.io/a/b:1@${A}`]: { registry: 'ghcr.io', repository: 'a/b', tag: '1', digest: A },
    [`[::1]:5000/a@${A}`]: { registry: '[::1]:5000', repository: 'a', digest: A },
    'a/b__c/d-e.f': { repository: 'a/b__c/d-e.f' },
    'host:5000': { repository: 'host', tag: '5000' },
  };
  for (const [text, expected] of Object.entries(parts))
    assert.deepEqual(parseImageReference(text), expected, text);
  for (const text of [
    '',
    'Python',
    'a b',
    '$X',
    '{{x}}',
    'a:',
    'a@sha256:12',
    '-a',
    'a//b',
    '.a',
    `${'a'.repeat(300)}`,
    ' a',
  ]) {
    assert.equal(parseImageReference(text), undefined, text);
  }
});

function name(text: string): string {
  const reference = parseImageReference(text);
  return reference ? canonicalName(reference) : '';
}

test('all spellings of one image have one name', () => {
  assert.deepEqual(
    ['python', 'library/python:3', 'docker.io/python', 'index.docker.io/library/python'].map(name),
    Array(4).fill('docker.io/library/python'),
  );
  assert.deepEqual(['a/b', 'ghcr.io/python'].map(name), ['docker.io/a/b', 'ghcr.io/python']);
});

test('the table of known images', () => {
  const table = models();
  const user = (text: string): string | undefined => {
    const reference = parseImageReference(text);
    return reference && knownImage(table, 'non-root', reference)?.user;
  };
  assert.equal(user('gcr.io/distroless/base:nonroot'), '65532');
  assert.equal(user('gcr.io/distroless/base:debug-nonroot-amd64'), '65532');
  assert.equal(user('gcr.io/distroless/base'), undefined);
  assert.equal(user('bitnami/pytorch:2'), '1001');
  assert.equal(user('bitnami/minideb'), undefined);
  assert.equal(user('registry.access.redhat.com/ubi9/python-312:1'), '1001');
  assert.equal(user('registry.access.redhat.com/ubi9/ubi-minimal:9.6'), undefined);
});

/** What `image` takes over when the workspace's files hold `texts`. */
function pin(image: string, ...texts: string[]): string | undefined {
  const reference = parseImageReference(image);
  const files = texts.map((text, index) =>
    sourceOf(index % 2 === 0 ? `x${index}/Dockerfile` : `x${index}/compose.yaml`, text),
  );
  return reference && pinFor(reference, projectOf(files));
}

test('a pin is taken over from another file when there is only one', () => {
  assert.equal(pin('python:3.12', `FROM python:3.12@${A}`), `:3.12@${A}`);
  assert.equal(pin('python:3.12', `FROM python:3.11@${A}`), undefined);
  assert.equal(pin('python:3.12', `FROM python:3.12@${A}`, `image: library/python:3.12@${B}`), undefined);
  assert.equal(pin('python', `FROM other:1@${A}`, 'services: {a: {b: 1}}\n  image: "python:3.12"'), ':3.12');
  assert.equal(pin('python:latest', `FROM python:3.12`, `image: python:3.12@${A}`), `:3.12@${A}`);
  assert.equal(pin('python', 'FROM python:3.11', 'image: python:3.12'), undefined);
  assert.equal(pin('python', 'FROM python:latest'), undefined);
});
