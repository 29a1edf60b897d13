/**
 * Cuts a list of files into parts that take about the same time: for machines that share a scan, and for threads. The same
 * files give the same parts everywhere. Knows sizes only.
 */
import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { classify } from '../project/classify.ts';
import type { Found } from './walk.ts';

/** The `at`-th of `of` parts, from 1 on. */
export interface Shard {
  readonly at: number;
  readonly of: number;
}

/** Parts for each thread: the last ones to finish then wait for little. */
export const PARTS = 8;

/** Analysing what weighs this much takes longer than starting a thread for it. */
const WORTH_A_THREAD = 300_000;

/** Of longer files, models and data most of all, only the beginning costs time. */
const HEAVIEST = 1_000_000;

/** What analysing a file costs, in bytes of Python. A file that is gone weighs nothing. */
export function weightOf({ path }: Found): number {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  return Math.min(size, HEAVIEST) / (classify(path, '') === 'python' ? 1 : 10);
}

/** How many threads files of these weights are worth, at most as many as there are processors. */
export function threadsFor(weights: readonly number[]): number {
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  return Math.max(1, Math.min(availableParallelism(), Math.floor(all / WORTH_A_THREAD)));
}

/**
 * Cuts `files`, with `weights` in the same order, into `count` parts of about the same weight; neighbours stay together,
 * for they import each other. Parts may be empty.
 */
export function parted(files: readonly Found[], weights: readonly number[], count: number): Found[][] {
  const all = weights.reduce((sum, weight) => sum + weight + 1, 0);
  const parts: Found[][] = Array.from({ length: count }, () => []);
  let before = 0;
  for (const [index, file] of files.entries()) {
    const weight = (weights[index] ?? 0) + 1;
    const middle = before + weight / 2;
    parts[Math.min(count - 1, Math.floor((middle / all) * count))]?.push(file);
    before += weight;
  }
  return parts;
}
