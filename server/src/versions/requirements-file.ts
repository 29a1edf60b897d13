/** requirements.txt, requirements.in and constraints files, as pip and uv read them, with the places of all they say. */
import type { Comment, Span } from '../engine/types.ts';
import { type Origin, readOrigin, wheelOf } from './origin.ts';
import { normalize, type Requirement, readRequirement } from './requirement.ts';
import { indexFields, isAlone, type Setting, settingValue, wholeLines } from './setting.ts';

/** Another file that is read as part of this one. */
export interface Include {
  /** Relative to the file, or a URL. */
  readonly path: string;
  /** Only the versions of it count (`-c`). */
  readonly constraints: boolean;
}

export interface RequirementsFile {
  readonly requirements: readonly Requirement[];
  readonly includes: readonly Include[];
  readonly settings: readonly Setting[];
  readonly comments: readonly Comment[];
  /** Lines that a backslash joins. */
  readonly units: readonly Span[];
}

/** Options that take a value, by all their spellings. */
const VALUED: Readonly<Record<string, string>> = {
  '-i': 'index-url',
  '--index-url': 'index-url',
  '--pypi-url': 'index-url',
  '--default-index': 'index-url',
  '--extra-index-url': 'extra-index-url',
  '--index': 'extra-index-url',
  '-f': 'find-links',
  '--find-links': 'find-links',
  '--trusted-host': 'trusted-host',
  '-r': 'requirement',
  '--requirement': 'requirement',
  '-c': 'constraint',
  '--constraint': 'constraint',
  '-e': 'editable',
  '--editable': 'editable',
  '--no-binary': 'no-binary',
  '--only-binary': 'only-binary',
  '--use-feature': 'use-feature',
};

const LOGICAL_LINE = /(?:[^\n\\]|\\(?!\r?\n)|\\\r?\n)*/g;
const OPTION = /(--?[A-Za-z][\w-]*)(?:(?:\s*=\s*|\s+)(?!-)(\S+))?/g;

interface Reading {
  readonly text: string;
  readonly requirements: Requirement[];
  readonly includes: Include[];
  readonly settings: Setting[];
}

function unquoted(text: string): { text: string; cut: number } {
  const found = /^(["'])(.*)\1$/.exec(text);
  return found ? { text: found[2] ?? '', cut: 1 } : { text, cut: 0 };
}

/** A requirement that is only a URL: its name stands in the fragment, in the file's name, or is the repository's. */
function bareOrigin(target: string, at: number): Requirement | undefined {
  const origin: Origin = readOrigin(target, at);
  if (origin.kind === 'local') return undefined;
  const wheel = wheelOf(origin.url);
  const written =
    /[#&]egg=([A-Za-z0-9._-]+)/.exec(target)?.[1] ??
    wheel?.name ??
    /([A-Za-z0-9._-]+?)(?:\.git|\.zip|\.tar\.\w+|\.tgz|\.whl)?\/?$/.exec(origin.url)?.[1];
  if (!written) return undefined;
  const index = target.lastIndexOf(written);
  return {
    name: normalize(written),
    constraints: wheel ? [{ operator: '==', version: wheel.version }] : [],
    locked: wheel !== undefined,
    origin,
    ...(index < 0 ? {} : { span: { start: at + index, end: at + index + written.length } }),
  };
}

function option(reading: Reading, name: string, value: string, nameAt: number, valueAt: number): void {
  const { text, cut } = unquoted(value);
  const known = VALUED[name];
  const span = { start: nameAt, end: value === '' ? nameAt + name.length : valueAt + value.length };
  switch (known) {
    case 'requirement':
    case 'constraint':
      reading.includes.push({ path: text, constraints: known === 'constraint' });
      return;
    case 'editable': {
      const found = readRequirement(text, valueAt + cut);
      const requirement = found?.origin ? found : bareOrigin(text, valueAt + cut);
      if (requirement && /:\/\//.test(text)) reading.requirements.push(requirement);
      return;
    }
    default:
      reading.settings.push({
        name: known ?? name.replace(/^-+/, ''),
        value: known === undefined ? { state: 'known', value: true } : settingValue(text),
        span,
        ...(known === undefined
          ? {}
          : { valueSpan: { start: valueAt + cut, end: valueAt + cut + text.length } }),
        nameSpan: { start: nameAt, end: nameAt + name.length },
        removal: isAlone(reading.text, span)
          ? wholeLines(reading.text, span)
          : { start: span.start - (/\s/.test(reading.text[span.start - 1] ?? '') ? 1 : 0), end: span.end },
        fields: known === undefined ? {} : indexFields(text),
      });
  }
}

/** The options in `line`, which starts at `at` in the file. */
function options(reading: Reading, line: string, at: number): void {
  OPTION.lastIndex = 0;
  for (let found = OPTION.exec(line); found; found = OPTION.exec(line)) {
    const [whole, name = '', value = ''] = found;
    // `-ihttps://…` and flags, which leave the next word alone.
    const joined = /^-[ifrce](?=[^-\s=])/.exec(whole)?.[0];
    if (joined && !VALUED[name]) {
      const rest = /^\S+/.exec(line.slice(found.index + 2))?.[0] ?? '';
      option(reading, joined, rest, at + found.index, at + found.index + 2);
      OPTION.lastIndex = found.index + 2 + rest.length;
      continue;
    }
    const takes = VALUED[name] !== undefined && value !== '';
    if (!takes) OPTION.lastIndex = found.index + name.length;
    const valueAt = at + found.index + whole.length - value.length;
    option(reading, name, takes ? value : '', at + found.index, valueAt);
  }
}

/** One requirement with its own options, `line` starting at `at` in the file. */
function stated(reading: Reading, line: string, at: number): void {
  const own = /\s--[a-z]/.exec(line);
  const text = line.slice(0, own?.index ?? line.length).trimEnd();
  if (/\{[{%]|^\$/.test(text)) return;
  const requirement = /^(?:\w+\+)?\w+:\/\//.test(text)
    ? bareOrigin(text.split(/\s/)[0] ?? '', at)
    : readRequirement(text, at);
  if (!requirement) return;
  const hashed = own && /\s--hash[=\s]/.test(line) ? { hashed: true as const } : {};
  reading.requirements.push({ ...requirement, ...hashed });
}

/** Reads `text`; lines that pip would reject are left out. Line continuations and hashes are understood. */
export function readRequirementsFile(text: string): RequirementsFile {
  const reading: Reading = { text, requirements: [], includes: [], settings: [] };
  const comments: Comment[] = [];
  const units: Span[] = [];
  for (const { 0: whole, index } of text.matchAll(LOGICAL_LINE)) {
    if (whole === '') continue;
    // Of the same length, so that offsets stay.
    const joined = whole.replace(/^\uFEFF/, ' ').replace(/\\\r?\n/g, (end) => ' '.repeat(end.length));
    if (whole.includes('\n')) units.push({ start: index, end: index + whole.trimEnd().length });
    const sign = /(?:^|\s)(#)/.exec(joined);
    const hash = sign ? sign.index + sign[0].length - 1 : joined.length;
    if (sign) {
      const written = whole.slice(hash).trimEnd();
      comments.push({ span: { start: index + hash, end: index + hash + written.length }, text: written });
    }
    const line = joined.slice(0, hash).trimEnd();
    const start = /\S/.exec(line)?.index;
    if (start === undefined) continue;
    if (line[start] === '-') options(reading, line.slice(start), index + start);
    else stated(reading, line.slice(start), index + start);
  }
  return { ...reading, comments, units };
}
