/** Calls that fetch data or models, by the table `rules/models/downloads.yaml`, and what kinds of hosts there are. */
import type { Call } from './ast.ts';
import type { PythonFile } from './file.ts';
import { fits } from './patterns.ts';

export interface DownloadRow {
  readonly to: readonly string[];
  readonly url: string;
  readonly any?: boolean;
}

export interface Downloads {
  readonly calls: readonly DownloadRow[];
  readonly artefact: string;
  readonly code: string;
  readonly https: readonly string[];
}

const THIS_MACHINE = /^(localhost|.*\.localhost|127\.[\d.]+|0\.0\.0\.0|\[::1\])$/i;
/** Names that only mean something inside a cluster, a company or a home. */
const INSIDE =
  /^([^.]+|.*\.(svc|local|internal|lan|corp|home|intranet|test|cluster\.local)|10\.[\d.]+|192\.168\.[\d.]+|172\.(1[6-9]|2\d|3[01])\.[\d.]+)$/i;

export function isThisMachine(host: string): boolean {
  return THIS_MACHINE.test(host);
}

export function isInside(host: string): boolean {
  return INSIDE.test(host);
}

export function downloadsOf(file: PythonFile): Downloads | undefined {
  return (file.tables.downloads as { readonly downloads?: Downloads } | undefined)?.downloads;
}

/** The row of the table that `call` is, and the full name that it is that by. */
export function downloadAt(
  call: Call,
  downloads: Downloads,
  file: PythonFile,
): { readonly row: DownloadRow; readonly name: string } | undefined {
  for (const name of file.names.resolve(call.func)) {
    const row = downloads.calls.find(({ to }) => fits(name, to));
    if (row) return { row, name };
  }
  return undefined;
}
