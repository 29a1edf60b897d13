/**
 * How fast texts are gone through for secrets, with all tables, and whether the time grows with the text alone. Real texts
 * are those of this project and of what it depends on; in hostile ones every line nearly is a secret. In processor time,
 * because other programs share the machine.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scanAll } from '../../server/src/secrets/scan.ts';
import { formsOf } from '../../server/src/secrets/table.ts';
import { models, ROOT } from '../rules.ts';
import { program } from './program.ts';

export interface Throughput {
  readonly name: string;
  readonly megabytes: number;
  readonly hits: number;
  /** Megabytes a second of one core. */
  readonly rate: number;
}

export interface Growth {
  readonly name: string;
  /** Milliseconds for a quarter, a half and the whole. */
  readonly took: readonly number[];
}

const ROUNDS = 7;
const LEAST_BYTES = 6_000_000;

const forms = formsOf(models());

function processorTime(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function best(run: () => void): number {
  return Math.min(...Array.from({ length: ROUNDS }, () => processorTime(run)));
}

/** Files below the project's folder, again and again until there is enough to measure. */
function textsOf(pattern: string): string[] {
  const texts = globSync(pattern, { cwd: ROOT })
    .sort()
    .map((path) => readFileSync(join(ROOT, path), 'utf8'));
  const size = texts.reduce((sum, { length }) => sum + length, 0);
  return Array.from({ length: Math.max(1, Math.ceil(LEAST_BYTES / size)) }, () => texts).flat();
}

/** Source, JSON and YAML as they are written. */
export function measureSecrets(): Throughput[] {
  const kinds: readonly (readonly [string, string[]])[] = [
    ['TypeScript (this project)', textsOf('server/src/**/*.ts')],
    ['Python (made up)', Array.from({ length: 60 }, (_, n) => program(2000 + n))],
    ['JSON (packages)', textsOf('node_modules/*/package.json')],
    ['YAML (rules, with their keys)', textsOf('rules/*/*.yaml')],
  ];
  return kinds.map(([name, texts]) => {
    const size = texts.reduce((sum, { length }) => sum + length, 0);
    let hits = 0;
    const took = best(() => {
      hits = 0;
      for (const text of texts) hits += scanAll(text, forms).length;
    });
    return { name, megabytes: size / 1e6, hits, rate: size / took / 1000 };
  });
}

/** Texts of a quarter, a half and the whole length. */
export function measureGrowth(): Growth[] {
  const nearly = 'api_key = "sk-proj-abcdefT3BlbkF" hf_SWFG6Ampvm1I8Dsek6 -----BEGIN PRIVATE ';
  const kinds: readonly (readonly [string, (part: number) => string])[] = [
    [
      'one line of 5 MB',
      (part) => 'const a = {"key": token.value, "id": 4f1c0e6d2b7a}; '.repeat((5e6 / 52) * part),
    ],
    ['100,000 short lines', (part) => 'token: short\n'.repeat(100_000 * part)],
    ['10,000 near misses', (part) => `${nearly}\n`.repeat(10_000 * part)],
    ['10,000 near misses in one line', (part) => nearly.repeat(10_000 * part)],
    ['1 MB of one beginning', (part) => 'eyJ'.repeat((1e6 / 3) * part)],
  ];
  return kinds.map(([name, make]) => ({
    name,
    took: [0.25, 0.5, 1].map((part) => {
      const text = make(part);
      return best(() => void scanAll(text, forms));
    }),
  }));
}
