/**
 * Neighbouring top-level statements taken together, so that a long file is not looked through statement by statement on
 * every keystroke: what was found out about a block holds while all of its statements do. Where blocks begin depends on
 * the statements themselves, so an edit changes the block around it and no other.
 */
import type { Chunk } from './ast.ts';
import type { Surroundings } from './surroundings.ts';
import { type Notes, without } from './tracking.ts';

/** Whether a block begins at a statement: one in sixteen, without a pattern that code could repeat (Knuth's hash). */
function begins({ serial }: Chunk): boolean {
  return Math.imul(serial, 0x9e3779b1) >>> 28 === 0;
}

export interface Block {
  readonly chunks: readonly Chunk[];
  /** What the chunks see around them. */
  readonly surroundings: readonly (Surroundings | undefined)[];
  /** What was found out about the block, by who did. */
  readonly kept: Map<object, Kept>;
}

interface Kept {
  readonly tables: object;
  readonly notes: Notes;
  value: unknown;
}

const known = new WeakMap<Chunk, Block>();

/** The blocks of a file; the same objects as long as their statements and what these see are the same. */
export function blocksOf(chunks: readonly Chunk[]): readonly Block[] {
  const blocks: Block[] = [];
  let from = 0;
  for (let to = 1; to <= chunks.length; to++) {
    const next = chunks[to];
    if (next && !begins(next)) continue;
    blocks.push(blockOf(chunks, from, to));
    from = to;
  }
  return blocks;
}

function blockOf(chunks: readonly Chunk[], from: number, to: number): Block {
  const members = chunks.slice(from, to);
  const [first] = members;
  const old = first && known.get(first);
  if (old?.chunks.length === members.length && members.every((one, i) => holdsIn(old, one, i))) return old;
  const surroundings = members.map((chunk) => chunk.surroundings);
  const block = { chunks: members, surroundings, kept: new Map<object, Kept>() };
  if (first) known.set(first, block);
  return block;
}

function holdsIn({ chunks, surroundings }: Block, chunk: Chunk, index: number): boolean {
  return chunks[index] === chunk && surroundings[index] === chunk.surroundings;
}

/** Keeps `value` under `key`. Notes that speak of the block's own statements are left out: they go with the block. */
export function keep(block: Block, key: object, tables: object, notes: Notes, value: unknown): void {
  const own = new Set<unknown>(block.chunks);
  const foreign = without(notes, (what) => own.has(what));
  block.kept.set(key, { tables, notes: foreign, value });
}

/** What was kept under `key`; whether its notes hold is up to the caller. */
export function keptOf(block: Block, key: object, tables: object): Kept | undefined {
  const old = block.kept.get(key);
  return old?.tables === tables ? old : undefined;
}
