/**
 * Reads the pairs of programs in this folder. A pair stands as one text, like a difference: a line that begins with `-`
 * is in the vulnerable program only, one that begins with `+` in the sanitised one only, every other line in both. Lines
 * of `^^^^` stand under what must be reported of the vulnerable program.
 */
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import type { Severity, Span } from '../../server/src/engine/types.ts';
import { unmark } from '../../server/src/ruleset/examples.ts';

/** One program with the other files of its workspace. */
export interface Program {
  readonly path: string;
  readonly text: string;
  readonly files: Readonly<Record<string, string>>;
  readonly marks: readonly Span[];
}

export interface Pair {
  /** The file of this folder, without its ending. */
  readonly area: string;
  /** What is tried, in words. */
  readonly name: string;
  readonly rule: string;
  /** Of every finding of the rule, where the rule also says something weaker of such code without knowing the flow. */
  readonly severity?: Severity;
  readonly vulnerable: Program;
  readonly sanitised: Program;
}

interface PairFile {
  readonly name: string;
  readonly rule: string;
  readonly severity?: Severity;
  readonly path?: string;
  readonly program: string;
  readonly files?: Readonly<Record<string, string>>;
}

const MARKS = /^-?[ \t]*\^+(?:[ \t]+\^+)*[ \t]*$/;

/** The lines that begin with `sign`, and those in both programs. */
function side(text: string, sign: '-' | '+'): string {
  const other = sign === '-' ? '+' : '-';
  return text
    .split('\n')
    .filter((line) => !line.startsWith(other) && (sign === '-' || !MARKS.test(line)))
    .map((line) => (line.startsWith(sign) ? line.slice(1) : line))
    .join('\n');
}

function program({ path = 'app.py', program, files = {} }: PairFile, sign: '-' | '+'): Program {
  const others = Object.entries(files).map(([name, text]) => [name, side(text, sign)] as const);
  return { path, ...unmark(side(program, sign)), files: Object.fromEntries(others) };
}

/** All pairs, in the order of the files. */
export function pairs(): Pair[] {
  return globSync('*.yaml', { cwd: import.meta.dirname })
    .sort()
    .flatMap((file) => {
      const list = parse(readFileSync(join(import.meta.dirname, file), 'utf8')) as readonly PairFile[];
      return list.map((pair) => ({
        area: basename(file, '.yaml'),
        name: pair.name,
        rule: pair.rule,
        ...(pair.severity === undefined ? {} : { severity: pair.severity }),
        vulnerable: program(pair, '-'),
        sanitised: program(pair, '+'),
      }));
    });
}
