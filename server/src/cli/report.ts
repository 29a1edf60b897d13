/**
 * What a scan found, ready to be shown: every format gets the same report. Here, and nowhere deeper, findings have paths
 * to show and lines.
 */
import { indexLines, type Lines } from '../engine/lines.ts';
import type { Confidence, Finding, Gap, Language, Severity, Source, Span } from '../engine/types.ts';
import type { LeftOut, Skipped } from './walk.ts';

/** One file with something to report. */
export interface FileReport {
  /** As shown to the user: from the working folder, or absolute outside of it; `/` between folders. */
  readonly path: string;
  readonly source: Source;
  readonly findings: readonly Finding[];
  readonly suppressed: readonly Finding[];
  readonly gaps: readonly Gap[];
  /** The lowest severity that fails the run. */
  readonly failOn: Severity;
}

/** A mistake in a configuration file. */
export interface Mistake {
  readonly path: string;
  readonly text: string;
  readonly span: Span;
  readonly message: string;
}

export interface Report {
  readonly files: readonly FileReport[];
  /** Files that were not read at all; their paths as shown. */
  readonly skipped: readonly Skipped[];
  readonly mistakes: readonly Mistake[];
  readonly leftOut: LeftOut;
  /** How many files of each language were analysed. */
  readonly analysed: Readonly<Partial<Record<Language, number>>>;
  /** How many rules ran on at least one file. */
  readonly rules: number;
  readonly milliseconds: number;
  readonly repaired: Repaired | undefined;
  /** Where a step's uri lies, as shown, with the text for its lines; undefined for a file that was not scanned. */
  readonly lookup: (uri: string) => { readonly path: string; readonly text: string } | undefined;
}

/** What fixing did. */
export interface Repaired {
  readonly fixes: number;
  readonly files: number;
  /** Files that were not repaired though they could have been, and why. */
  readonly refused: readonly Skipped[];
}

/** 1-based line and column (in UTF-16 units). */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface Region {
  readonly start: Place;
  readonly end: Place;
}

const indexes = new WeakMap<Source, Lines>();

function linesOf(source: Source): Lines {
  const known = indexes.get(source);
  if (known) return known;
  const lines = indexLines(source.text);
  indexes.set(source, lines);
  return lines;
}

function regionIn(lines: Lines, { start, end }: Span): Region {
  const place = (offset: number): Place => {
    const { line, column } = lines.at(offset);
    return { line: line + 1, column: column + 1 };
  };
  return { start: place(start), end: place(end) };
}

/** Where `span` of `source` lies. */
export function regionOf(source: Source, span: Span): Region {
  return regionIn(linesOf(source), span);
}

/** Where `span` of a bare text lies. */
export function regionInText(text: string, span: Span): Region {
  return regionIn(indexLines(text), span);
}

/** The text of the line that a finding starts on. */
export function lineText(source: Source, { start }: Span): string {
  const lines = linesOf(source);
  const { start: from, end } = lines.range(lines.at(start).line);
  return source.text.slice(from, end);
}

const SEVERITY_RANK: Readonly<Record<Severity, number>> = { error: 3, warning: 2, info: 1, hint: 0 };
const CONFIDENCE_RANK: Readonly<Record<Confidence, number>> = { high: 2, medium: 1, low: 0 };

export function atLeast(severity: Severity, lowest: Severity): boolean {
  return SEVERITY_RANK[severity] >= SEVERITY_RANK[lowest];
}

export function sureAtLeast(confidence: Confidence, lowest: Confidence): boolean {
  return CONFIDENCE_RANK[confidence] >= CONFIDENCE_RANK[lowest];
}

/** Whether a finding of the report fails the run. */
export function fails({ files }: Report): boolean {
  return files.some(({ findings, failOn }) => findings.some(({ severity }) => atLeast(severity, failOn)));
}

export function allFindings({ files }: Report): Finding[] {
  return files.flatMap(({ findings }) => findings);
}

/** How many findings there are of each severity, the worst first; those without are left out. */
export function severityCounts(findings: readonly Finding[]): [Severity, number][] {
  return (['error', 'warning', 'info', 'hint'] as const)
    .map((severity): [Severity, number] => [severity, findings.filter((f) => f.severity === severity).length])
    .filter(([, count]) => count > 0);
}

export function fileCount({ analysed }: Report): number {
  return Object.values(analysed).reduce((sum, count) => sum + count, 0);
}
