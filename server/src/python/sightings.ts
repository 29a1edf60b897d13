/**
 * What the rules saw in a top-level statement, kept with it: a rule looks again only where something changed that it
 * looked at before.
 */
import type { Detection } from '../engine/types.ts';
import { type Anchored, anchored, moved } from './anchors.ts';
import type { Chunk } from './ast.ts';
import type { PythonFile } from './file.ts';
import { Ledger } from './ledger.ts';
import type { Surroundings } from './surroundings.ts';
import { holds, isFollowed, type Notes, note, noteAll, question, tracked } from './tracking.ts';

interface Kept {
  readonly surroundings: Surroundings | undefined;
  readonly tables: object;
  readonly notes: Notes;
  found: readonly Anchored[];
}

type Table = WeakMap<object, Kept>;

const kept = new WeakMap<Chunk, Table>();

const NONE: readonly never[] = [];

/** Whether a statement is there, whatever it sees. */
const stays = question();

/** What `look` finds in `chunk`, with the statements that its places are counted from noted. */
function anchors(
  chunk: Chunk,
  chunks: readonly Chunk[],
  { source: { uri } }: PythonFile,
  look: () => readonly Detection[],
): readonly Anchored[] {
  const found = look().map((one) => anchored(one, chunks, uri));
  for (const { places } of found)
    for (const place of places.keys()) if (place !== chunk) note(stays(place), ({ has }) => has(place));
  return found;
}

/**
 * What `look` finds in `chunk` for `key` (a rule, a part of one), or what it found before if that holds, with offsets as
 * of now. What throws is not kept. `chunks` are those of `file`.
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
  const { surroundings } = chunk;
  const { models: tables } = file;
  let now = table.get(key);
  if (now && now.surroundings === surroundings && now.tables === tables && holds(now.notes, file)) {
    noteAll(now.notes);
    if (now.found.length > 0) now.found = now.found.map(moved);
  } else {
    const { value: found, notes } = tracked(file, () => anchors(chunk, chunks, file, look));
    noteAll(notes);
    now = { surroundings, tables, notes, found };
    table.set(key, now);
  }
  return now.found.length === 0 ? NONE : now.found.map(({ detection }) => detection);
}

/** What was seen at one place; `now`: with offsets as of the last time that it was asked for. */
interface Sighted {
  now: Anchored;
}

/** What was seen in a file, by which rules. */
interface Seen {
  readonly key: object;
  readonly ledger: Ledger<Sighted>;
}

/** What `look` finds in all statements of `file` for `key`: in each what it found before if that holds. */
export function seenInAll(
  key: object,
  file: PythonFile,
  chunks: readonly Chunk[],
  look: (chunk: Chunk) => readonly Detection[],
): readonly Detection[] {
  if (!isFollowed()) return chunks.flatMap(look);
  const known = file.kept.get(seenInAll) as Seen | undefined;
  const { ledger } = known?.key === key ? known : { ledger: new Ledger<Sighted>() };
  file.kept.set(seenInAll, { key, ledger });
  const seen = ledger.list(file, (_, chunk) =>
    anchors(chunk, chunks, file, () => look(chunk)).map((now) => ({ now })),
  );
  return seen.map((one) => {
    one.now = moved(one.now);
    return one.now.detection;
  });
}
