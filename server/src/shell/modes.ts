/** File modes as `chmod`, `mkdir -m` and `install -m` take them: which let everybody write, and what to write instead. */
import type { Program, Word } from './model.ts';

/** Directories that everybody may write by design, if only the owner of a file may delete it. */
const SHARED = /^\/(tmp|var\/tmp|dev\/shm)\/?$/;
const CLAUSE = /^([ugoa]*)([-+=])([rwxXst]*)$/;

/** A mode that lets everybody write. */
export interface OpenMode {
  readonly word: Word;
  /** A mode that lets only the owner write. */
  readonly closed: string;
}

function closedDigits(mode: string, paths: readonly string[], recursive: boolean): string | undefined {
  const [, special = '', digits = ''] = /^([0-7]?)([0-7]{3})$/.exec(mode) ?? [];
  const others = Number(digits[2]);
  const sticky = (Number(special || 0) & 1) !== 0;
  if (digits === '' || (others & 2) === 0 || sticky) return undefined;
  if (paths.some((path) => SHARED.test(path))) return `1${digits}`;
  if (recursive && digits === '777' && /^0?$/.test(special)) return 'u=rwX,go=rX';
  const group = Number(digits[1]) & 5;
  return `${special}${digits[0]}${group}${others & 5}`;
}

function closedClause(clause: string): string | undefined {
  const [, who = '', operator = '', rights = ''] = CLAUSE.exec(clause) ?? [];
  if (operator === '-' || !/[ao]/.test(who) || !rights.includes('w') || rights.includes('t'))
    return undefined;
  const fewer = rights.replaceAll('w', '');
  const others = who.includes('a') ? 'go' : who.replaceAll('u', '');
  const owner = /[ua]/.test(who) ? [`u${operator}${rights}`] : [];
  if (fewer !== '' || operator === '=') return [...owner, `${others}${operator}${fewer}`].join(',');
  return `u${operator}${rights}`;
}

/** The mode that differs from `mode` in that only the owner may write; undefined when not everybody may anyway. */
export function closedMode(mode: string, paths: readonly string[], recursive: boolean): string | undefined {
  if (/^[0-7]+$/.test(mode)) return closedDigits(mode, paths, recursive);
  const clauses = mode.split(',');
  const closed = clauses.map(closedClause);
  if (closed.every((clause) => clause === undefined)) return undefined;
  return clauses.map((clause, index) => closed[index] ?? clause).join(',');
}

function option(words: readonly Word[]): Word | undefined {
  const at = words.findIndex(
    ({ value }) => value.text === '-m' || value.text === '--mode' || /^-[a-zA-Z]*m$/.test(value.text),
  );
  return at < 0 ? undefined : words[at + 1];
}

/** The mode that `program` sets, when it lets everybody write. */
export function openMode({ name, arguments: words }: Program): OpenMode | undefined {
  const operands = words.filter(({ value }) => !/^-[a-zA-Z-]/.test(value.text) || CLAUSE.test(value.text));
  const word =
    name === 'chmod' ? operands[0] : name === 'mkdir' || name === 'install' ? option(words) : undefined;
  if (word?.state !== 'known') return undefined;
  const recursive = words.some(
    ({ value }) => value.text === '--recursive' || /^-[a-zA-Z]*R/.test(value.text),
  );
  const closed = closedMode(
    word.value.text,
    operands.filter((operand) => operand !== word).map(({ value }) => value.text),
    recursive,
  );
  return closed === undefined ? undefined : { word, closed };
}
