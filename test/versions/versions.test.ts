/** Which version code meets: files in, interval out. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { surelyAtLeast, surelyBelow } from '../../server/src/versions/interval.ts';
import { versionsOf } from '../../server/src/versions/versions.ts';
import { projectOf, sourceOf } from '../support/workspace.ts';

/** `[2.2, 3)`, `[2.2, 2.2]`, `[, )`. */
function versions(files: Record<string, string>, path = 'app/train.py', name = 'torch'): string {
  const project = projectOf(Object.entries(files).map(([file, text]) => sourceOf(file, text)));
  const { low = '', high = '', highIncluded } = versionsOf(project, path, name);
  return `[${low}, ${high}${highIncluded ? ']' : ')'}`;
}

test('requirements files', () => {
  assert.equal(versions({ 'requirements.txt': 'torch==2.10.0\n' }), '[2.10.0, 2.10.0]');
  assert.equal(
    versions({ 'requirements.txt': 'Torch >= 2.2 , < 3 ; python_version > "3.8"  # why\n' }),
    '[2.2, 3)',
  );
  assert.equal(
    versions({ 'requirements.txt': 'torch[opt]~=2.2.1 \\\n  --hash=sha256:ab\n' }),
    '[2.2.1, 2.3)',
  );
  assert.equal(
    versions({ 'requirements.txt': '# torch==1.0\n-r other.txt\n--index-url https://x\ntorchvision==0.1\n' }),
    '[, )',
  );
  assert.equal(versions({ 'requirements/base.txt': 'torch==2.*\n' }), '[2, 3)');
  assert.equal(versions({ 'requirements.txt': 'torch @ https://example.org/torch.whl\n' }), '[, )');
  assert.equal(versions({ 'requirements.txt': 'torch==2.1; sys_platform=="x"\ntorch==2.6\n' }), '[2.1, 2.6]');
  assert.equal(versions({ 'requirements.txt': 'torch>=3,<2\n' }), '[, )');
  assert.equal(
    versions({ 'requirements.txt': 'torch==2.1.0+cu118\r\nnumpy\r\n' }),
    '[2.1.0+cu118, 2.1.0+cu118]',
  );
});

test('pyproject, Pipfile, setup.cfg, conda', () => {
  assert.equal(versions({ 'pyproject.toml': '[project]\ndependencies = ["torch>=2.2"]\n' }), '[2.2, )');
  assert.equal(versions({ 'pyproject.toml': '[dependency-groups]\nml = ["torch==2.2"]\n' }), '[2.2, 2.2]');
  assert.equal(
    versions({ 'pyproject.toml': '[tool.poetry.dependencies]\npython = "^3.9"\ntorch = "^2.2.1"\n' }),
    '[2.2.1, 3)',
  );
  assert.equal(
    versions({ 'pyproject.toml': '[tool.poetry.group.dev.dependencies]\ntorch = {version = "~0.2.1"}\n' }),
    '[0.2.1, 0.3)',
  );
  assert.equal(
    versions({ 'pyproject.toml': '[tool.poetry.dependencies]\ntorch = "^0.2.1"\n' }),
    '[0.2.1, 0.3)',
  );
  assert.equal(versions({ 'pyproject.toml': 'not toml [' }), '[, )');
  assert.equal(versions({ Pipfile: '[packages]\ntorch = "==2.2"\n' }), '[2.2, 2.2]');
  assert.equal(
    versions({ 'setup.cfg': '[options]\ninstall_requires =\n    numpy\n    torch>=2.0\n' }),
    '[2.0, )',
  );
  assert.equal(
    versions({ 'environment.yml': 'dependencies:\n  - pytorch=2.1\n  - pip:\n    - openai\n' }),
    '[2.1, 2.2)',
  );
  assert.equal(versions({ 'environment.yml': 'dependencies:\n  - pytorch::pytorch>=2.1,<3\n' }), '[2.1, 3)');
});

test('lock files', () => {
  const lock = '[[package]]\nname = "torch"\nversion = "2.10.0"\n';
  assert.equal(
    versions({ 'uv.lock': lock, 'pyproject.toml': '[project]\ndependencies = ["torch"]\n' }),
    '[2.10.0, 2.10.0]',
  );
  assert.equal(versions({ 'poetry.lock': lock }), '[2.10.0, 2.10.0]');
  assert.equal(
    versions({ 'Pipfile.lock': '{"default": {"torch": {"version": "==2.1.0"}}}' }),
    '[2.1.0, 2.1.0]',
  );
  assert.equal(
    versions({ 'uv.lock': `${lock}[[package]]\nname = "torch"\nversion = "2.2.0"\n` }),
    '[2.2.0, 2.10.0]',
  );
});

test('the nearest folder decides', () => {
  assert.equal(
    versions({ 'requirements.txt': 'torch==1.0', 'app/requirements.txt': 'torch==2.0' }),
    '[2.0, 2.0]',
  );
  assert.equal(versions({ 'requirements.txt': 'torch==1.0', 'app/requirements.txt': 'numpy' }), '[1.0, 1.0]');
  assert.equal(versions({ 'other/requirements.txt': 'torch==2.0' }), '[, )');
  assert.equal(
    versions({
      'uv.lock': '[[package]]\nname="torch"\nversion="2.5.0"\n',
      'app/pyproject.toml': '[project]\ndependencies=["torch>=2.2"]',
    }),
    '[2.5.0, 2.5.0]',
  );
});

test('three answers', () => {
  assert.equal(surelyAtLeast({ low: '2.6' }, '2.6.0'), true);
  assert.equal(surelyAtLeast({ low: '2.6.0rc1' }, '2.6.0'), false);
  assert.equal(surelyAtLeast({ high: '3' }, '2.6'), false);
  assert.equal(surelyBelow({ high: '2.6' }, '2.6'), true);
  assert.equal(surelyBelow({ high: '2.6', highIncluded: true }, '2.6'), false);
  assert.equal(surelyBelow({ low: '2.0' }, '2.6'), false);
});

test('a huge lock file and broken ones', () => {
  const lock = Array.from(
    { length: 20_000 },
    (_, i) => `[[package]]\nname = "p${i}"\nversion = "1.${i}"\n`,
  ).join('\n');
  assert.equal(
    versions({ 'uv.lock': `${lock}\n[[package]]\nname = "torch"\nversion = "2.10.0"\n` }),
    '[2.10.0, 2.10.0]',
  );
  for (const text of ['', '\0', '{', '[[package', 'a: [b', '\uFEFFtorch==1']) {
    for (const file of [
      'uv.lock',
      'Pipfile.lock',
      'environment.yml',
      'setup.cfg',
      'requirements.txt',
      'pyproject.toml',
    ]) {
      assert.doesNotThrow(() => versions({ [file]: text }));
    }
  }
});
