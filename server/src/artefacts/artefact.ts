/**
 * What a model file is, by its bytes and not by its name, and which pickles lie in it. Knows formats, no rules.
 */
import type { Content, Gap, Source } from '../engine/types.ts';
import { type Import, importsOf, type Pickle } from './imports.ts';
import { numberAt } from './opcodes.ts';
import { bytesOf, membersOf } from './zip.ts';

/** A file that runs code when it is loaded. */
export interface Artefact {
  /** In words: what it is. */
  readonly format: string;
  /** What its pickles import; undefined where they could not be looked into. */
  readonly imports: readonly Import[] | undefined;
  readonly gaps: readonly Gap[];
}

/** No more bytes of a pickle are looked at. */
const MOST = 64_000_000;
/** No more pickles of a zip file are looked at. */
const MOST_MEMBERS = 100;
/** Where the attributes of an HDF5 file are looked for: at its beginning and its end. */
const ATTRIBUTES = 1_000_000;

const decoder = new TextDecoder('latin1');

function begins(bytes: Uint8Array, ...magic: readonly number[]): boolean {
  return magic.every((byte, at) => bytes[at] === byte);
}

function letters(text: string): number[] {
  return [...text].map((letter) => letter.charCodeAt(0));
}

const ZIP = [0x50, 0x4b, 0x03, 0x04];
const HDF5 = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
const NUMPY = [0x93, ...letters('NUMPY')];
const COMPRESSED: readonly (readonly [string, readonly number[]])[] = [
  ['bzip2', letters('BZh')],
  ['xz', [0xfd, ...letters('7zXZ'), 0]],
  ['lzma', [0x5d, 0, 0]],
  ['lz4', [0x04, 0x22, 0x4d, 0x18]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
];

function isPickle(bytes: Uint8Array): boolean {
  const version = bytes[1] ?? 0;
  return bytes[0] === 0x80 && version >= 2 && version <= 5;
}

function inPart(size: number): Gap[] {
  if (size <= MOST) return [];
  return [{ reason: `only the first ${MOST / 1_000_000} MB of the pickle were looked at` }];
}

function merged(pickles: readonly Pickle[]): Import[] {
  const imports = new Map<string, Import>();
  for (const each of pickles.flatMap((pickle) => pickle.imports))
    imports.set(JSON.stringify([each.module, each.name]), each);
  return [...imports.values()];
}

function inZip(content: Content): Artefact | undefined {
  const members = membersOf(content).filter(({ name }) => /\.(pkl|pickle)$/i.test(name));
  if (members.length === 0) return undefined;
  const isTorch = members.some(({ name }) => /(^|\/)data\.pkl$/.test(name));
  const gaps: Gap[] = [];
  const pickles = members.slice(0, MOST_MEMBERS).flatMap((member): Pickle[] => {
    const bytes = bytesOf(content, member, MOST);
    if (bytes) return [importsOf(bytes)];
    gaps.push({ reason: `${member.name} in this zip file cannot be read` });
    return [];
  });
  if (members.length > MOST_MEMBERS)
    gaps.push({ reason: `only the first ${MOST_MEMBERS} pickles of this zip file were looked at` });
  return {
    format: isTorch ? 'a PyTorch file, which holds a pickle' : 'a zip file with pickles',
    imports: pickles.length > 0 ? merged(pickles) : undefined,
    gaps,
  };
}

/** Where the data of a numpy file begin, if its elements are objects: those are a pickle. */
function objectsOf(content: Content): number | undefined {
  const head = content.read(0, 12);
  const width = (head[6] ?? 1) === 1 ? 2 : 4;
  const start = 8 + width;
  const end = start + Math.min(numberAt(head, 8, width), 1_000_000);
  const header = decoder.decode(content.read(start, end));
  return /['"][<>|=]?O\d*['"]/.test(header) ? end : undefined;
}

/** Whether an HDF5 file holds a model of Keras with its layers, and not only weights or other data. */
function isKerasModel(content: Content): boolean {
  const head = decoder.decode(content.read(0, ATTRIBUTES));
  const tail = decoder.decode(content.read(Math.max(ATTRIBUTES, content.size - ATTRIBUTES), content.size));
  return head.includes('model_config') || tail.includes('model_config');
}

/** A compressed pickle, as joblib writes it. */
function unpacked(content: Content, form: 'zlib' | 'gzip'): Artefact | undefined {
  const bytes = content.unpack(content.read(0, MOST), form, MOST);
  if (!bytes || !isPickle(bytes)) return undefined;
  return {
    format: 'a compressed pickle',
    imports: importsOf(bytes).imports,
    gaps: [...inPart(content.size), ...inPart(bytes.length + 1)],
  };
}

/**
 * What reads as a pickle to its end, or as far as its first import. Protocols 0 and 1 have no sign at their beginning,
 * and the two bytes of the others may stand at the beginning of anything.
 */
function plainPickle(content: Content): Artefact | undefined {
  const { whole, named, instructions, imports } = importsOf(content.read(0, MOST));
  if (named === 0 && !(whole && instructions > 1)) return undefined;
  return { format: 'a pickle', imports, gaps: inPart(content.size) };
}

function recognised(content: Content, path: string): Artefact | undefined {
  const head = content.read(0, 64);
  const isPickleName = /\.(pkl|pickle|joblib)$/i.test(path);
  if (begins(head, ...ZIP)) return inZip(content);
  if (begins(head, ...HDF5))
    return isKerasModel(content)
      ? {
          format: 'a Keras model in HDF5, with which its layers may bring Python code',
          imports: undefined,
          gaps: [],
        }
      : undefined;
  if (begins(head, ...NUMPY)) {
    const start = objectsOf(content);
    if (start === undefined) return undefined;
    const { imports } = importsOf(content.read(start, start + MOST));
    return { format: 'an array of objects, which is a pickle', imports, gaps: inPart(content.size) };
  }
  if (isPickle(head)) return plainPickle(content);
  if (begins(head, 0x1f, 0x8b)) return unpacked(content, 'gzip');
  if (begins(head, 0x78))
    return unpacked(content, 'zlib') ?? (isPickleName ? plainPickle(content) : undefined);
  if (!isPickleName) return undefined;
  const packer = COMPRESSED.find(([, magic]) => begins(head, ...magic));
  if (packer) return { format: `a pickle packed with ${packer[0]}`, imports: undefined, gaps: [] };
  return plainPickle(content);
}

/** What `source` is; undefined for what runs no code when it is loaded, or is no file of bytes. */
export function artefactOf({ content, path }: Source): Artefact | undefined {
  return content && content.size > 0 ? recognised(content, path) : undefined;
}
