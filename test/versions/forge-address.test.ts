/** Which revision an address of a code host delivers, and whether it can change. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forgeAddress } from '../../server/src/versions/forge-address.ts';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';

function read(url: string): string {
  const found = forgeAddress(url);
  return found ? `${found.kind} ${found.revision}` : 'none';
}

test('branches, commits and others of GitHub, GitLab and Bitbucket', () => {
  for (const [url, expected] of [
    ['https://github.com/o/r/archive/master.zip', 'branch master'],
    ['https://github.com/o/r/archive/refs/heads/feature/x.tar.gz', 'branch feature/x'],
    ['https://github.com/o/r/archive/refs/tags/v1.2.tar.gz', 'other v1.2'],
    [`https://github.com/o/r/archive/${COMMIT}.tar.gz`, `commit ${COMMIT}`],
    ['https://github.com/o/r/raw/main/a/b.py', 'branch main'],
    ['https://github.com/o/r/raw/refs/heads/next/b.py', 'branch next'],
    ['https://github.com/o/r/zipball/develop', 'branch develop'],
    ['https://api.github.com/repos/o/r/tarball/v2', 'other v2'],
    ['https://codeload.github.com/o/r/tar.gz/refs/heads/main', 'branch main'],
    ['https://codeload.github.com/o/r/zip/v1', 'other v1'],
    ['https://raw.githubusercontent.com/o/r/HEAD/x.sh', 'branch HEAD'],
    [`https://raw.githubusercontent.com/o/r/${COMMIT}/x.sh`, `commit ${COMMIT}`],
    ['https://gitlab.com/group/sub/r/-/archive/main/r-main.zip', 'branch main'],
    [`https://gitlab.example.org/g/r/-/raw/${COMMIT}/x.py`, `commit ${COMMIT}`],
    ['https://bitbucket.org/o/r/get/master.zip', 'branch master'],
    ['https://bitbucket.org/o/r/raw/v1/x.py', 'other v1'],
    ['https://github.com/o/r/releases/download/v1/x.tar.gz', 'none'],
    ['https://github.com/o/r.git', 'none'],
    ['https://example.com/o/r/archive/master.zip', 'none'],
  ] as const)
    assert.equal(read(url), expected, url);
});
