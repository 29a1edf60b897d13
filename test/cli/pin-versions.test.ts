/** `parapet pin` on lists of packages: the versions, hashes and commits that lock files hold. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { folderWith } from './command.ts';
import { A, HASH, OTHER_HASH, pin, pinned, textIn, UV } from './pinning.ts';

test('a list of packages gets the versions of the lock beside it', async () => {
  const text = `# what we need
torch>=2.6,<3 ; sys_platform == "linux"  # gpu
rich[jupyter]
Rich ~= 14.0
rich<14
numpy
clip
requests
-r other.txt
torch==2.9.0
pip
`;
  assert.equal(
    await pinned('requirements.txt', text, {
      'uv.lock': UV,
      'pyproject.toml': '[project]\nname = "app"\ndependencies = ["rich"]\n',
    }),
    `# what we need
torch==2.10.0 ; sys_platform == "linux"  # gpu
rich[jupyter]==14.0.0
Rich ==14.0.0
rich<14
numpy
clip
requests
-r other.txt
torch==2.9.0
pip
`,
  );
  const cwd = folderWith({ 'requirements.txt': text, 'uv.lock': UV });
  const { out } = await pin(cwd, '--check');
  assert.match(
    out,
    /requirements\.txt:5:1 {2}`rich<14` .* the lock holds 14\.0\.0, which is no version that <14 allows/,
  );
  assert.match(out, /requirements\.txt:6:1 .* several versions: 1\.26\.4, 2\.2\.0/);
  assert.match(out, /requirements\.txt:7:1 .* from elsewhere than an index/);
  assert.match(out, /requirements\.txt:8:1 .* no lock file beside it names it/);
  assert.doesNotMatch(out, /requirements\.txt:11/);
});

test('every lock format is read', async () => {
  const files = `files = [{ file = "torch.whl", hash = "${HASH}" }]`;
  const locks: Record<string, string> = {
    'poetry.lock': `[[package]]\nname = "torch"\nversion = "2.10.0"\n${files}\n`,
    'pdm.lock': `[[package]]\nname = "Torch"\nversion = "2.10.0"\n${files}\n`,
    'pylock.toml': `lock-version = "1.0"\n[[packages]]\nname = "torch"\nversion = "2.10.0"\nwheels = [{ url = "https://x.example/torch.whl", hashes = { sha256 = "${HASH.slice(7)}" } }]\n`,
    'Pipfile.lock': JSON.stringify({
      default: { torch: { version: '==2.10.0', hashes: [HASH] } },
      develop: {},
    }),
  };
  for (const [name, lock] of Object.entries(locks)) {
    assert.equal(await pinned('requirements.txt', 'torch\n', { [name]: lock }), 'torch==2.10.0\n', name);
    assert.equal(
      await pinned('requirements.txt', `rich==14.0.0 \\\n    --hash=${OTHER_HASH}\ntorch\n`, {
        [name]: lock,
      }),
      `rich==14.0.0 \\\n    --hash=${OTHER_HASH}\ntorch==2.10.0 \\\n    --hash=${HASH}\n`,
      `${name} with hashes`,
    );
  }
  const conda = `version: 1
package:
- name: pytorch
  version: 2.10.0
  manager: conda
  platform: linux-64
- name: pytorch
  version: '2.10.0'
  manager: conda
  platform: osx-arm64
- name: rich
  version: 14.0.0
  manager: pip
  platform: linux-64
`;
  assert.equal(
    await pinned(
      'environment.yml',
      'name: ml\ndependencies:\n  - python=3.12\n  - conda-forge::pytorch >=2.6\n  - blas=*=openblas\n  - pip:\n      - rich # cells\n',
      { 'conda-lock.yml': conda, 'uv.lock': UV },
    ),
    'name: ml\ndependencies:\n  - python=3.12\n  - conda-forge::pytorch ==2.10.0\n  - blas=*=openblas\n  - pip:\n      - rich==14.0.0 # cells\n',
  );
  assert.equal(
    await pinned('requirements.txt', 'torch\nrich\n', { 'conda-lock.yml': conda }),
    'torch\nrich==14.0.0\n',
  );
});

test('hashes come along where the file has some, and nothing is pinned without them', async () => {
  const text = `rich==14.0.0 \\\r\n    --hash=${HASH}\r\ntorch ; python_version > "3.9"  # gpu\r\nnumpy\r\n`;
  const cwd = folderWith({ 'requirements.txt': text, 'uv.lock': UV.replaceAll('2.2.0', '1.26.4') });
  const { out } = await pin(cwd);
  assert.equal(
    textIn(cwd, 'requirements.txt'),
    `rich==14.0.0 \\\r\n    --hash=${HASH}\r\ntorch==2.10.0 ; python_version > "3.9" \\\r\n    --hash=${OTHER_HASH} \\\r\n    --hash=${HASH}  # gpu\r\nnumpy\r\n`,
  );
  assert.match(out, /requirements\.txt:4:1 .* uv\.lock holds none of this one/);
});

test('no version with a known hole is written, nor a build of an index that the file does not name', async () => {
  const lock = (version: string): string => `[[package]]\nname = "torch"\nversion = "${version}"\n`;
  assert.equal(await pinned('requirements.txt', 'torch\n', { 'poetry.lock': lock('1.13.0') }), 'torch\n');
  assert.equal(
    await pinned('requirements.txt', 'torch\n', { 'poetry.lock': lock('2.10.0+cu128') }),
    'torch\n',
  );
  const index = '--extra-index-url https://download.pytorch.org/whl/cu128\n';
  assert.equal(
    await pinned('requirements.txt', `${index}torch\n`, { 'poetry.lock': lock('2.10.0+cu128') }),
    `${index}torch==2.10.0+cu128\n`,
  );
});

test('what is compiled or meant as a range is left alone, and a lock that cannot be read knows nothing', async () => {
  const range = '[project]\nname = "app"\ndependencies = ["torch>=2"]\n';
  assert.equal(await pinned('pyproject.toml', range, { 'uv.lock': UV }), range);
  assert.equal(await pinned('requirements.in', 'torch\n', { 'uv.lock': UV }), 'torch\n');
  assert.equal(await pinned('requirements.txt', 'torch\n', { 'uv.lock': '[[package\n' }), 'torch\n');
  assert.equal(
    await pinned('requirements.txt', 'torch\n', { 'Pipfile.lock': '{"default": {"torch"' }),
    'torch\n',
  );
  assert.equal(await pinned('requirements.txt', 'torch\n', { 'other/uv.lock': UV }), 'torch\n');
  assert.equal(await pinned('sub/requirements.txt', 'torch\n', { 'uv.lock': UV }), 'torch==2.10.0\n');
});

test('requirements from repositories get the commit of the lock', async () => {
  assert.equal(
    await pinned('requirements.txt', 'clip @ git+https://github.com/openai/CLIP.git@main\n', {
      'uv.lock': UV,
    }),
    `clip @ git+https://github.com/openai/CLIP.git@${A}\n`,
  );
});
