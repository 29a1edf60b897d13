/**
 * What the rules saw in a top-level statement, kept with it: a rule looks again only where something changed that it
 * looked at before.
 */
import type { Detection } from '../engine/types.ts';
import { type Anchored, anchored, isAnchored, moved } from './anchors.ts';
import type { Chunk } from './ast.ts';
import { type Block, keep, keptOf } from './blocks.ts';
import type { PythonFile } from './file.ts';
import type { Surroundings } from './surroundings.ts';
import { holds, isFollowed, type Notes, noteAll, tracked } from './tracking.ts';

interface Kept {
  readonly surroundings: Surroundings | undefined;
  readonly tables: object;
  readonly notes: Notes;
  found: readonly Anchored[];
}

type Table = WeakMap<object, Kept>;

const kept = new WeakMap<Chunk, Table>();

/** What was kept of a chunk if it holds in `file`, moved to where the chunk stands now. */
function recall(table: Table, key: object, chunk: Chunk, file: PythonFile): readonly Detection[] | undefined {
  const old = table.get(key);
  if (!old || old.surroundings !== chunk.surroundings || old.tables !== file.models) return undefined;
  if (!holds(old.notes, file) || !old.found.every((one) => isAnchored(one, file.has))) return undefined;
  noteAll(old.notes);
  if (old.found.length === 0) return NONE;
  old.found = old.found.map(moved);
  return old.found.map(({ detection }) => detection);
}

const NONE: readonly Detection[] = [];

/**
 * What `look` finds in `chunk` for `key` (a rule, a part of one, all of them), or what it found before if that holds;
 * a look may be made of others. What throws is not kept. `chunks` are those of `file`.
 */
export function seenIn(
  chunk: Chunk,
  key: object,
  file: PythonFile,
  chunks: readonly Chunk[],
  look: () => readonly Detection[],
): readonly Detection[] {
  if (!isFollowed()) return look();
  const table = kept.get(chunk) ?? new WeakMap<object, Kept>();
  kept.set(chunk, table);
  const before = recall(table, key, chunk, file);
  if (before) return before;
  const { value, notes } = tracked(look);
  noteAll(notes);
  const { surroundings } = chunk;
  const found = value.map((one) => anchored(one, chunks));
  table.set(key, { surroundings, tables: file.models, notes, found });
  return value;
}

/** What `look` finds in the chunks of a block, or what it found before if that holds. */
export function seenInBlock(
  block: Block,
  key: object,
  file: PythonFile,
  look: (chunk: Chunk) => readonly Detection[],
): readonly Detection[] {
  if (!isFollowed()) return block.chunks.flatMap(look);
  const old = keptOf(block, key, file.models);
  const anchors = old?.value as readonly Anchored[] | undefined;
  if (old && anchors && holds(old.notes, file) && anchors.every((one) => isAnchored(one, file.has))) {
    noteAll(old.notes);
    if (anchors.length === 0) return NONE;
    const now = anchors.map(moved);
    old.value = now;
    return now.map(({ detection }) => detection);
  }
  const see = (): readonly Detection[] =>
    block.parts.length > 0
      ? block.parts.flatMap((part) => seenInBlock(part, key, file, look))
      : block.chunks.flatMap(look);
  if (!block.settled) return see();
  const { value, notes } = tracked(see);
  noteAll(notes);
  keep(block, key, file.models, notes, anchorsIn(block, key));
  return value;
}

/** What was seen for `key` in the chunks of a block. */
function anchorsIn({ chunks }: Block, key: object): readonly Anchored[] {
  return chunks.flatMap((chunk) => kept.get(chunk)?.get(key)?.found ?? []);
}
