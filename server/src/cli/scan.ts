/**
 * One scan from paths to report: walk, read, analyse, repair where asked. Knows no format and never ends the process.
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
  /** ISO date. */
  readonly today: string;
}

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
  readonly rules: Set<string>;
  readonly texts: Map<string, { path: string; text: string }>;
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
  for (const { id } of rules.rules) scanning.rules.add(id);
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
  scanning.texts.set(source.uri, { path, text: source.text });
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

/** The configuration that holds for every file, or none, as rules see it. */
function named(configurations: Configurations): Source[] {
  return configurations.used().map(({ path, text }) => {
    const name = path.endsWith('.toml') ? 'pyproject.toml' : 'parapet.yaml';
    return { uri: path, path: name, language: 'configuration', text };
  });
}

/** Scans. Throws `Unusable` when a path or the named configuration does not exist. */
export function scan(request: Request): Report {
  const started = performance.now();
  const { cwd, stdin } = request;
  const none = request.configuration.kind === 'none';
  const { selection } = request;
  const door = none
    ? { ...selection, ignore: [...(selection.ignore ?? []), 'configuration-error'] }
    : selection;
  const configurations = new Configurations(request.ruleSet, request.configuration, cwd, door);
  const { files, skipped, missing, leftOut, folders } = find(request, configurations);
  if (missing.length > 0)
    throw new Unusable(`There is no file or folder ${missing.map((m) => `"${m}"`).join(', ')}.`);
  const given = stdin ? new Map([[stdin.path, stdin.read]]) : undefined;
  const sources = new Sources(
    files,
    given,
    request.configuration.kind === 'nearest' ? undefined : named(configurations),
    undefined,
    folders,
  );
  const scanning: Scanning = {
    request,
    configurations,
    sources,
    files: [],
    skipped: skipped.map(({ path, reason }) => ({
      path: shownPath(path, cwd),
      reason: `not read: ${reason}`,
    })),
    refused: [],
    analysed: {},
    rules: new Set(),
    texts: new Map(),
    fixes: 0,
    repaired: 0,
  };
  for (const loaded of sources.all()) scanFile(scanning, loaded);
  const scanned = new Set(files.filter(({ inside }) => isConfigurationFile(inside)).map(({ path }) => path));
  for (const placed of configurations.used())
    if (!scanned.has(placed.path)) scanConfiguration(scanning, placed);
  return {
    files: scanning.files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)),
    skipped: scanning.skipped,
    mistakes: mistakesIn(configurations, cwd),
    leftOut,
    analysed: scanning.analysed,
    rules: scanning.rules.size,
    milliseconds: performance.now() - started,
    repaired: request.repair
      ? { fixes: scanning.fixes, files: scanning.repaired, refused: scanning.refused }
      : undefined,
    lookup: (uri) => scanning.texts.get(uri),
  };
}
