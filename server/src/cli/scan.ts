/**
 * One scan from paths to report: walk, read, analyse, repair where asked; in this thread, or in parts by others. Knows no
 * format and never ends the process.
 */
import { basename } from 'node:path';
import type { Analysis } from '../engine/analyze.ts';
import type { Confidence, Finding, FixClass, Language, RuleSet, Severity, Source } from '../engine/types.ts';
import { isConfigurationFile } from '../project/configuration.ts';
import type { Selection } from '../ruleset/selection.ts';
import { type Choice, Configurations, type Placed } from './configurations.ts';
import type { Read } from './reading.ts';
import { analyser, repair } from './repair.ts';
import { atLeast, type FileReport, type Mistake, type Report, sureAtLeast } from './report.ts';
import { PARTS, parted, type Shard, threadsFor, weightOf } from './shard.ts';
import { type Loaded, Sources } from './sources.ts';
import { Unusable } from './unusable.ts';
import { type Found, isWithin, type Skipped, shownPath, type Walked, walk } from './walk.ts';

export interface Request {
  readonly ruleSet: RuleSet;
  readonly cwd: string;
  /** Files and folders. Ignored when `stdin` is given. */
  readonly paths: readonly string[];
  /** A text to analyse as if it stood in the file `path` (absolute). */
  readonly stdin?: { readonly path: string; readonly read: Read };
  readonly configuration: Choice;
  readonly selection: Selection;
  /** Findings below are not reported. */
  readonly severity?: Severity;
  readonly confidence?: Confidence;
  /** Overrides what configurations say. */
  readonly failOn?: Severity;
  readonly repair?: RepairRequest;
  /** Of all files only the i-th of n parts, from 1 on. What the others hold is known all the same. */
  readonly shard?: Shard;
  /** How many threads analyse; without, as many as there are processors and the files are worth. */
  readonly jobs?: number;
  /** ISO date. */
  readonly today: string;
}

/** What another thread has to know to analyse some of `files`; it can be sent. */
export interface Job {
  readonly request: Omit<Request, 'ruleSet' | 'repair' | 'stdin' | 'shard' | 'jobs'>;
  readonly files: readonly Found[];
  /** Whether the files are those of whole folders. */
  readonly complete: boolean;
}

/** What was found in some of the files. */
export interface Part {
  readonly files: readonly FileReport[];
  readonly skipped: readonly Skipped[];
  readonly analysed: Readonly<Partial<Record<Language, number>>>;
}

/** Has the files of each part analysed by `threads` threads. */
export type Elsewhere = (
  job: Job,
  parts: readonly (readonly Found[])[],
  threads: number,
) => Promise<readonly Part[]>;

export interface RepairRequest {
  readonly classes: readonly FixClass[];
  /** Gets the old and the new text of a file (absolute path). Returns why it did not take it, or undefined. */
  readonly take: (path: string, before: string, after: string) => string | undefined;
  /** Whether the report is about the repaired texts; otherwise about the texts as they are. */
  readonly reportRepaired: boolean;
}

interface Scanning {
  readonly request: Request;
  readonly configurations: Configurations;
  readonly sources: Sources;
  readonly files: FileReport[];
  readonly skipped: Skipped[];
  readonly refused: Skipped[];
  readonly analysed: Partial<Record<Language, number>>;
  fixes: number;
  repaired: number;
}

function wanted({ severity, confidence }: Request): (finding: Finding) => boolean {
  return (finding) =>
    (severity === undefined || atLeast(finding.severity, severity)) &&
    (confidence === undefined || sureAtLeast(finding.confidence, confidence));
}

/** Repairs one file; the outcome is what the report is about. */
function repaired(
  scanning: Scanning,
  { file, source, read }: Extract<Loaded, { source: Source }>,
  analysis: Analysis,
): { source: Source; analysis: Analysis } {
  const { request, sources } = scanning;
  const asked = request.repair;
  if (!asked) return { source, analysis };
  const analyse = analyser(sources, scanning.configurations.rulesFor(file.path), request.today);
  const result = repair(source, analysis, asked.classes, wanted(request), analyse);
  const refuse = (reason: string): void => {
    scanning.refused.push({ path: shownPath(file.path, request.cwd), reason });
  };
  if (result.refused !== undefined) refuse(result.refused);
  if (result.applied === 0) return { source, analysis };
  const refused = read.lossless
    ? asked.take(file.path, source.text, result.source.text)
    : 'it is not valid UTF-8';
  if (refused !== undefined) {
    refuse(refused);
    return { source, analysis };
  }
  scanning.fixes += result.applied;
  scanning.repaired++;
  if (!asked.reportRepaired) return { source, analysis };
  sources.replace(file, result.source);
  return result;
}

function scanFile(scanning: Scanning, loaded: Loaded): void {
  const { request, configurations, sources } = scanning;
  const { file } = loaded;
  const path = shownPath(file.path, request.cwd);
  if (!loaded.source) {
    scanning.skipped.push({ path, reason: loaded.reason });
    return;
  }
  const rules = configurations.rulesFor(file.path);
  const first = analyser(sources, rules, request.today)(loaded.source);
  const { source, analysis } = repaired(scanning, loaded, first);
  scanning.analysed[source.language] = (scanning.analysed[source.language] ?? 0) + 1;
  const { read } = loaded;
  const lossy = !read.lossless && read.reason !== undefined ? [{ reason: read.reason }] : [];
  const report: FileReport = {
    path,
    source,
    findings: analysis.findings.filter(wanted(request)),
    suppressed: analysis.suppressed.filter(wanted(request)),
    gaps: [...analysis.gaps, ...lossy],
    failOn: request.failOn ?? configurations.of(file.path).failOn ?? 'warning',
  };
  if (report.findings.length + report.suppressed.length + report.gaps.length > 0) scanning.files.push(report);
}

/** The configuration files in use that are not among the scanned files are looked at for their own mistakes. */
function scanConfiguration(scanning: Scanning, { path, text, folder }: Placed): void {
  const { request, configurations } = scanning;
  const rules = configurations.rulesFor(path);
  const own: RuleSet = { ...rules, rules: rules.rules.filter(({ id }) => id === 'configuration-error') };
  const file: Found = { path, inside: shownPath(path, folder) };
  const source: Source = { uri: path, path: file.inside, language: 'configuration', text };
  const { findings } = analyser(scanning.sources, own, request.today)(source);
  const failOn = request.failOn ?? configurations.of(path).failOn ?? 'warning';
  const kept = findings.filter(wanted(request));
  const report = {
    path: shownPath(path, request.cwd),
    source,
    findings: kept,
    suppressed: [],
    gaps: [],
    failOn,
  };
  if (kept.length > 0) scanning.files.push(report);
}

function mistakesIn(configurations: Configurations, cwd: string): Mistake[] {
  return configurations
    .used()
    .flatMap(({ path, text, problems }) =>
      problems.map(({ span, message }) => ({ path: shownPath(path, cwd), text, span, message })),
    );
}

function find(request: Request, configurations: Configurations): Walked {
  if (!request.stdin) {
    return walk(request.paths, request.cwd, (path, folder) => configurations.excluded(path, folder));
  }
  const { path } = request.stdin;
  const inside = isWithin(path, request.cwd) ? shownPath(path, request.cwd) : basename(path);
  const leftOut = { folders: [], byGit: 0, byConfiguration: 0 };
  return { files: [{ path, inside }], skipped: [], missing: [], leftOut, folders: false };
}

function configurationsFor(request: Request): Configurations {
  const { selection, configuration, ruleSet, cwd } = request;
  const door =
    configuration.kind === 'none'
      ? { ...selection, ignore: [...(selection.ignore ?? []), 'configuration-error'] }
      : selection;
  return new Configurations(ruleSet, configuration, cwd, door);
}

function begin(
  request: Request,
  configurations: Configurations,
  { files, complete }: Pick<Job, 'files' | 'complete'>,
): Scanning {
  const { stdin, configuration } = request;
  const given = stdin ? new Map([[stdin.path, stdin.read]]) : undefined;
  const seen = configuration.kind === 'nearest' ? undefined : configurations.asSources();
  const sources = new Sources(files, given, seen, undefined, complete);
  return {
    request,
    configurations,
    sources,
    files: [],
    skipped: [],
    refused: [],
    analysed: {},
    fixes: 0,
    repaired: 0,
  };
}

function scanFiles(scanning: Scanning, files: readonly Found[]): void {
  const wanted = new Set(files.map(({ path }) => path));
  for (const loaded of scanning.sources.all(({ path }) => wanted.has(path))) scanFile(scanning, loaded);
}

/** Reads the files of `job`. The result analyses a part of them and gives what can be sent back. */
export function partScanner(ruleSet: RuleSet, job: Job): (part: readonly Found[]) => Part {
  const request: Request = { ...job.request, ruleSet };
  const scanning = begin(request, configurationsFor(request), job);
  return (part) => {
    const own: Scanning = { ...scanning, files: [], skipped: [], analysed: {} };
    scanFiles(own, part);
    const files = own.files.map((file) => {
      // Bytes are read by functions, which cannot be sent; nobody asks for them any more.
      const { uri, path, language, text } = file.source;
      return { ...file, source: { uri, path, language, text } };
    });
    return { files, skipped: own.skipped, analysed: own.analysed };
  };
}

/** Adds what a thread found to what is known. */
function join({ files, skipped, analysed }: Scanning, part: Part): void {
  files.push(...part.files);
  skipped.push(...part.skipped);
  for (const [language, count] of Object.entries(part.analysed) as [Language, number][])
    analysed[language] = (analysed[language] ?? 0) + count;
}

/** Where each source lies and what it says. */
function textsOf({ files, sources, request }: Scanning): Map<string, { path: string; text: string }> {
  const texts = new Map(files.map(({ path, source }) => [source.uri, { path, text: source.text }]));
  for (const { file, source } of sources.held())
    texts.set(source.uri, { path: shownPath(file.path, request.cwd), text: source.text });
  return texts;
}

function ruleCount(configurations: Configurations, files: readonly Found[]): number {
  const sets = new Set(files.map(({ path }) => configurations.rulesFor(path)));
  return new Set([...sets].flatMap(({ rules }) => rules.map(({ id }) => id))).size;
}

/**
 * Scans; `elsewhere` is who runs threads. Throws `Unusable` when a path or the named configuration does not exist. What a
 * repair writes is read by the files after it, so repairs are made by this thread alone.
 */
export async function scan(request: Request, elsewhere?: Elsewhere): Promise<Report> {
  const started = performance.now();
  const { cwd, stdin, shard, repair: asked, jobs, ruleSet, ...rest } = request;
  const configurations = configurationsFor(request);
  const { files, skipped, missing, leftOut, folders } = find(request, configurations);
  if (missing.length > 0)
    throw new Unusable(`There is no file or folder ${missing.map((m) => `"${m}"`).join(', ')}.`);
  const weights = files.map(weightOf);
  const own = shard ? (parted(files, weights, shard.of)[shard.at - 1] ?? []) : files;
  const ownWeights = own.map((file) => weights[files.indexOf(file)] ?? 0);
  const threads = jobs ?? threadsFor(ownWeights);
  const job: Job = { request: { ...rest, cwd }, files, complete: folders };
  const scanning = begin(request, configurations, job);
  for (const { path, reason } of skipped)
    scanning.skipped.push({ path: shownPath(path, cwd), reason: `not read: ${reason}` });
  if (elsewhere && threads > 1 && !asked && !stdin) {
    const parts = parted(own, ownWeights, threads * PARTS);
    for (const part of await elsewhere(job, parts, threads)) join(scanning, part);
  } else scanFiles(scanning, own);
  const scanned = new Set(files.filter(({ inside }) => isConfigurationFile(inside)).map(({ path }) => path));
  for (const placed of configurations.used())
    if (!scanned.has(placed.path)) scanConfiguration(scanning, placed);
  const texts = textsOf(scanning);
  return {
    files: scanning.files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)),
    skipped: scanning.skipped,
    mistakes: mistakesIn(configurations, cwd),
    leftOut,
    analysed: scanning.analysed,
    rules: ruleCount(configurations, own),
    milliseconds: performance.now() - started,
    repaired: asked
      ? { fixes: scanning.fixes, files: scanning.repaired, refused: scanning.refused }
      : undefined,
    lookup: (uri) => texts.get(uri),
  };
}
