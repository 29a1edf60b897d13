/** Members of a zip file, by its directory at the end. Reads what it is asked for and no more; never throws. */
import type { Content } from '../engine/types.ts';
import { numberAt } from './opcodes.ts';

export interface Member {
  readonly name: string;
  /** Bytes as they are stored. */
  readonly size: number;
  readonly stored: boolean;
  /** Where its own header begins. */
  readonly offset: number;
}

const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const FULL = 0xffffffff;
/** A comment behind the directory is at most this long. */
const LONGEST_END = 66_000;
/** A larger directory is read in part. */
const LARGEST_DIRECTORY = 16_000_000;

const decoder = new TextDecoder('utf-8');

interface Directory {
  readonly offset: number;
  readonly size: number;
}

function directoryOf(content: Content): Directory | undefined {
  const from = Math.max(0, content.size - LONGEST_END);
  const tail = content.read(from, content.size);
  let at = tail.length - 22;
  while (at >= 0 && numberAt(tail, at, 4) !== END) at--;
  if (at < 0) return undefined;
  const directory = { offset: numberAt(tail, at + 16, 4), size: numberAt(tail, at + 12, 4) };
  const locator = at - 20;
  if (locator < 0 || numberAt(tail, locator, 4) !== LOCATOR_64) return directory;
  const place = numberAt(tail, locator + 8, 8);
  const end = content.read(place, place + 56);
  if (numberAt(end, 0, 4) !== END_64) return directory;
  return { offset: numberAt(end, 48, 8), size: numberAt(end, 40, 8) };
}

/** The place of a member whose header has no room for it. */
function largeOffset(extra: Uint8Array, sizes: number): number | undefined {
  for (let at = 0; at + 4 <= extra.length; at += 4 + numberAt(extra, at + 2, 2))
    if (numberAt(extra, at, 2) === 1) return numberAt(extra, at + 4 + sizes * 8, 8);
  return undefined;
}

/** The members of the zip file, in the order of its directory; none when it is broken. */
export function membersOf(content: Content): Member[] {
  const directory = directoryOf(content);
  if (!directory) return [];
  const { offset, size } = directory;
  const bytes = content.read(offset, offset + Math.min(size, LARGEST_DIRECTORY));
  const members: Member[] = [];
  for (let at = 0; at + 46 <= bytes.length && numberAt(bytes, at, 4) === ENTRY; ) {
    const length = numberAt(bytes, at + 28, 2);
    const extra = numberAt(bytes, at + 30, 2);
    const name = decoder.decode(bytes.subarray(at + 46, at + 46 + length));
    const packed = numberAt(bytes, at + 20, 4);
    const place = numberAt(bytes, at + 42, 4);
    const fields = bytes.subarray(at + 46 + length, at + 46 + length + extra);
    const wide = [numberAt(bytes, at + 24, 4), packed].filter((n) => n === FULL).length;
    members.push({
      name,
      size: packed === FULL ? content.size : packed,
      stored: numberAt(bytes, at + 10, 2) === 0,
      offset: place === FULL ? (largeOffset(fields, wide) ?? place) : place,
    });
    at += 46 + length + extra + numberAt(bytes, at + 32, 2);
  }
  return members;
}

/** At most `most` bytes of what the member holds; undefined where they cannot be had. */
export function bytesOf(content: Content, member: Member, most: number): Uint8Array | undefined {
  const { offset, size, stored } = member;
  const header = content.read(offset, offset + 30);
  if (header.length < 30 || numberAt(header, 0, 4) !== LOCAL) return undefined;
  const from = offset + 30 + numberAt(header, 26, 2) + numberAt(header, 28, 2);
  const bytes = content.read(from, from + Math.min(size, most));
  return stored ? bytes : content.unpack(bytes, 'deflate', most);
}
