/** What each format of dependency file states, and that every place in it is where the words stand. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { facts } from './reading.ts';

test('requirements files: names, constraints, options, hashes, origins', () => {
  const { file, requirements, settings } = facts(
    'requirements.txt',
    `# all
-r base.txt
-c https://example.com/constraints.txt
--index-url https://user:secret@a.example/simple --trusted-host a.example
--extra-index-url=https://b.example/simple # more
-f \${WHEELS}
--no-binary :all:
--require-hashes
Torch[opt,x] >= 2.2 , < 3 ; python_version > "3.8"  # why
sci_kit.learn==1.5.0 \\
    --hash=sha256:ab
pkg (>=1)
models @ git+https://github.com/org/models.git@v1 ; sys_platform == "linux"
-e git+ssh://git@github.com/org/tools.git@main#egg=org_tools&subdirectory=x
git+https://github.com/org/CLIP.git
https://example.com/flash_attn-2.7.4%2Bcu12-cp312-cp312-linux_x86_64.whl
./local
-e .
= broken
`,
  );
  assert.deepEqual(requirements, [
    'Torch | >= 2.2 , < 3',
    'sci_kit.learn | ==1.5.0 !',
    'pkg | >=1',
    'models | - | repository git+https://github.com/org/models.git@v1',
    'org_tools | - | repository git+ssh://git@github.com/org/tools.git@main#egg=org_tools&subdirectory=x',
    'CLIP | - | repository git+https://github.com/org/CLIP.git',
    'flash_attn | - | archive https://example.com/flash_attn-2.7.4%2Bcu12-cp312-cp312-linux_x86_64.whl !',
  ]);
  assert.deepEqual(settings, [
    'index-url | --index-url https://user:secret@a.example/simple | https://user:secret@a.example/simple',
    'trusted-host | --trusted-host a.example | a.example',
    'extra-index-url | --extra-index-url=https://b.example/simple | https://b.example/simple',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of pip
    'find-links | -f ${WHEELS} | ${WHEELS}',
    'no-binary | --no-binary :all: | :all:',
    'require-hashes | --require-hashes | -',
  ]);
  assert.deepEqual(file.includes, [
    { path: 'base.txt', constraints: false },
    { path: 'https://example.com/constraints.txt', constraints: true },
  ]);
  const [torch, learn, , models, tools, , wheel] = file.requirements;
  assert.equal(torch?.marker, 'python_version>"3.8"');
  assert.equal(learn?.hashed, true);
  assert.equal(models?.origin?.revision, 'v1');
  assert.equal(tools?.origin?.url, 'git+ssh://github.com/org/tools.git');
  assert.deepEqual(wheel?.constraints, [{ operator: '==', version: '2.7.4+cu12' }]);
  assert.deepEqual(file.settings[0]?.value, { state: 'known', value: 'https://a.example/simple' });
  assert.deepEqual(file.settings[3]?.value, { state: 'unknown' });
  assert.equal(file.comments.length, 3);
  assert.equal(file.units.length, 1);
});

test('pyproject.toml: PEP 621, PEP 735, uv, PDM and their indexes', () => {
  const { file, requirements, settings } = facts(
    'pyproject.toml',
    `[build-system]
requires = ["hatchling"]

[project] # the package
name = "x"
dependencies = [
  "torch>=2.2", # first
  'numpy',
  """pandas==2.0""",
  "one; python_version > \\"3.8\\"",
  "models @ https://example.com/models.whl",
]
optional-dependencies.gpu = ["vllm~=0.14"]

[dependency-groups]
dev = ["pytest", {include-group = "gpu"}]

[tool.pdm.dev-dependencies]
lint = ["-e git+https://github.com/org/lint.git@main#egg=lint", "ruff==0.9"]

[tool.uv]
dev-dependencies = ["mypy>=1"]
extra-index-url = ["https://a.example/simple", "https://b.example/simple"]
allow-insecure-host = "c.example"

[[tool.uv.index]]
name = "d"
url = "https://d.example/simple"

[[tool.uv.index]]
url = "https://e.example/simple"
explicit = true

[tool.uv.sources]
numpy = { git = "https://github.com/numpy/numpy", tag = "v2.0" }
pandas = { index = "d" }

[[tool.pdm.source]]
url = "https://f.example/simple"
name = "f"
`,
  );
  assert.deepEqual(requirements, [
    'torch | >=2.2',
    'numpy | - | repository https://github.com/numpy/numpy',
    'pandas | ==2.0 !',
    'one | -',
    'models | - | archive https://example.com/models.whl',
    'vllm | ~=0.14 | gpu',
    'pytest | - | dev',
    'ruff | ==0.9 | lint !',
    'mypy | >=1 | dev',
  ]);
  assert.deepEqual(settings, [
    'uv.index | url = "https://d.example/simple" | https://d.example/simple',
    'uv.index | url = "https://e.example/simple" | https://e.example/simple',
    'extra-index-url | "https://a.example/simple" | https://a.example/simple',
    'extra-index-url | "https://b.example/simple" | https://b.example/simple',
    'trusted-host | allow-insecure-host = "c.example" | c.example',
    'pdm.source | url = "https://f.example/simple" | https://f.example/simple',
  ]);
  assert.equal(file.requirements.find(({ name }) => name === 'torch')?.published, true);
  assert.equal(file.requirements.find(({ name }) => name === 'pytest')?.published, undefined);
  assert.deepEqual(
    file.comments.map(({ text }) => text),
    ['# the package', '# first'],
  );
});

test('pyproject.toml: Poetry', () => {
  const { file, requirements, settings } = facts(
    'pyproject.toml',
    `[tool.poetry.dependencies]
python = "^3.11"
torch = "^2.2"
"ruamel.yaml" = ">=0.18 <1"
vllm = { version = "0.14.0", extras = ["audio"] }
multi = [
  { version = "1.0", python = "<3.9" },
  { version = "2.*", markers = "sys_platform == 'linux'" },
]
sam = { git = "https://github.com/org/sam.git", rev = "abc1234" }
either = "^1 || ^2"
any = "*"

[tool.poetry.dependencies.nested]
version = "~1.4"

[tool.poetry.group.docs.dependencies]
sphinx = ">=7"

[[tool.poetry.source]]
name = "corp"
url = "https://corp.example/simple"
priority = "supplemental"
`,
  );
  assert.deepEqual(requirements, [
    'torch | ^2.2',
    'ruamel.yaml | >=0.18 <1',
    'vllm | 0.14.0 !',
    'multi | 1.0 !',
    'multi | 2.*',
    'sam | - | repository https://github.com/org/sam.git',
    'either | ^1 || ^2',
    'any | *',
    'nested | ~1.4',
    'sphinx | >=7 | docs',
  ]);
  assert.equal(file.requirements.find(({ name }) => name === 'either')?.opaque, true);
  assert.deepEqual(file.requirements.find(({ name }) => name === 'ruamel-yaml')?.constraints, [
    { operator: '>=', version: '0.18' },
    { operator: '<', version: '1' },
  ]);
  assert.deepEqual(settings, [
    'poetry.source | url = "https://corp.example/simple" | https://corp.example/simple',
  ]);
});

test('Pipfile, setup.cfg, pip.conf, uv.toml', () => {
  const pipfile = facts(
    'Pipfile',
    `[[source]]
url = "https://pypi.org/simple"
verify_ssl = true

[packages]
torch = "==2.2.0"
"scikit-learn" = {version = ">=1.5", extras = ["x"]}
clip = {git = "https://github.com/openai/CLIP.git", ref = "main"}

[dev-packages]
pytest = "*"
`,
  );
  assert.deepEqual(pipfile.requirements, [
    'torch | ==2.2.0 !',
    'scikit-learn | >=1.5',
    'clip | - | repository https://github.com/openai/CLIP.git',
    'pytest | * | dev',
  ]);
  const setup = facts(
    'setup.cfg',
    `[metadata]
name = x
[options]
install_requires =
    torch>=2.0  # first
    # numpy
    transformers [torch] ==4.57.1
python_requires = >=3.9
[options.extras_require]
dev = pytest
gpu =
    vllm
`,
  );
  assert.deepEqual(setup.requirements, [
    'torch | >=2.0',
    'transformers | ==4.57.1 !',
    'pytest | - | dev',
    'vllm | - | gpu',
  ]);
  const pip = facts(
    'pip.conf',
    `[global]
index-url = https://a.example/simple
extra_index_url =
    https://b.example/simple
    https://c.example/simple
; trusted-host = d.example
`,
  );
  assert.deepEqual(pip.settings, [
    'index-url | index-url = https://a.example/simple | https://a.example/simple',
    'extra-index-url | https://b.example/simple | https://b.example/simple',
    'extra-index-url | https://c.example/simple | https://c.example/simple',
  ]);
  const uv = facts('uv.toml', 'index-url = "http://a.example"\n[[index]]\nurl = "https://b.example"\n');
  assert.deepEqual(uv.settings, [
    'uv.index | url = "https://b.example" | https://b.example',
    'index-url | index-url = "http://a.example" | http://a.example',
  ]);
});

test('conda environments, with their pip list', () => {
  const { file, requirements, settings } = facts(
    'environment.yml',
    `name: x # train
channels:
  - conda-forge
  - "somebody"
dependencies:
  - python=3.11
  - pytorch::pytorch=2.1=cuda*
  - 'numpy >=1.26,<2'
  - scipy 1.11.*
  - vllm==0.14.0
  - pip
  - pip:
      - --extra-index-url https://a.example/simple
      - "torch-geometric>=2"
      - git+https://github.com/openai/CLIP.git@main
      - -r requirements.txt
      - {{ package }}
`,
  );
  assert.deepEqual(requirements, [
    'python | =3.11',
    'pytorch | =2.1=cuda*',
    'numpy | >=1.26,<2',
    'scipy | 1.11.*',
    'vllm | ==0.14.0 !',
    'pip | -',
    'torch-geometric | >=2',
    'CLIP | - | repository git+https://github.com/openai/CLIP.git@main',
  ]);
  assert.deepEqual(settings, [
    'extra-index-url | --extra-index-url https://a.example/simple | https://a.example/simple',
    'conda.channel | conda-forge | conda-forge',
    'conda.channel | somebody | somebody',
  ]);
  assert.equal(file.comments.length, 1);
});
