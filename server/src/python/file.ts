/** What rules and detectors get to see of one Python file. */
import type { Project, RuleSet, Source, Span } from '../engine/types.ts';
import { follow } from '../secrets/scan.ts';
import { chunkBefore } from './anchors.ts';
import { type Chunk, type Node, rootOf, spanOf, withParts } from './ast.ts';
import { boundOf } from './bind.ts';
import { ProjectElsewhere } from './elsewhere.ts';
import { History } from './history.ts';
import { INTERFACE, keepAtHand, takeParsed } from './interface.ts';
import { type Module, moduleAfter } from './module.ts';
import { exchangeOf } from './module-table.ts';
import { Names } from './names.ts';
import { type Parsed, parse } from './parse.ts';
import type { BoundCall } from './scopes.ts';
import { type Facts, surround } from './surroundings.ts';
import type { TaintModels } from './taint/models.ts';
import { broughtBy, type Check, note, noteChunk, noteWhole, Readings } from './tracking.ts';

export interface PythonFile {
  /** Another object for each version. */
  readonly version: object;
  /** What is kept from version to version; see `memo.ts`. */
  readonly kept: Map<unknown, unknown>;
  /** What answers rest on; see `tracking.ts`. */
  readonly readings: Readings;
  readonly history: History;
  /** Whether `chunk` stands in the last version of its file. */
  has(chunk: Chunk): boolean;
  /** Whether `node` stands in this file, and not in another that it was asked about. */
  contains(node: Node): boolean;
  readonly source: Source;
  /** The text, for who notes by himself what he reads of it. */
  readonly text: string;
  readonly project: Project;
  readonly chunks: readonly Chunk[];
  readonly names: Names;
  /** The top-level statements that mention `name`, which no function of theirs binds, in the order of the text. */
  mentioning(name: string): readonly Chunk[];
  readonly models: TaintModels;
  /** The tables under `rules/models/`, for detectors that read one. */
  readonly tables: RuleSet['models'];
  /** All calls, in the order of the text, outer before inner. */
  readonly calls: readonly BoundCall[];
  /** What the parser could not read, absolute. Nothing is reported there. */
  readonly broken: readonly Span[];
}

/** What is known of a Python text by itself, without rules and project. */
export interface PythonFacts {
  readonly source: Source;
  readonly parsed: Parsed;
  readonly module: Module;
  readonly names: Names;
  readonly elsewhere: ProjectElsewhere;
  readonly facts: Facts;
  readonly kept: Map<unknown, unknown>;
  readonly readings: Readings;
  readonly history: History;
}

/** Reads `source`, a file of `project`; `previous` is used up. */
export function readFacts(source: Source, previous?: PythonFacts, project: Project = ALONE): PythonFacts {
  if (previous) follow(source, previous.source);
  const parsed = (!previous && takeParsed(source)) || parse(source.text, previous?.parsed);
  const elsewhere = previous?.elsewhere ?? new ProjectElsewhere();
  const exchange = exchangeOf(previous?.parsed.chunks ?? [], parsed.chunks);
  for (const chunk of exchange.gone) chunk.gone = true;
  for (const chunk of exchange.come) chunk.gone = false;
  const module = moduleAfter(exchange, previous?.module);
  const names = new Names(parsed.chunks, elsewhere, module);
  keepAtHand(source, names);
  elsewhere.renew(source, project);
  const { facts, seeing } = surround(parsed.chunks, exchange, names, elsewhere, source.text, previous?.facts);
  names.settle();
  project.neighbours?.offer?.(INTERFACE, source);
  const { kept, readings, history } = previous ?? {
    kept: new Map(),
    readings: new Readings(),
    history: new History(),
  };
  history.add({ gone: exchange.gone, changed: new Set([...exchange.come, ...seeing]) });
  return { source, parsed, module, names, elsewhere, facts, kept, readings, history };
}

const ALONE: Project = { files: () => [] };

/** The parts of `chunks` that the parser could not read, as offsets of the file. */
export function brokenSpans(chunks: readonly Chunk[]): Span[] {
  return withParts(chunks.filter(({ broken }) => broken)).flatMap((chunk) =>
    chunk.errors.map(({ start, end }) => ({ start: start + chunk.offset, end: end + chunk.offset })),
  );
}

/** What mentions a name may be another when a statement that mentions it comes or goes. */
const MENTIONS = broughtBy((chunk) => boundOf(chunk).free);

function stillMention(name: string, found: readonly Chunk[]): Check {
  return ({ mentioning }) => {
    const now = mentioning(name);
    return now.length === found.length && now.every((chunk, at) => chunk === found[at]);
  };
}

/** `source` for rules: who reads its text as a whole says so. */
function watched(source: Source): Source {
  return Object.defineProperty({ ...source }, 'text', {
    get: () => {
      noteWhole();
      return source.text;
    },
  });
}

function isProject(project: Project, revision: number): Check {
  return (other) => other.project === project && project.revision === revision;
}

/** The file as rules see it. What of it speaks of the file as a whole notes that it was read. */
export function fileOf(
  { source, parsed, names, facts, kept, readings, history }: PythonFacts,
  project: Project,
  models: TaintModels,
): PythonFile {
  const { chunks } = parsed;
  let calls: readonly BoundCall[] | undefined;
  const file: PythonFile = {
    version: {},
    kept,
    readings,
    history,
    has: ({ gone }) => gone === false,
    contains(node) {
      const root = rootOf(node.chunk);
      noteChunk(root);
      return chunkBefore(chunks, root.offset) === root;
    },
    source: watched(source),
    text: source.text,
    names,
    mentioning(name) {
      const found = [...(facts.mentions.get(name) ?? [])].sort((a, b) => a.offset - b.offset);
      note(`mention ${name}`, stillMention(name, found), { about: name, watch: MENTIONS });
      for (const chunk of found) noteChunk(chunk);
      return found;
    },
    models,
    tables: models.tables,
    broken: brokenSpans(chunks),
    get project() {
      const { revision } = project;
      if (revision === undefined) noteWhole();
      else note(project, isProject(project, revision));
      return project;
    },
    get chunks() {
      noteWhole();
      return chunks;
    },
    get calls() {
      noteWhole();
      calls ??= chunks.flatMap((chunk) => boundOf(chunk).calls);
      return calls;
    },
  };
  return file;
}

/** The source text of a node. */
export function textOf(file: PythonFile, node: Node): string {
  const { start, end } = spanOf(node);
  return textFrom(file, node).slice(start, end);
}

/** The text of `file`, for who reads of it only the top-level statement that `node` stands in. */
export function textFrom(file: PythonFile, node: Node): string {
  noteChunk(rootOf(node.chunk));
  return file.text;
}

/** Whether `pattern` matches anywhere in the text of `file`. */
export function speaksOf(file: PythonFile, pattern: RegExp): boolean {
  const found = pattern.test(file.text);
  note(pattern, stillSpeaks(pattern, found));
  return found;
}

function stillSpeaks(pattern: RegExp, found: boolean): Check {
  return (other) => pattern.test(other.text) === found;
}

/** What to underline of a callee: its last name (`load` of `torch.load`) stands with its owner, on one line at most. */
export function calleeSpan(file: PythonFile, call: BoundCall['call']): Span {
  const span = spanOf(call.func);
  const text = textOf(file, call.func);
  const lineEnd = text.lastIndexOf('\n');
  if (lineEnd < 0) return span;
  const rest = text.slice(lineEnd + 1);
  return { start: span.end - rest.trimStart().length, end: span.end };
}
