/** `.env` is reported where git has it or would take it, and nowhere else. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { isKept } from '../../server/src/disk/git-index.ts';

test('tracked, ignored, new, outside', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parapet-env-'));
  const write = (path: string, text = 'TOKEN=winter rain\n'): string => {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
    return target;
  };
  const git = (...args: string[]): void =>
    void execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], {
      cwd: join(folder, 'tree'),
      stdio: 'ignore',
    });
  try {
    const outside = write('.env');
    const tracked = write('tree/app/.env');
    const ignored = write('tree/.env');
    const fresh = write('tree/other/.env.local');
    write('tree/.gitignore', '.env\n');
    git('init');
    git('add', '--force', 'app/.env');
    assert.deepEqual(
      [outside, tracked, ignored, fresh].map((path) => isKept(path)),
      [false, true, false, true],
    );
    // The linked work tree has an index of its own.
    git('commit', '-m', 'a');
    git('worktree', 'add', '../linked');
    assert.ok(isKept(join(folder, 'linked/app/.env')));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
