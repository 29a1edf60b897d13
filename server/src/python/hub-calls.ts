/** Calls that download from a model hub, by the table `rules/models/hub-callables.yaml`: what they load, and which commit. */
import type { HubReference } from '../engine/types.ts';
import { argumentOf } from './arguments.ts';
import type { Argument, Call, Chunk, Expression } from './ast.ts';
import { boundOf } from './bind.ts';
import { constantOf, meaning } from './constants.ts';
import type { PythonFile } from './file.ts';
import { literalsOf } from './literals.ts';
import { isFolder } from './local-folders.ts';
import { gathered, perNode } from './memo.ts';
import { occurs } from './occurrence.ts';
import { isOwn } from './origin.ts';
import { NameIndex } from './patterns.ts';
import { isTestFile } from './test-files.ts';

interface Row {
  readonly to: readonly string[];
  readonly id: string;
  readonly revision?: string;
  readonly prefix?: string;
  readonly named?: boolean;
  readonly kind?: 'dataset' | 'other';
  readonly type?: string;
  readonly owner?: string;
}

interface Table {
  readonly callables: readonly Row[];
  readonly packaged: readonly string[];
  readonly folders: readonly string[];
  readonly fixtures: readonly string[];
  readonly plain: readonly string[];
}

interface Compiled {
  readonly callables: NameIndex<Row>;
  readonly packaged: ReadonlySet<string>;
  readonly folders: ReadonlySet<string>;
  readonly fixtures: ReadonlySet<string>;
  readonly plain: readonly string[];
  /** The libraries of the table: a text that names none of them needs no look. */
  readonly libraries: RegExp;
}

/** What is said of the commit: nothing, or what. `unknown` where only the running program knows. */
export type Revision =
  | { readonly state: 'absent' | 'unknown' }
  | { readonly state: 'given'; readonly text: string; readonly argument: Argument | undefined };

/** A download of one repository that the source names. */
export interface HubCall {
  readonly call: Call;
  readonly id: string;
  readonly revision: Revision;
  /** Whether settings and words are all that is read, nothing that could be code. */
  readonly plain: boolean;
  /** The argument that pins the commit, with the key in it where it is a dict; absent where the id itself does. */
  readonly keyword: string | undefined;
  /** The argument with the id, where the id pins: `hf-hub:org/vit@…`. */
  readonly pinnedId: Expression | undefined;
  /** What the hub calls it; undefined where only the running program knows. */
  readonly repository: Pick<HubReference, 'kind' | 'id'> | undefined;
}

const compiled = new WeakMap<object, Compiled>();

function tableOf(file: PythonFile): Compiled | undefined {
  const table = file.tables['hub-callables'] as Table | undefined;
  if (!table) return undefined;
  const known = compiled.get(table);
  if (known) return known;
  const callables = new NameIndex<Row>();
  for (const row of table.callables) for (const name of row.to) callables.add(name, row);
  const libraries = new Set(
    table.callables.flatMap((row) => row.to.map((name) => name.split('.')[0] ?? name)),
  );
  const made = {
    callables,
    libraries: new RegExp(`\\b(?:${[...libraries].join('|')})\\b`),
    packaged: new Set(table.packaged),
    folders: new Set(table.folders),
    fixtures: new Set(table.fixtures),
    plain: table.plain,
  };
  compiled.set(table, made);
  return made;
}

function textOfArgument(call: Call, key: string, file: PythonFile): string | undefined {
  const filled = argumentOf(call, key, file.names);
  if (filled.state !== 'given') return undefined;
  const known = constantOf(filled.value, file.names);
  return known.state === 'known' && typeof known.value === 'string' ? known.value : undefined;
}

/** A path, a file, or a folder where people keep models of their own. */
function looksLocal(id: string, { folders }: Compiled): boolean {
  const [first = ''] = id.split('/');
  return (
    !/^[\w.-]+(?:\/[\w.-]+)?$/.test(id) ||
    /^[.~]/.test(id) ||
    /\.(?:bin|pt|pth|ckpt|safetensors|gguf|onnx|json|csv|txt|py)$/.test(id) ||
    (id.includes('/') && folders.has(first.toLowerCase()))
  );
}

/** `model_kwargs.revision`: a key of a dict that is an argument. */
function keyed(call: Call, path: string, file: PythonFile): Expression | 'absent' | 'unknown' {
  const [argument = '', key] = path.split('.');
  const filled = argumentOf(call, argument, file.names);
  if (filled.state !== 'given') return filled.state === 'absent' ? 'absent' : 'unknown';
  if (key === undefined) return filled.value;
  const dict = meaning(filled.value, file.names);
  if (dict.kind !== 'dict') return 'unknown';
  const entry = dict.entries.find((e) => e.key?.kind === 'string' && e.key.value === key);
  return entry?.value ?? (dict.entries.some((e) => !e.key) ? 'unknown' : 'absent');
}

function revisionOf(call: Call, { prefix, revision = '' }: Row, id: string, file: PythonFile): Revision {
  if (prefix !== undefined) {
    const at = id.indexOf('@');
    return at < 0 ? { state: 'absent' } : { state: 'given', text: id.slice(at + 1), argument: undefined };
  }
  const value = keyed(call, revision, file);
  if (typeof value === 'string') return { state: value };
  const known = constantOf(value, file.names);
  if (known.state !== 'known') return { state: 'unknown' };
  if (typeof known.value !== 'string')
    return known.value === null ? { state: 'absent' } : { state: 'unknown' };
  const filled = argumentOf(call, revision, file.names);
  return {
    state: 'given',
    text: known.value,
    argument: filled.state === 'given' ? filled.argument : undefined,
  };
}

/** Which repository of the hub `id` means. */
function repositoryOf(call: Call, row: Row, id: string, file: PythonFile): HubCall['repository'] {
  const [bare = id] = row.prefix === undefined ? [id] : id.split('@');
  const full = row.owner !== undefined && !bare.includes('/') ? `${row.owner}/${bare}` : bare;
  if (row.kind === 'other') return undefined;
  const stated = row.type === undefined ? undefined : argumentOf(call, row.type, file.names);
  if (!stated || stated.state === 'absent') return { kind: row.kind ?? 'model', id: full };
  const known = stated.state === 'given' ? constantOf(stated.value, file.names) : undefined;
  if (known?.state !== 'known') return undefined;
  const kind = known.value ?? 'model';
  return kind === 'model' || kind === 'dataset' || kind === 'space' ? { kind, id: full } : undefined;
}

/** Whether the class of the call reads settings and words only, and is asked to run none of the repository's code. */
function readsPlain(call: Call, { plain }: Compiled, file: PythonFile): boolean {
  const trust = argumentOf(call, 'trust_remote_code', file.names);
  if (trust.state !== 'absent') {
    const value = trust.state === 'given' ? constantOf(trust.value, file.names) : undefined;
    if (value?.state !== 'known' || value.value !== false) return false;
  }
  const names = file.names.resolve(call.func);
  return names.every((name) => {
    const [, owner = ''] = /([^.]+)\.from_pretrained$/.exec(name) ?? [];
    return plain.some((ending) => owner.endsWith(ending));
  });
}

const offlineSettings = gathered((_file, chunk) =>
  literalsOf(chunk).filter(
    ({ name, node }) =>
      /^(?:HF_HUB|HF_DATASETS|TRANSFORMERS)_OFFLINE$/.test(name ?? '') &&
      /^(?:1|true|yes|on)$/i.test(node.value),
  ),
);

/** Whether the file works with what is on the disk only. */
function isOffline(file: PythonFile): boolean {
  return offlineSettings(file).length > 0;
}

function readCall(call: Call, row: Row, table: Compiled, file: PythonFile): HubCall | undefined {
  const text = textOfArgument(call, row.id, file);
  if (text === undefined || (row.prefix !== undefined && !text.startsWith(row.prefix))) return undefined;
  const id = row.prefix === undefined ? text : text.slice(row.prefix.length);
  if (row.named && !id.includes('/')) return undefined;
  if (row.prefix === undefined && looksLocal(id, table)) return undefined;
  if (row.to.some((name) => name.startsWith('datasets.')) && table.packaged.has(id)) return undefined;
  const local = argumentOf(call, 'local_files_only', file.names);
  if (local.state !== 'absent') {
    const value = local.state === 'given' ? constantOf(local.value, file.names) : undefined;
    if (value?.state !== 'known' || value.value !== false) return undefined;
  }
  const given = argumentOf(call, row.id, file.names);
  if (given.state === 'given' && (isOwn(file, given.value) || isFolder(given.value, file))) return undefined;
  const [owner = ''] = id.split('/');
  if (table.fixtures.has(owner) && isTestFile(file)) return undefined;
  return {
    call,
    id,
    revision: revisionOf(call, row, id, file),
    plain: readsPlain(call, table, file),
    keyword: row.revision,
    pinnedId:
      row.prefix !== undefined && given.state === 'given' && !given.argument.star ? given.value : undefined,
    repository: repositoryOf(call, row, id, file),
  };
}

const mentionsHub = occurs((text, file) => tableOf(file)?.libraries.test(text) ?? false);

const callsIn = perNode((file, chunk: Chunk): readonly HubCall[] => {
  const table = mentionsHub(file) ? tableOf(file) : undefined;
  if (!table) return [];
  return boundOf(chunk).calls.flatMap(({ call }): HubCall[] => {
    const rows = new Set(file.names.resolve(call.func).flatMap((name) => table.callables.find(name)));
    const [row] = rows;
    const read = row && readCall(call, row, table, file);
    return read ? [read] : [];
  });
});

/** The downloads in `chunk` whose repository the source names; none where the file works offline. */
export function hubCallsIn(file: PythonFile, chunk: Chunk): readonly HubCall[] {
  const found = callsIn(file, chunk);
  return found.length > 0 && isOffline(file) ? [] : found;
}

/** The downloads of a file whose repository the source names; none where it works offline. */
export const hubCallsOf: (file: PythonFile) => readonly HubCall[] = gathered(hubCallsIn);
