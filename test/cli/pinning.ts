/** What the tests of `parapet pin` share: a cache of the Hub, a lock file, and running the command. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderWith, parapet, type Result } from './command.ts';

export const A = '4f1c0e6d2b7a9c3e5d8f0a1b2c3d4e5f60718293';
export const B = '0123456789abcdef0123456789abcdef01234567';
export const C = '89abcdef0123456789abcdef0123456789abcdef';
export const HASH = 'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
export const OTHER_HASH = 'sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae';
export const DIGEST = `@${HASH}`;

/** A cache of the Hub as its library lays it out. */
export const CACHE = folderWith({
  'CACHEDIR.TAG': 'Signature: 8a477f597d28d172789f06886806bc55\n',
  'models--org--model/refs/main': A,
  'models--org--model/refs/v1.0': B,
  'models--org--model/refs/refs/pr/1': C,
  [`models--org--model/snapshots/${C}/config.json`]: '{}',
  'models--gpt2/refs/main': `${B}\n`,
  'models--sentence-transformers--all-MiniLM-L6-v2/refs/main': C,
  'datasets--org--rows/refs/main': C,
  'spaces--org--app/refs/main': B,
  'models--org--half/refs/main': 'not a commit',
  'models--org--empty/blobs/x': '',
});

export function pin(cwd: string, ...args: string[]): Promise<Result> {
  return parapet(['pin', ...args], { cwd, env: { HF_HUB_CACHE: CACHE, NO_COLOR: '1' } });
}

export function textIn(cwd: string, path: string): string {
  return readFileSync(join(cwd, path), 'utf8');
}

/** Pins one file with others around it; gives its new text. */
export async function pinned(
  path: string,
  text: string,
  files: Readonly<Record<string, string>> = {},
): Promise<string> {
  const cwd = folderWith({ ...files, [path]: text });
  const { code, err } = await pin(cwd);
  assert.equal(code, 0, err);
  for (const [other, content] of Object.entries(files)) assert.equal(textIn(cwd, other), content, other);
  return textIn(cwd, path);
}

export const UV = `version = 1

[[package]]
name = "app"
version = "0.1.0"
source = { virtual = "." }

[[package]]
name = "torch"
version = "2.10.0"
source = { registry = "https://pypi.org/simple" }
sdist = { url = "https://files.pythonhosted.org/torch.tar.gz", hash = "${OTHER_HASH}", size = 1 }
wheels = [
    { url = "https://files.pythonhosted.org/torch.whl", hash = "${HASH}", size = 1 },
]

[[package]]
name = "rich"
version = "14.0.0"
source = { registry = "https://pypi.org/simple" }

[[package]]
name = "numpy"
version = "1.26.4"
source = { registry = "https://pypi.org/simple" }
resolution-markers = ["python_full_version < '3.10'"]

[[package]]
name = "numpy"
version = "2.2.0"
source = { registry = "https://pypi.org/simple" }

[[package]]
name = "clip"
version = "1.0"
source = { git = "https://github.com/openai/CLIP.git?rev=main#${A}" }
`;
