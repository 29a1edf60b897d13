/**
 * Reads `[tool.parapet]` of a pyproject.toml into a tree with places. The TOML parser hands over values without their
 * places, so keys and strings are found again in the text. Knows nothing of what the keys mean.
 */
import { parse, TomlError } from 'smol-toml';
import type { Span } from '../engine/types.ts';
import type { Entry, Problem, Written, WrittenConfiguration } from './configuration-tree.ts';

const OURS = /^[ \t]*\[[ \t]*tool[ \t]*\.[ \t]*parapet[ \t]*(?:\.[^\]\n]*)?\]/m;
const TABLE = /^[ \t]*\[\[?[\w."' -]+\]\]?[ \t]*(#.*)?$/;

/** So many broken lines are left out before the whole table is. */
const MOST_BROKEN = 20;

/** The lines of `text`, blanked where they do not belong to our tables; offsets stay. */
function ourLines(text: string): string[] {
  let ours = false;
  return text.split('\n').map((line) => {
    if (OURS.test(line)) ours = true;
    else if (TABLE.test(line.trimEnd())) ours = false;
    return ours ? line : ' '.repeat(line.length);
  });
}

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

function parapetTable(text: string): unknown {
  return property(property(parse(text), 'tool'), 'parapet');
}

/** Reads our tables alone, leaving out line after line that cannot be read, so that the others hold. */
function readLineByLine(text: string): { table: unknown; problems: Problem[] } {
  const problems: Problem[] = [];
  const lines = ourLines(text);
  while (problems.length < MOST_BROKEN) {
    try {
      return { table: parapetTable(lines.join('\n')), problems };
    } catch (error) {
      if (!(error instanceof TomlError)) throw error;
      let index = Math.min(error.line, lines.length) - 1;
      while (index > 0 && lines[index]?.trim() === '') index--;
      const line = lines[index] ?? '';
      const offset = lines.slice(0, index).reduce((sum, each) => sum + each.length + 1, 0);
      const span = {
        start: offset + line.length - line.trimStart().length,
        end: offset + line.trimEnd().length,
      };
      const words = error.message.split('\n')[0]?.replace(/^Invalid TOML document: /, '') ?? '';
      problems.push({ span, message: `This is not valid TOML, and the line is left out: ${words}.` });
      lines[index] = ' '.repeat(line.length);
    }
  }
  return { table: undefined, problems };
}

function escaped(name: string): string {
  return name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** The part of `text` that the last group of `pattern` matches at or after `from`. */
function find(text: string, pattern: RegExp, from: number): Span | undefined {
  const found = pattern.exec(text.slice(from));
  if (!found) return undefined;
  const end = from + found.index + found[0].length;
  return { start: end - (found[1]?.length ?? 0), end };
}

function keyPattern(key: string): RegExp {
  return new RegExp(`(?:^|[\\s{,.[])["']?(${escaped(key)})(?=["']?\\s*[=.\\]])`);
}

function valuePattern(value: unknown): RegExp {
  return new RegExp(
    typeof value === 'string' ? `["'](${escaped(value)})(?=["'])` : `(${escaped(String(value))})`,
  );
}

/** `value` with the places of its parts, looked for from `from` on; what is not found again stands at `around`. */
function place(text: string, value: unknown, around: Span, from: number): Written {
  if (Array.isArray(value)) {
    let next = from;
    const items = value.map((item: unknown) => {
      const written = place(text, item, around, next);
      if (written.span !== around) next = written.span.end;
      return written;
    });
    return { kind: 'list', items, span: around };
  }
  if (typeof value === 'object' && value !== null && !(value instanceof Date)) {
    const entries = Object.entries(value).map(([key, inner]): Entry => {
      const span = find(text, keyPattern(key), from) ?? around;
      return { key, span, value: place(text, inner, span, span.end) };
    });
    return { kind: 'map', entries, span: around };
  }
  const span = find(text, valuePattern(value), from) ?? around;
  return { kind: 'scalar', value, source: String(value), span };
}

/** Reads the configuration in the pyproject.toml `written`. Never throws; what other tools keep there is left alone. */
export function readTomlConfiguration(written: string): WrittenConfiguration {
  if (!written.includes('parapet')) return { root: undefined, problems: [] };
  const text = written.replace(/^\uFEFF/, ' ');
  let table: unknown;
  let problems: readonly Problem[] = [];
  try {
    table = parapetTable(text);
  } catch {
    ({ table, problems } = readLineByLine(text));
  }
  if (table === undefined) return { root: undefined, problems };
  const header = OURS.exec(text);
  const start = header ? header.index + header[0].search(/\S/) : 0;
  const end = header ? header.index + header[0].length : 0;
  return { root: place(text, table, { start, end }, start), problems };
}
