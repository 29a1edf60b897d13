/** DATA-006: a training on files of which nobody wrote down what they were. */
import { argumentOf } from '../arguments.ts';
import { type Call, rootOf } from '../ast.ts';
import { template, whole } from '../constants.ts';
import type { PythonDetector } from '../detector.ts';
import { calleeSpan, type PythonFile } from '../file.ts';
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

export const detector: PythonDetector = {
  *chunk(chunk, file) {
    if (!hasFrames(file) || trainingsOf(file).length === 0 || checks(file)) return;
    const first = tableCalls(file).find(({ call }) => localFile(call, file) !== undefined);
    const path = first && localFile(first.call, file);
    if (!first || path === undefined || rootOf(first.call.chunk) !== chunk) return;
    if (hasNone([...MANIFESTS, `${path}.dvc`, `${path}.sha256`], file))
      yield { span: calleeSpan(file, first.call), values: { path: path.slice(0, 60) } };
  },
};
