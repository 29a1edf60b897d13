/** Shows in the editor how far the reading of the workspace is, and hears when the user stops it. */
import type { Connection } from 'vscode-languageserver/node';
import { PRODUCT } from '../ruleset/product.ts';
import type { Watcher } from './workspaceIndex.ts';

/** Between two reports, in milliseconds. */
const PACE_MS = 100;

/** Does `work` under a progress that can be stopped; without one where the editor cannot show it (`shown`). */
export async function underProgress<T>(
  connection: Connection,
  shown: boolean,
  work: (watcher?: Watcher) => Promise<T>,
): Promise<T> {
  // An editor that refuses all the same is one that cannot show it.
  const progress = shown
    ? await connection.window.createWorkDoneProgress().catch(() => undefined)
    : undefined;
  if (!progress) return work();
  progress.begin(PRODUCT, undefined, 'reading the workspace', true);
  let last = 0;
  const watcher: Watcher = {
    isStopped: () => progress.token.isCancellationRequested,
    read(files) {
      const now = performance.now();
      if (now - last < PACE_MS) return;
      last = now;
      progress.report(`${files} files of the workspace read`);
    },
  };
  try {
    return await work(watcher);
  } finally {
    progress.done();
  }
}
