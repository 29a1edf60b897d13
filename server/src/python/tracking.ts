/**
 * What an answer about a file was worked out from, noted while it is worked out, so that it can be kept for as long as
 * all of that is the same. Sound by default: whoever looks at the whole text, or at all calls, notes that he did, and
 * his answer holds for this version of the file only. Knows nothing of rules.
 */
import type { PythonFile } from './file.ts';

/** Whether what was read is the same in `file`, another version. */
export type Dependency = (file: PythonFile) => boolean;

/** The notes of one answer: by what was read. Undefined when the answer holds for one version only. */
export type Notes = ReadonlyMap<unknown, Dependency> | undefined;

interface Frame {
  readonly notes: Map<unknown, Dependency>;
  whole: boolean;
}

let frame: Frame | undefined;

/** Works out an answer and gives its notes with it; those around it note nothing of what happens inside. */
export function tracked<T>(work: () => T): { readonly value: T; readonly notes: Notes } {
  const outer = frame;
  const own: Frame = { notes: new Map(), whole: false };
  frame = own;
  try {
    const value = work();
    return { value, notes: own.whole ? undefined : own.notes };
  } finally {
    frame = outer;
  }
}

/** Works something out whose validity is looked after elsewhere. */
export function untracked<T>(work: () => T): T {
  const outer = frame;
  frame = undefined;
  try {
    return work();
  } finally {
    frame = outer;
  }
}

/** Notes that the answer at hand rests on something; `what` tells it from others. */
export function note(what: unknown, dependency: Dependency): void {
  if (frame && !frame.whole && !frame.notes.has(what)) frame.notes.set(what, dependency);
}

/** Notes all that another answer rests on, because the answer at hand is made of it. */
export function noteAll(notes: Notes): void {
  if (!frame) return;
  if (!notes) frame.whole = true;
  else for (const [what, dependency] of notes) note(what, dependency);
}

/** Notes that the answer at hand may rest on anything in the file. */
export function noteWhole(): void {
  if (frame) frame.whole = true;
}

/** Whether an answer with these notes holds in `file`, too. Looking into that is no part of the answer at hand. */
export function holds(notes: Notes, file: PythonFile): boolean {
  if (!notes) return false;
  const outer = frame;
  frame = undefined;
  try {
    for (const dependency of notes.values()) if (!dependency(file)) return false;
    return true;
  } finally {
    frame = outer;
  }
}
