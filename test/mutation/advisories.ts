/** What the rows of the version tables say, tried on requirements: every range, from inside and from the repaired version. */
import { compare } from '@renovatebot/pep440';
import type { Program } from './code.ts';
import { field, list, type Row, rowsAt, type Tables } from './tables.ts';

interface Range {
  readonly from?: string;
  readonly below?: string;
  readonly through?: string;
}

/** A row with requirements that it is about, and some that it is not about. */
export interface Advised {
  readonly row: Row;
  readonly inside: readonly Program[];
  readonly outside: readonly Program[];
}

/** The version before `version`: `2.5.99` before `2.6.0`. */
function before(version: string): string {
  const parts = version.split('.').map(Number);
  let last = parts.length - 1;
  while (last > 0 && parts[last] === 0) last--;
  return parts.map((part, at) => (at < last ? part : at === last ? Math.max(0, part - 1) : 99)).join('.');
}

/** A version of the range, at its later end where it has one. */
function within({ from, below, through }: Range): string {
  return through ?? (below === undefined ? (from ?? '1.0') : before(below));
}

function pinned(name: string, version: string): Program {
  return { path: 'requirements.txt', text: `${name}==${version}\n` };
}

/** The rows of every table with versions. */
export function advised(tables: Tables): Advised[] {
  return rowsAt(tables, '*.rows.*')
    .filter((row) => field(row, 'package') !== '' && field(row, 'id') !== '')
    .map((row) => {
      const name = field(row, 'package');
      const ranges = rowsAt(tables, [...row.at, 'affected', '*'].join('.')).map(
        ({ value }) => value as Range,
      );
      const starts = ranges.flatMap(({ from }) => (from === undefined ? [] : [from]));
      return {
        row,
        inside: [...ranges.map(within), ...starts].map((version) => pinned(name, version)),
        outside: [...list(row, 'fixed'), ...starts.map(before)]
          .filter((version) => ranges.every((range) => isOutside(version, range)))
          .map((version) => pinned(name, version)),
      };
    });
}

function isOutside(version: string, { from, below, through }: Range): boolean {
  return (
    (from !== undefined && compare(version, from) < 0) ||
    (below !== undefined && compare(version, below) >= 0) ||
    (through !== undefined && compare(version, through) > 0)
  );
}
