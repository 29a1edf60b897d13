/**
 * Where the comment goes that silences a rule: behind the line, or above it where no comment can follow, or into an
 * ignore comment that is there already. Knows comments and lines; what cannot be interrupted comes from the language.
 */
import { endOfLine, indexLines, type Lines } from '../../engine/lines.ts';
import type { Edit, Language, Source, Span } from '../../engine/types.ts';

const TEXT_WITH_COMMENTS =
  /\.(toml|ini|cfg|conf|sh|bash|properties|tf|txt|in|ya?ml)$|(^|\/)(\.env[^/]*|[^/]+\.env|Pipfile)$/i;

const WITHOUT_HASHES: ReadonlySet<Language> = new Set<Language>([
  'configuration',
  'agent-settings',
  'agent-instructions',
]);

/** Whether `#` begins a comment in this file. */
function hasComments({ language, path }: Source): boolean {
  if (language === 'text' || language === 'dependencies') return TEXT_WITH_COMMENTS.test(path);
  return !WITHOUT_HASHES.has(language);
}

/** Whether a comment may stand behind something. In Dockerfiles and settings files `#` there belongs to the value. */
function allowsTrailing({ language, path }: Source): boolean {
  if (language === 'text') return /\.(toml|tf|sh|bash)$/i.test(path);
  return language !== 'dockerfile';
}

/** The end of the list of rules in an ignore comment on `line`, or undefined when there is none. */
function listEnd(text: string, lines: Lines, line: number, form: RegExp, alone: boolean): number | undefined {
  const { start, end } = lines.range(line);
  const content = text.slice(start, end);
  if (alone && !/^\s*#/.test(content)) return undefined;
  const found = form.exec(content);
  return found ? start + found.index + found[0].length : undefined;
}

const ON_LINE = /#.*?parapet:\s*ignore\s*\[[^\]]*(?=\])/;
const IN_FILE = /#.*?parapet:\s*ignore-file\s*\[[^\]]*(?=\])/;

function merged(text: string, at: number, rule: string): Edit {
  const empty = /\[\s*$/.test(text.slice(0, at));
  return { span: { start: at, end: at }, text: empty ? rule : `, ${rule}` };
}

function isComment(text: string, lines: Lines, line: number): boolean {
  const { start, end } = lines.range(line);
  return /^\s*#/.test(text.slice(start, end));
}

/** The ignore comment that already speaks for `line`, or undefined: behind it, or among the comments above it. */
function existing(text: string, lines: Lines, line: number, trailing: boolean): number | undefined {
  const behind = trailing ? listEnd(text, lines, line, ON_LINE, false) : undefined;
  if (behind !== undefined) return behind;
  for (let above = line - 1; above >= 0 && isComment(text, lines, above); above--) {
    const found = listEnd(text, lines, above, ON_LINE, true);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * The edit that silences `rule` where `offset` is, or undefined where the file has no comments. `units`: what no comment
 * can interrupt, as the language says.
 */
export function ignoreHere(
  source: Source,
  units: readonly Span[],
  offset: number,
  rule: string,
): Edit | undefined {
  const { text } = source;
  if (!hasComments(source)) return undefined;
  const lines = indexLines(text);
  const { line } = lines.at(offset);
  const { end } = lines.range(line);
  const interrupted = units.find((unit) => unit.start <= end && end < unit.end);
  const trailing = allowsTrailing(source) && interrupted === undefined;
  const around = interrupted ?? units.find((unit) => unit.start <= offset && offset < unit.end);
  const first = trailing || around === undefined ? line : lines.at(around.start).line;
  const found = existing(text, lines, first, trailing);
  if (found !== undefined) return merged(text, found, rule);
  const comment = `# parapet: ignore[${rule}]`;
  if (trailing) {
    const { start } = lines.range(line);
    const bare = start + text.slice(start, end).trimEnd().length;
    return { span: { start: bare, end: bare }, text: `  ${comment}` };
  }
  const { start, end: firstEnd } = lines.range(first);
  const at = skipMark(text, start);
  const indent = /^[ \t]*/.exec(text.slice(at, firstEnd))?.[0] ?? '';
  return { span: { start: at, end: at }, text: `${indent}${comment}${endOfLine(text)}` };
}

/** A byte order mark stays the first thing in the file. */
function skipMark(text: string, at: number): number {
  return at === 0 && text.startsWith('\uFEFF') ? 1 : at;
}

/** Lines that mean something only at the top of a file. */
const TOP: Readonly<Record<string, RegExp>> = {
  python: /^(#!|#.*coding[=:]\s*[-\w.]+)/,
  dockerfile: /^#\s*(syntax|escape|check)\s*=/i,
  text: /^#!/,
};

/** The edit that silences `rule` in the whole file, or undefined where the file has no comments. */
export function ignoreInFile(source: Source, rule: string): Edit | undefined {
  const { text, language } = source;
  if (!hasComments(source)) return undefined;
  const lines = indexLines(text);
  for (let line = 0; line < lines.starts.length; line++) {
    const found = listEnd(text, lines, line, IN_FILE, true);
    if (found !== undefined) return merged(text, found, rule);
  }
  let line = 0;
  for (const top = TOP[language]; top !== undefined; line++) {
    const { start, end } = lines.range(line);
    if (!top.test(text.slice(skipMark(text, start), end))) break;
  }
  const eol = endOfLine(text);
  const comment = `# parapet: ignore-file[${rule}]`;
  if (line >= lines.starts.length)
    return { span: { start: text.length, end: text.length }, text: `${eol}${comment}${eol}` };
  const at = skipMark(text, lines.range(line).start);
  return { span: { start: at, end: at }, text: `${comment}${eol}` };
}
