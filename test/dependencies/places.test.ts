/** Lock files, and the places of TOML texts against the parser that reads their values. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'smol-toml';
import { tomlPlaces } from '../../server/src/versions/toml-places.ts';
import { at, facts } from './reading.ts';

test('lock files: places of names and versions, commits', () => {
  const uv = facts(
    'uv.lock',
    `version = 1
[[package]]
name = "torch"
version = "2.10.0"
source = { registry = "https://pypi.org/simple" }
dependencies = [
    { name = "sympy", version = "1.0" },
]
[package.optional-dependencies]
name = [{ name = "x" }]

[[package]]
name = "clip"
version = "1.0"
source = { git = "https://github.com/openai/CLIP.git?rev=main#0123456789abcdef0123456789abcdef01234567" }
`,
  );
  assert.deepEqual(uv.requirements, ['torch | 2.10.0 !', 'clip | 1.0 | repository - !']);
  assert.equal(uv.file.requirements[1]?.origin?.revision, '0123456789abcdef0123456789abcdef01234567');
  const poetry = facts(
    'poetry.lock',
    `# generated
[[package]]
name = "sam"
version = "0.1"
[package.source]
type = "git"
url = "https://github.com/org/sam.git"
reference = "main"
resolved_reference = "0123456789abcdef0123456789abcdef01234567"
`,
  );
  assert.deepEqual(poetry.requirements, ['sam | 0.1 | repository - !']);
  const pipfile = facts(
    'Pipfile.lock',
    `{
    "_meta": {"hash": {"sha256": "ab"}, "sources": [{"name": "pypi", "url": "https://pypi.org/simple"}]},
    "default": {
        "torch": {"hashes": ["sha256:ab"], "version": "==2.1.0"},
        "clip": {"git": "https://github.com/openai/CLIP.git", "ref": "0123456789abcdef0123456789abcdef01234567"}
    },
    "develop": {"pytest": {"version": "==8.0", "markers": "python_version >= '3.8'"}}
}`,
  );
  assert.deepEqual(pipfile.requirements, [
    'torch | ==2.1.0 !',
    'clip | - | repository - !',
    'pytest | ==8.0 | dev !',
  ]);
  const conda = facts(
    'conda-lock.yml',
    `version: 1
package:
- name: pytorch
  version: 2.1.0
  manager: conda
  platform: linux-64
  dependencies:
    numpy: '>=1.2'
- name: pytorch
  version: 2.1.0
  manager: conda
  platform: osx-arm64
`,
  );
  assert.deepEqual(conda.requirements, ['pytorch | 2.1.0 !']);
});

test('places of a TOML text agree with what the parser reads', () => {
  const text = `a.b . "c d" = "x" # one
[t]
'q' = 'lit # eral'
m = """two
lines"""""
n = [1, "two", [ "three" ], {k = "four", l.m = "five"}, ] # end
[[t.u]]
k = "six"
[[t.u]]
k = "seven"
[t.u.v]
k = "eight"
`;
  const places = tomlPlaces(text);
  const check = (value: unknown, path: (string | number)[]): void => {
    if (typeof value === 'string')
      assert.equal(at(text, places.at(path)?.value).replace(/^\n/, ''), value, path.join('.'));
    else if (Array.isArray(value)) value.forEach((each, index) => void check(each, [...path, index]));
    else if (typeof value === 'object' && value !== null)
      for (const [key, inner] of Object.entries(value)) check(inner, [...path, key]);
  };
  check(parse(text), []);
  assert.deepEqual(
    places.comments.map((comment) => comment.text),
    ['# one', '# end'],
  );
});
