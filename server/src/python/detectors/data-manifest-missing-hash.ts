/** DATA-006: a training on files of which nobody wrote down what they were. */
import { argumentOf } from '../arguments.ts';
import { type Call, rootOf } from '../ast.ts';
import { writtenEdits } from '../call-fix.ts';
import { template, whole } from '../constants.ts';
import type { PythonDetector } from '../detector.ts';
import { calleeSpan, type PythonFile } from '../file.ts';
import { perFile } from '../memo.ts';
import { occurs } from '../occurrence.ts';
import { framesOf, tableCalls } from '../personal/frames.ts';
import { placeOf } from '../personal/storage.ts';
import { hasFrames } from '../personal-data.ts';
import { hasNone } from '../practice.ts';
import { trainingsOf } from '../training.ts';

const MANIFESTS = [
  'dvc.yaml',
  'dvc.lock',
  'SHA256SUMS',
  'data/SHA256SUMS',
  'data.lock.json',
  'data/data.lock.json',
  'croissant.json',
  'data/croissant.json',
  'MANIFEST.sha256',
  '.dvc/config',
];

const checks = occurs((text) => /sha256|hashlib|blake2|md5|pooch|checksum|file_hash/i.test(text));

/** The path of a file on disk that `call` loads, when it is written out. */
function localFile(call: Call, file: PythonFile): string | undefined {
  const { origins } = framesOf(file);
  const row = origins.at(call)?.row;
  if (row?.kind !== 'reader' || row.path === undefined) return undefined;
  const filled = argumentOf(call, row.path, file.names);
  if (filled.state !== 'given') return undefined;
  const place = placeOf(filled.value, file, origins.table.vocabulary);
  return place.kind === 'file' ? whole(template(filled.value, file.names)) : undefined;
}

/** The first table that a training file reads from a file of this machine, and where that is. */
const firstLocal = perFile(
  (file): { readonly call: Call; readonly path: string } | undefined => {
    if (!hasFrames(file) || trainingsOf(file).length === 0 || checks(file)) return undefined;
    for (const { call } of tableCalls(file)) {
      const path = localFile(call, file);
      if (path !== undefined) return { call, path };
    }
    return undefined;
  },
  (a, b) => a?.call === b?.call && a?.path === b?.path,
);

export const detector: PythonDetector = {
  *chunk(chunk, file, rule) {
    const first = firstLocal(file);
    if (!first || rootOf(first.call.chunk) !== chunk) return;
    const { call, path } = first;
    if (hasNone([...MANIFESTS, `${path}.dvc`, `${path}.sha256`], file))
      yield {
        span: calleeSpan(file, call),
        values: { path: path.slice(0, 60) },
        edits: writtenEdits(file, rule, call),
      };
  },
};
