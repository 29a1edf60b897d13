import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classify } from '../../server/src/project/classify.ts';

test('Dockerfiles are known by their names, and templates of them are texts', () => {
  for (const path of ['Dockerfile', 'docker/Dockerfile.gpu', 'serving.dockerfile', 'Containerfile'])
    assert.equal(classify(path, ''), 'dockerfile', path);
  for (const path of [
    'Dockerfile.jinja2',
    'images/Dockerfile.gpu.j2',
    'Dockerfile.tmpl',
    'Containerfile.tpl',
  ])
    assert.equal(classify(path, ''), 'text', path);
});
