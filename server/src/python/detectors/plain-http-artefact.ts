/** Data and models fetched over `http://` or `ftp://` from an address that the source names. Which calls fetch is a table. */
import type { Edit } from '../../engine/types.ts';
import { argumentOf } from '../arguments.ts';
import { type Call, type Chunk, type Expression, spanOf } from '../ast.ts';
import { boundOf } from '../bind.ts';
import { meaning } from '../constants.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import {
  type DownloadRow,
  type Downloads,
  downloadAt,
  downloadsOf,
  isInside,
  isThisMachine,
} from '../downloads.ts';
import { type PythonFile, textOf } from '../file.ts';
import { occurs } from '../occurrence.ts';

interface Address {
  readonly node: Expression;
  readonly scheme: string;
  readonly host: string;
  /** Behind the host; holes of f-strings are left out. */
  readonly path: string;
}

const ADDRESS = /^(http|ftp):\/\/(?:[^/@\s]*@)?([\w.-]+|\[[\da-fA-F:]+\])(?::\d+)?(?:[/?#](.*))?$/s;
function addressesIn(value: Expression, file: PythonFile): Address[] {
  const node = meaning(value, file.names);
  if (node.kind === 'list' || node.kind === 'tuple')
    return node.items.flatMap((item) => addressesIn(item, file));
  if (node.kind === 'dict') return node.entries.flatMap((entry) => addressesIn(entry.value, file));
  if (node.kind === 'binary' && node.op === '+') return addressesIn(node.left, file);
  if (node.kind !== 'string' && node.kind !== 'fstring') return [];
  const first = node.kind === 'string' ? node.value : node.parts[0];
  if (typeof first !== 'string') return [];
  const whole =
    node.kind === 'string' ? first : node.parts.map((p) => (typeof p === 'string' ? p : '')).join('');
  // The host must be written out: up to the slash behind it, or to the end of a text without holes.
  if (node.kind === 'fstring' && !/^\w+:\/\/[^/]+\//.test(first)) return [];
  const [, scheme, host, path = ''] = ADDRESS.exec(whole) ?? [];
  return scheme && host ? [{ node, scheme, host, path: path.replace(/[?#].*$/s, '') }] : [];
}

function secured(file: PythonFile, { node, scheme }: Address): Edit[] | undefined {
  const at = textOf(file, node).indexOf(`${scheme}://`);
  if (scheme !== 'http' || at < 0) return undefined;
  const start = spanOf(node).start + at;
  return [{ span: { start, end: start + 4 }, text: 'https' }];
}

function* look(
  call: Call,
  row: DownloadRow,
  name: string,
  downloads: Downloads,
  file: PythonFile,
): Iterable<Seen> {
  const filled = argumentOf(call, row.url, file.names);
  if (filled.state !== 'given') return;
  for (const address of addressesIn(filled.value, file)) {
    const { host, path, scheme } = address;
    if (isThisMachine(host)) continue;
    if (!row.any && !new RegExp(downloads.artefact, 'i').test(path)) continue;
    const runs = new RegExp(downloads.code, 'i').test(path) || name.endsWith('read_pickle');
    const inside = isInside(host);
    const edits = secured(file, address);
    const known = downloads.https.some((each) => host === each || host.endsWith(`.${each}`));
    yield {
      case: inside ? 'inside' : runs ? 'code' : 'data',
      span: spanOf(filled.argument),
      values: { scheme, host },
      edits: known ? { https: edits } : { 'https-review': edits },
    };
    return;
  }
}

/** Whether a plain address stands anywhere in the file; cheap, for all the files without one. */
const mentionsPlain = occurs((text) => /(?:http|ftp):\/\//.test(text));

function* detect(chunk: Chunk, file: PythonFile): Iterable<Seen> {
  const downloads = downloadsOf(file);
  if (!downloads || !mentionsPlain(file)) return;
  for (const { call } of boundOf(chunk).calls) {
    const found = downloadAt(call, downloads, file);
    if (found) yield* look(call, found.row, found.name, downloads, file);
  }
}

export const detector: PythonDetector = { chunk: detect };
