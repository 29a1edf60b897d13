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
  /** What was found out about the block, by who did. */
  readonly kept: Map<object, Kept>;
}

interface Kept {
  readonly tables: object;
  readonly surroundings: readonly (Surroundings | undefined)[];
  readonly notes: Notes;
  value: unknown;
}

const known = new WeakMap<Chunk, Block>();

/** The blocks of a file; the same objects as long as their statements are the same. */
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
  if (old && old.chunks.length === members.length && old.chunks.every((one, i) => one === members[i]))
    return old;
  const block = { chunks: members, kept: new Map<object, Kept>() };
  if (first) known.set(first, block);
  return block;
}

/** Keeps `value` under `key`. Notes that speak of the block's own statements are left out: they go with the block. */
export function keep(block: Block, key: object, tables: object, notes: Notes, value: unknown): void {
  const own = new Set<unknown>(block.chunks);
  const foreign = without(notes, (what) => own.has(what));
  const surroundings = block.chunks.map((chunk) => chunk.surroundings);
  block.kept.set(key, { tables, surroundings, notes: foreign, value });
}

/** What was kept under `key`, if the statements see the same around them; whether its notes hold is up to the caller. */
export function keptOf(block: Block, key: object, tables: object): Kept | undefined {
  const old = block.kept.get(key);
  if (!old || old.tables !== tables) return undefined;
  const { chunks } = block;
  for (let i = 0; i < chunks.length; i++)
    if (chunks[i]?.surroundings !== old.surroundings[i]) return undefined;
  return old;
}
