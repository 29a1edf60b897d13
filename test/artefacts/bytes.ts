/** Pickles and files around them, put together byte by byte: nothing here was ever pickled, and nothing is loaded. */
import { Buffer } from 'node:buffer';

/** Letters are bytes. */
export function bytes(...parts: readonly (string | number | Uint8Array)[]): Uint8Array {
  return Buffer.concat(
    parts.map((part) =>
      typeof part === 'string'
        ? Buffer.from(part, 'latin1')
        : typeof part === 'number'
          ? Buffer.from([part])
          : part,
    ),
  );
}

/** A number, little-endian. */
export function little(value: number, width: number): Uint8Array {
  const made = Buffer.alloc(width);
  for (let i = 0, rest = value; i < width; i++, rest = Math.floor(rest / 256)) made[i] = rest % 256;
  return made;
}

/** A short text of protocol 4, remembered as Python's pickler does. */
export function text(value: string): Uint8Array {
  return bytes(0x8c, value.length, value, 0x94);
}

/** A pickle of protocol 4 that calls `module.name("hello")`. */
export function calling(module: string, name: string): Uint8Array {
  return bytes(0x80, 4, text(module), text(name), 0x93, 0x94, text('hello'), 0x85, 'R.');
}

export interface Packed {
  readonly name: string;
  readonly data: Uint8Array;
  /** The bytes as they stand in the file; `data` when they are stored as they are. */
  readonly deflated?: Uint8Array;
}

/** A zip file. As PyTorch does, sizes stand in the directory only. */
export function zip(members: readonly Packed[]): Uint8Array {
  const files: Uint8Array[] = [];
  const entries: Uint8Array[] = [];
  let offset = 0;
  for (const { name, data, deflated } of members) {
    const packed = deflated ?? data;
    const method = little(deflated ? 8 : 0, 2);
    const file = bytes(
      'PK\x03\x04',
      little(0, 4),
      method,
      little(0, 16),
      little(name.length, 2),
      little(0, 2),
      name,
      packed,
    );
    entries.push(
      bytes(
        'PK\x01\x02',
        little(0, 6),
        method,
        little(0, 8),
        little(packed.length, 4),
        little(data.length, 4),
        little(name.length, 2),
        little(0, 12),
        little(offset, 4),
        name,
      ),
    );
    files.push(file);
    offset += file.length;
  }
  const directory = bytes(...entries);
  const end = bytes('PK\x05\x06', little(0, 8), little(directory.length, 4), little(offset, 4), little(0, 2));
  return bytes(...files, directory, end);
}
