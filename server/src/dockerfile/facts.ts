/**
 * A Dockerfile's text -> its facts. Total: what cannot be read becomes a gap, and a text that is no Dockerfile has no
 * instructions.
 */
import type { Comment, Gap, Source } from '../engine/types.ts';
import { parseImageReference } from '../image/reference.ts';
import { concat, type MappedText, slice, verbatim } from '../shell/mapped.ts';
import type { Script, Word } from '../shell/model.ts';
import { isShell } from '../shell/nested.ts';
import { parseShell, scriptOfWords } from '../shell/parse.ts';
import { programOf } from '../shell/programs.ts';
import { type Outline, outlineOf, type RawInstruction } from './document.ts';
import { joinLines, readHeredocs } from './logical-lines.ts';
import {
  type Base,
  type DockerfileFacts,
  type Instruction,
  KEYWORDS,
  type Keyword,
  type Stage,
} from './model.ts';
import { expand, globalArguments } from './variables.ts';
import { ranges, readExec, readFlags, readPairs, readWord } from './words.ts';

const KNOWN: ReadonlySet<string> = new Set(KEYWORDS);
const PAIRED: ReadonlySet<Keyword> = new Set<Keyword>(['ENV', 'ARG', 'LABEL']);
const RUNNING: ReadonlySet<Keyword> = new Set<Keyword>(['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK']);
const FLAGGED: ReadonlySet<Keyword> = new Set<Keyword>(['RUN', 'COPY', 'ADD', 'FROM', 'HEALTHCHECK']);
const LISTED: ReadonlySet<Keyword> = new Set<Keyword>([
  'RUN',
  'CMD',
  'ENTRYPOINT',
  'COPY',
  'ADD',
  'VOLUME',
  'SHELL',
]);
const WITH_HEREDOC: ReadonlySet<Keyword> = new Set<Keyword>(['RUN', 'COPY', 'ADD']);

const ONLY_HEREDOC = /^\s*<<-?(["']?)[^\s<"']+\1\s*$/;
/** `<<EOF bash`: the grammar wants the command first. */
const LEADING_HEREDOC = /^(\s*<<-?(["']?)[^\s<"']+\2)\s+(?=[^\s<>|&;])/;
const OTHER_INTERPRETER = /^#!(?!\S*\/(?:env\s+)?(?:ba|da|a|z|k)?sh\b)/;

function isKeyword(word: string): word is Keyword {
  return KNOWN.has(word);
}

/** What the reading of one instruction needs to know of the file around it. */
interface Place {
  readonly text: string;
  readonly escaping: string;
  readonly stage: number;
  /** A POSIX shell runs the shell form here. */
  readonly shell: boolean;
}

function shellScript(place: Place, body: MappedText, lineEnd: number, end: number): Script | undefined {
  const heredocs = readHeredocs(place.text, body.text, lineEnd, end);
  const [only] = heredocs;
  if (!only) return parseShell(body);
  if (!ONLY_HEREDOC.test(body.text)) {
    const [whole = '', start = ''] = LEADING_HEREDOC.exec(body.text) ?? [];
    const turned = [
      slice(body, whole.length, body.text.length),
      slice(body, start.length, whole.length),
      slice(body, 0, start.length),
    ];
    return parseShell(
      concat([...(whole === '' ? [body] : turned), verbatim(place.text.slice(lineEnd, end), lineEnd)]),
    );
  }
  return OTHER_INTERPRETER.test(only.body.text) ? undefined : parseShell(only.body);
}

function readInstruction(place: Place, raw: RawInstruction, keyword: Keyword, onbuild: boolean): Instruction {
  const { text, escaping, stage } = place;
  const { line, end } = joinLines(text, raw.keywordSpan.end, raw.span.end, escaping);
  const { flags, rest } = FLAGGED.has(keyword) ? readFlags(line, escaping) : { flags: [], rest: 0 };
  let body = slice(line, rest, line.text.length);
  if (keyword === 'HEALTHCHECK')
    body = slice(body, /^\s*CMD\b/i.exec(body.text)?.[0].length ?? body.text.length, body.text.length);
  const items = LISTED.has(keyword) || keyword === 'HEALTHCHECK' ? readExec(body) : undefined;
  const paired = PAIRED.has(keyword);
  const words =
    items ??
    (paired
      ? []
      : ranges(body.text, 0, escaping, false).map((r) => readWord(body, r.start, r.end, escaping)));
  let script: Script | undefined;
  if (RUNNING.has(keyword)) {
    if (items) script = scriptOfWords(items);
    else if (place.shell)
      script = shellScript(place, body, end, WITH_HEREDOC.has(keyword) ? raw.span.end : end);
  }
  return {
    keyword,
    keywordSpan: raw.keywordSpan,
    span: raw.span,
    stage,
    onbuild,
    flags,
    body,
    words,
    exec: items !== undefined,
    pairs: paired ? readPairs(line, escaping, keyword !== 'ARG') : [],
    ...(script ? { script } : {}),
  };
}

/** The instruction that ONBUILD keeps for later, as if it stood alone. */
function triggered(place: Place, raw: RawInstruction): RawInstruction | undefined {
  const { line } = joinLines(place.text, raw.keywordSpan.end, raw.span.end, place.escaping);
  const [first] = ranges(line.text, 0, place.escaping, false);
  if (!first) return undefined;
  const { span } = readWord(line, first.start, first.end, place.escaping);
  return {
    word: line.text.slice(first.start, first.end),
    keywordSpan: span,
    span: { start: span.start, end: raw.span.end },
  };
}

/** Whether SHELL names a shell that we can read. */
function posix(instruction: Instruction): boolean {
  const name = programOf(instruction.words)?.name;
  return name !== undefined && isShell(name);
}

function baseOf(
  image: Word | undefined,
  stages: readonly Stage[],
  globals: ReturnType<typeof globalArguments>,
): Base {
  const text = image && expand(image, globals);
  if (text === undefined) return { kind: 'unknown' };
  const stage = stages.findLast(({ name }) => name === text.toLowerCase());
  if (stage) return { kind: 'stage', stage: stage.index };
  if (text === 'scratch') return { kind: 'scratch' };
  const reference = parseImageReference(text);
  return reference ? { kind: 'image', reference, text } : { kind: 'unknown' };
}

function stageOf(
  from: Instruction,
  stages: readonly Stage[],
  globals: ReturnType<typeof globalArguments>,
): Stage {
  const [image, as, name] = from.words;
  const named = as?.value.text.toLowerCase() === 'as' ? name : undefined;
  return {
    index: from.stage,
    from,
    base: baseOf(image, stages, globals),
    ...(image ? { image } : {}),
    ...(named ? { name: named.value.text.toLowerCase() } : {}),
  };
}

function shellComments(text: string, instructions: readonly Instruction[]): Comment[] {
  return instructions.flatMap(({ script }) =>
    (script?.comments ?? []).map((span) => ({ span, text: text.slice(span.start, span.end) })),
  );
}

/** Prose and templates parse as instructions that nobody knows. */
function isDockerfile({ instructions }: Outline): boolean {
  const known = instructions.filter(({ word }) => KNOWN.has(word.toUpperCase())).length;
  return known > 0 && known * 2 >= instructions.filter(({ word }) => /^[A-Za-z]/.test(word)).length;
}

/** Reads a Dockerfile. */
export function readFacts(source: Source): DockerfileFacts {
  const { text } = source;
  const outline = outlineOf(text);
  if (!isDockerfile(outline)) return { source, instructions: [], stages: [], comments: [], gaps: [] };
  const instructions: Instruction[] = [];
  const stages: Stage[] = [];
  const gaps: Gap[] = [];
  /** By stage: whether its shell is one that we can read. */
  const shells: boolean[] = [];
  let stage = -1;
  for (const raw of outline.instructions) {
    let keyword = raw.word.toUpperCase();
    if (keyword === 'FROM') stage++;
    const place: Place = { text, escaping: outline.escaping, stage, shell: shells[stage] ?? true };
    const inner = keyword === 'ONBUILD' ? triggered(place, raw) : undefined;
    if (inner) keyword = inner.word.toUpperCase();
    if (!isKeyword(keyword)) {
      gaps.push({
        reason: `${raw.word.slice(0, 40)} is not an instruction of a Dockerfile`,
        span: raw.keywordSpan,
      });
      continue;
    }
    const instruction = readInstruction(place, inner ?? raw, keyword, inner !== undefined);
    instructions.push(instruction);
    if (keyword === 'FROM' && !inner) {
      const read = stageOf(instruction, stages, globalArguments(instructions));
      stages.push(read);
      shells[stage] = read.base.kind === 'stage' ? (shells[read.base.stage] ?? true) : true;
    }
    if (keyword === 'SHELL' && !inner) {
      shells[stage] = posix(instruction);
      if (!shells[stage])
        gaps.push({
          reason: 'commands behind this SHELL are not read: it is no POSIX shell',
          span: instruction.span,
        });
    }
    for (const span of instruction.script?.errors ?? []) {
      if (text.slice(span.start, span.end).trim() !== '')
        gaps.push({ reason: 'this part of a shell command could not be read', span });
    }
  }
  return {
    source,
    instructions,
    stages,
    comments: [...outline.comments, ...shellComments(text, instructions)],
    gaps,
  };
}
