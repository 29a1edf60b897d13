/** Data and models fetched over `http://` or `ftp://` from an address that the source names. Which calls fetch is a table. */
import type { Edit } from '../../engine/types.ts';
import { argumentOf } from '../arguments.ts';
import { type Call, type Chunk, type Expression, spanOf } from '../ast.ts';
import { boundOf } from '../bind.ts';
import { meaning } from '../constants.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import { type PythonFile, textOf } from '../file.ts';
import { occurs } from '../occurrence.ts';
import { fits } from '../patterns.ts';

interface Row {
  readonly to: readonly string[];
  readonly url: string;
  readonly any?: boolean;
}

interface Downloads {
  readonly calls: readonly Row[];
  readonly artefact: string;
  readonly code: string;
  readonly https: readonly string[];
}

interface Address {
  readonly node: Expression;
  readonly scheme: string;
  readonly host: string;
  /** Behind the host; holes of f-strings are left out. */
  readonly path: string;
}

const ADDRESS = /^(http|ftp):\/\/(?:[^/@\s]*@)?([\w.-]+|\[[\da-fA-F:]+\])(?::\d+)?(?:[/?#](.*))?$/s;
const THIS_MACHINE = /^(localhost|.*\.localhost|127\.[\d.]+|0\.0\.0\.0|\[::1\])$/i;
/** Names that only mean something inside a cluster, a company or a home. */
const INSIDE =
  /^([^.]+|.*\.(svc|local|internal|lan|corp|home|intranet|test|cluster\.local)|10\.[\d.]+|192\.168\.[\d.]+|172\.(1[6-9]|2\d|3[01])\.[\d.]+)$/i;

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

function* look(call: Call, row: Row, name: string, downloads: Downloads, file: PythonFile): Iterable<Seen> {
  const filled = argumentOf(call, row.url, file.names);
  if (filled.state !== 'given') return;
  for (const address of addressesIn(filled.value, file)) {
    const { host, path, scheme } = address;
    if (THIS_MACHINE.test(host)) continue;
    if (!row.any && !new RegExp(downloads.artefact, 'i').test(path)) continue;
    const runs = new RegExp(downloads.code, 'i').test(path) || name.endsWith('read_pickle');
    const inside = INSIDE.test(host);
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
  const downloads = (file.tables.downloads as { readonly downloads?: Downloads } | undefined)?.downloads;
  if (!downloads || !mentionsPlain(file)) return;
  for (const { call } of boundOf(chunk).calls) {
    for (const name of file.names.resolve(call.func)) {
      const row = downloads.calls.find(({ to }) => fits(name, to));
      if (!row) continue;
      yield* look(call, row, name, downloads, file);
      break;
    }
  }
}

export const detector: PythonDetector = { chunk: detect };
