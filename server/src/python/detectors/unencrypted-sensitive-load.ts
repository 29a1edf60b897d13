/**
 * DATA-013: data about people loaded from plain storage or over a channel that all can read. What the data are about
 * comes from `personal/`; here stand the conditions of the rule.
 */
import type { Edit, Rule, Span } from '../../engine/types.ts';
import { type Label, labelOf, namesPeople } from '../../personal/vocabulary.ts';
import { argumentOf } from '../arguments.ts';
import { type Call, type Expression, spanOf } from '../ast.ts';
import { boundOf } from '../bind.ts';
import { writtenEdits } from '../call-fix.ts';
import { constantOf, meaning, template, whole } from '../constants.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import { loadEncrypted } from '../encrypted-tables.ts';
import { calleeSpan, type PythonFile, textOf } from '../file.ts';
import { openChannel } from '../personal/channels.ts';
import { isConfidential } from '../personal/classification.ts';
import { type Frames, framesOf, tableCalls } from '../personal/frames.ts';
import type { Origin } from '../personal/origins.ts';
import { isFetchedForAnybody } from '../personal/public-downloads.ts';
import {
  decryptsBefore,
  isCopyOfPublic,
  isSealedByArguments,
  writesInvented,
} from '../personal/safeguards.ts';
import { encryptsDatabases, placeOf } from '../personal/storage.ts';
import { hasFrames, named } from '../personal-data.ts';

function given(call: Call, key: string | undefined, file: PythonFile): Expression | undefined {
  const filled = key === undefined ? undefined : argumentOf(call, key, file.names);
  return filled?.state === 'given' ? filled.value : undefined;
}

/**
 * What is known of the data behind an origin: a label by columns, the name of a file or table that tells, or what the
 * project says of all its data.
 */
interface Known {
  readonly label: Label | undefined;
  readonly name: string | undefined;
  readonly confidential: boolean;
}

function knownOf(
  origins: readonly Origin[],
  fileName: string | undefined,
  frames: Frames,
  file: PythonFile,
): Known {
  const { vocabulary } = frames.origins.table;
  const loaded = origins.map((origin) => frames.loaded(origin));
  const label = labelOf([...new Set(loaded.flatMap(({ columns }) => columns))], vocabulary);
  const names = [...(fileName === undefined ? [] : [fileName]), ...loaded.flatMap(({ tables }) => tables)];
  return {
    label,
    name: names.find((name) => namesPeople(name, vocabulary)),
    confidential: isConfidential(file.source, file.project),
  };
}

/** Severity and confidence follow from what is known and where the data lie. */
function sighting(
  known: Known,
  open: 'plain' | 'channel',
  span: Span,
  values: Record<string, string>,
  edits: Seen['edits'],
): Seen[] {
  const { label, name, confidential } = known;
  if (label) {
    const confidence = label.strong ? 'high' : 'medium';
    return [
      {
        case: open,
        span,
        confidence,
        values: { ...values, data: named(label.columns) },
        ...(edits ? { edits } : {}),
      },
    ];
  }
  if (confidential) {
    const data = 'data that `parapet.yaml` calls confidential';
    return [
      { case: open, span, confidence: 'medium', values: { ...values, data }, ...(edits ? { edits } : {}) },
    ];
  }
  if (name === undefined) return [];
  const data = `\`${name}\`, by its name data about people,`;
  return [{ case: `${open}-by-name`, span, values: { ...values, data }, ...(edits ? { edits } : {}) }];
}

/** `http://` written out at `node` becomes `https://`. */
function overTls(node: Expression, scheme: string, file: PythonFile): Edit[] | undefined {
  const literal = meaning(node, file.names);
  if (scheme !== 'http' || (literal.kind !== 'string' && literal.kind !== 'fstring')) return undefined;
  const { start } = spanOf(literal);
  const at = textOf(file, literal).search(/http:\/\//i);
  return at < 0 ? undefined : [{ span: { start: start + at, end: start + at + 4 }, text: 'https' }];
}

function loads(origin: Origin, file: PythonFile, frames: Frames, rule: Rule): Seen[] {
  const { call, row } = origin;
  const path = given(call, row.path, file);
  if (!path || isSealedByArguments(call, file)) return [];
  if (row.format === 'dataset' && file.names.resolve(call.func).includes('datasets.load_dataset')) {
    const builder = call.args[0] && constantOf(call.args[0].value, file.names);
    if (builder?.state !== 'known' || !/^(csv|json|parquet|text|pandas)$/.test(String(builder.value)))
      return [];
  }
  const place = placeOf(path, file, frames.origins.table.vocabulary);
  const known = knownOf([origin], place.fileName, frames, file);
  const callee = textOf(file, call.func);
  if (place.kind === 'http' || place.kind === 'ftp') {
    const values = { callee, channel: `${place.kind}://` };
    return sighting(known, 'channel', spanOf(path), values, { https: overTls(path, place.kind, file) });
  }
  if (place.kind === 'elsewhere' || place.kind === 'public') return [];
  if (decryptsBefore(call, file) || writesInvented(path, file) || isCopyOfPublic(origin, file)) return [];
  const seen = sighting(
    known,
    'plain',
    calleeSpan(file, call),
    { callee },
    {
      ...writtenEdits(file, rule, call),
      'encrypted-loader': loadEncrypted(file, call, row.format),
    },
  );
  if (seen.length === 0 || isFetchedForAnybody(call, path, file)) return [];
  if (place.kind === 'file') return seen;
  return known.label || known.confidential ? seen.map((one) => ({ ...one, case: 'bucket' })) : [];
}

/** The queries of the file that run on `connection`, with the connection itself. */
function queriesOn(connection: Origin, file: PythonFile, frames: Frames): Origin[] {
  const runs = ({ call, row }: Origin): boolean =>
    row.sql !== undefined && frames.origins.of(call).includes(connection);
  return [connection, ...tableCalls(file).filter(runs)];
}

function isAsked(query: Origin, frames: Frames): boolean {
  const { columns, tables } = frames.loaded(query);
  return columns.length + tables.length > 0;
}

/** The connections of the file that are made with the same words as `connection`, in the order of the text. */
function likewise({ call, row }: Origin, file: PythonFile): Origin[] {
  const path = given(call, row.path, file);
  const text = path && textOf(file, path);
  return tableCalls(file).filter((other) => {
    if (other.row !== row) return false;
    const same = given(other.call, row.path, file);
    return other.call === call || (text !== undefined && same && textOf(file, same) === text);
  });
}

/** One database, one finding: where it is first opened, for all that is read of it in the file. */
function connects(connection: Origin, file: PythonFile, frames: Frames): Seen[] {
  const { call, row } = connection;
  const callee = textOf(file, call.func);
  const all = likewise(connection, file);
  const queries = all.flatMap((one) => queriesOn(one, file, frames));
  if (all.find((one) => queriesOn(one, file, frames).some((query) => isAsked(query, frames)))?.call !== call)
    return [];
  const url = given(call, row.path, file);
  const text = url && whole(template(url, file.names));
  const database = row.file
    ? url
    : text !== undefined && /^sqlite(\+\w+)?:\/\/\/./.test(text)
      ? url
      : undefined;
  if (database) {
    const place = placeOf(database, file, frames.origins.table.vocabulary);
    const sqlite = text?.startsWith('sqlite') === true && !text.includes(':memory:') && !/cipher/.test(text);
    if ((place.kind !== 'file' && !sqlite) || encryptsDatabases(file)) return [];
    const known = knownOf(queries, place.fileName ?? text?.split('/').at(-1), frames, file);
    return sighting(known, 'plain', calleeSpan(file, call), { callee }, {});
  }
  const open = openChannel(call, url, file);
  if (!open) return [];
  const known = knownOf(queries, undefined, frames, file);
  return sighting(known, 'channel', open.span, { callee, channel: open.switch }, { sslmode: open.edits });
}

/** A query whose connection is an address written at the call itself. */
function queries(origin: Origin, file: PythonFile, frames: Frames): Seen[] {
  const { call, row } = origin;
  const url = given(call, row.connection, file);
  const open = url && openChannel(undefined, url, file);
  if (!open) return [];
  const known = knownOf([origin], undefined, frames, file);
  return sighting(
    known,
    'channel',
    open.span,
    { callee: textOf(file, call.func), channel: open.switch },
    { sslmode: open.edits },
  );
}

export const detector: PythonDetector = {
  *chunk(chunk, file, rule) {
    if (!hasFrames(file)) return;
    const frames = framesOf(file);
    for (const { call } of boundOf(chunk).calls) {
      const origin = frames.origins.at(call);
      if (!origin) continue;
      if (origin.row.kind === 'connection') yield* connects(origin, file, frames);
      else if (origin.row.kind === 'reader' && origin.row.path !== undefined)
        yield* loads(origin, file, frames, rule);
      else if (origin.row.kind === 'reader') yield* queries(origin, file, frames);
    }
  },
};
