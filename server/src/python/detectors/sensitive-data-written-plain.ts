/** DATA-001: tables with personal columns written where anyone who gets the disk can read them. */
import type { Rule } from '../../engine/types.ts';
import { argumentOf } from '../arguments.ts';
import type { Call, Expression } from '../ast.ts';
import { boundOf } from '../bind.ts';
import { writtenEdits } from '../call-fix.ts';
import { template } from '../constants.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import { saveEncrypted } from '../encrypted-tables.ts';
import { calleeSpan, type PythonFile, textOf } from '../file.ts';
import { type Frames, framesOf } from '../personal/frames.ts';
import { encryptsAfter, isHarmless, isSealedByArguments } from '../personal/safeguards.ts';
import { encryptsDatabases, type Place, placeOf } from '../personal/storage.ts';
import { hasFrames, labelAt, named } from '../personal-data.ts';

/** A write: what goes where. */
interface Write {
  readonly data: Expression;
  readonly path: Expression;
  readonly format: string;
}

const WRITING = new Set(['write', 'write_text', 'write_bytes']);

function writeOf(call: Call, file: PythonFile, frames: Frames): Write | undefined {
  const { names } = file;
  const { writers, dumpers } = frames.origins.table;
  const given = (key: string): Expression | undefined => {
    const filled = argumentOf(call, key, names);
    return filled.state === 'given' ? filled.value : undefined;
  };
  const { func } = call;
  const dumper = names.resolve(func).flatMap((name) => dumpers.find(name))[0];
  if (dumper) {
    const data = given(dumper.value);
    const path = given(dumper.path);
    return data && path && { data, path, format: 'dump' };
  }
  if (func.kind !== 'attribute') return undefined;
  const writer = writers.get(func.attr);
  if (writer) {
    const path = given(writer.path);
    return path && { data: func.value, path, format: writer.format };
  }
  const [first] = call.args;
  return WRITING.has(func.attr) && first
    ? { data: first.value, path: func.value, format: 'text' }
    : undefined;
}

/** Where a write goes; a database counts as the file that it is. */
function target({ path, format }: Write, file: PythonFile, frames: Frames): Place['kind'] {
  const { vocabulary } = frames.origins.table;
  if (format !== 'sql') return placeOf(path, file, vocabulary).kind;
  const [connection] = frames.origins.of(path).filter(({ row }) => row.kind === 'connection');
  if (!connection?.row.file || encryptsDatabases(file)) return 'elsewhere';
  const database = argumentOf(connection.call, connection.row.path ?? '0', file.names);
  return database.state === 'given' ? placeOf(database.value, file, vocabulary).kind : 'elsewhere';
}

function isOfAmazon(path: Expression, file: PythonFile): boolean {
  return template(path, file.names)[0]?.startsWith('s3://') === true;
}

function look(call: Call, file: PythonFile, frames: Frames, rule: Rule): Seen | undefined {
  const write = writeOf(call, file, frames);
  const label = write && labelAt(write.data, file);
  if (!label || isSealedByArguments(call, file) || encryptsAfter(call, file)) return undefined;
  if (isHarmless(label, frames.origins.of(write.data), file)) return undefined;
  const place = target(write, file, frames);
  if (place !== 'file' && place !== 'bucket') return undefined;
  return {
    case: place,
    span: calleeSpan(file, call),
    confidence: label.strong ? 'medium' : 'low',
    values: { callee: textOf(file, call.func), data: named(label.columns) },
    edits: {
      ...(isOfAmazon(write.path, file) ? writtenEdits(file, rule, call) : {}),
      'encrypted-saver': place === 'file' ? saveEncrypted(file, call, write.format) : undefined,
    },
  };
}

export const detector: PythonDetector = {
  *chunk(chunk, file, rule) {
    if (!hasFrames(file)) return;
    const frames = framesOf(file);
    for (const { call } of boundOf(chunk).calls) {
      const seen = look(call, file, frames, rule);
      if (seen) yield seen;
    }
  },
};
