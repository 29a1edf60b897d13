/**
 * Neighbouring top-level statements taken together, and neighbouring blocks of these once more, so that a long file is not
 * looked through statement by statement on every keystroke: what was found out about a block holds while all of its
 * statements do. Where blocks begin depends on the statements themselves, so an edit changes the blocks around it and no
 * others.
 */
import type { Chunk } from './ast.ts';
import type { Surroundings } from './surroundings.ts';
import { type Notes, without } from './tracking.ts';

export interface Block {
  readonly chunks: readonly Chunk[];
  /** The smaller blocks that it is made of; none where it is one of the smallest. */
  readonly parts: readonly Block[];
  /** What the chunks see around them. */
  readonly surroundings: readonly (Surroundings | undefined)[];
  /** The chunks as what notes may speak of. */
  readonly own: ReadonlySet<unknown>;
  /**
   * Whether the block may stay as it is. One that has just taken the place of another is being edited: what is found out
   * about it is not worth keeping, because the next key makes it void.
   */
  settled: boolean;
  /** What was found out about the block, by who did. */
  readonly kept: Map<object, Kept>;
}

interface Kept {
  readonly tables: object;
  readonly notes: Notes;
  value: unknown;
}

/** By their first chunk. */
type Known = WeakMap<Chunk, Block>;

const smallest: Known = new WeakMap();
const larger: Known = new WeakMap();

/** Whether a block begins at a statement: one in 2^`bits`, without a pattern that code could repeat (Knuth's hash). */
function begins(chunk: Chunk | undefined, bits: number): boolean {
  return chunk !== undefined && Math.imul(chunk.serial, 0x9e3779b1) >>> (32 - bits) === 0;
}

/** `items` in groups; `isFirst`: whether a group begins at an item. */
function groupsOf<T>(items: readonly T[], isFirst: (item: T) => boolean): T[][] {
  const groups: T[][] = [];
  let group: T[] | undefined;
  for (const item of items) {
    if (group && !isFirst(item)) group.push(item);
    else {
      group = [item];
      groups.push(group);
    }
  }
  return groups;
}

/** The largest blocks of a file; the same objects as long as their statements and what these see are the same. */
export function blocksOf(chunks: readonly Chunk[]): readonly Block[] {
  const blocks = groupsOf(chunks, (chunk) => begins(chunk, 4)).map((group) => blockOf(smallest, group, []));
  return groupsOf(blocks, (block) => begins(block.chunks[0], 8)).map((parts) =>
    blockOf(
      larger,
      parts.flatMap((part) => part.chunks),
      parts,
    ),
  );
}

function blockOf(known: Known, chunks: readonly Chunk[], parts: readonly Block[]): Block {
  const [first] = chunks;
  const old = first && known.get(first);
  if (old && sameParts(old, parts) && sameChunks(old, chunks)) {
    old.settled = true;
    return old;
  }
  const surroundings = chunks.map((chunk) => chunk.surroundings);
  const settled = old === undefined;
  const block = { chunks, parts, surroundings, own: new Set(chunks), settled, kept: new Map<object, Kept>() };
  if (first) known.set(first, block);
  return block;
}

function sameParts({ parts }: Block, others: readonly Block[]): boolean {
  return parts.length === others.length && parts.every((part, i) => part === others[i]);
}

function sameChunks({ chunks, surroundings }: Block, others: readonly Chunk[]): boolean {
  return (
    chunks.length === others.length &&
    others.every((chunk, i) => chunks[i] === chunk && surroundings[i] === chunk.surroundings)
  );
}

/** Keeps `value` under `key`. Notes that speak of the block's own statements are left out: they go with the block. */
export function keep(block: Block, key: object, tables: object, notes: Notes, value: unknown): void {
  const foreign = without(notes, (what) => block.own.has(what));
  block.kept.set(key, { tables, notes: foreign, value });
}

/** What was kept under `key`; whether its notes hold is up to the caller. */
export function keptOf(block: Block, key: object, tables: object): Kept | undefined {
  const old = block.kept.get(key);
  return old?.tables === tables ? old : undefined;
}
