// Things that must not outlive this process (servers, temporary folders) are released here when it ends: normally, by
// an error, or by a signal. Knows nothing of what is released.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const owned = new Set<() => void>();
let watching = false;

/**
 * Registers `release`, which must work synchronously and may be called when the process dies. Returns a function that
 * releases at once; calling it twice does nothing more.
 */
export function own(release: () => void): () => void {
  watch();
  owned.add(release);
  return () => {
    if (owned.delete(release)) release();
  };
}

/** A fresh temporary folder that is removed when the process ends, or by the `remove` that comes with it. */
export function temporaryFolder(prefix: string): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), prefix));
  const remove = own(() => rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
  return { path, remove };
}

/** Kills a process that was spawned with `detached: true`, with all its children. */
export function killGroup(pid: number): void {
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(pid), '/t', '/f']);
    return;
  }
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The group is gone already.
  }
}

function watch(): void {
  if (watching) return;
  watching = true;
  process.once('exit', releaseAll);
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    process.once(signal, () => process.exit(code));
  }
}

function releaseAll(): void {
  // Last owned, first released: a server ends before the folder that it writes to goes.
  for (const release of [...owned].reverse()) {
    owned.delete(release);
    try {
      release();
    } catch (error) {
      process.stderr.write(`could not clean up: ${String(error)}\n`);
    }
  }
}
