/**
 * The report as SARIF 2.1.0, as code scanning services read it. Holds no source text: a line may contain the very
 * secret that is reported.
 */
import type {
  CodeFlow,
  Invocation,
  Location,
  Log,
  Notification,
  Result,
  Fix as SarifFix,
  Region as SarifRegion,
} from 'sarif';
import type { Finding, Fix, Rule, Source, Span } from '../../engine/types.ts';
import { DOCUMENTATION, PRODUCT, REPOSITORY, VERSION } from '../../ruleset/product.ts';
import { type FileReport, type Region, type Report, regionInText, regionOf } from '../report.ts';
import { type Fingerprint, fingerprints } from './fingerprint.ts';
import { descriptorOf, LEVEL, rank } from './sarif-rules.ts';

const ROOT = '%SRCROOT%';

function artifact(path: string): { uri: string; uriBaseId?: string } {
  const absolute = path.startsWith('/') || /^[A-Za-z]:/.test(path);
  const uri = path.split('/').map(encodeURIComponent).join('/');
  if (!absolute) return { uri, uriBaseId: ROOT };
  return { uri: path.startsWith('/') ? `file://${uri}` : `file:///${uri.replace('%3A', ':')}` };
}

function region({ start, end }: Region): SarifRegion {
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
}

function location(path: string, place: Region, text?: string): Location {
  return {
    physicalLocation: { artifactLocation: artifact(path), region: region(place) },
    ...(text === undefined ? {} : { message: { text } }),
  };
}

function fixOf(path: string, source: Source, fix: Fix): SarifFix {
  return {
    description: { text: fix.title },
    artifactChanges: [
      {
        artifactLocation: artifact(path),
        replacements: fix.edits.map(({ span, text }) => ({
          deletedRegion: region(regionOf(source, span)),
          insertedContent: { text },
        })),
      },
    ],
    properties: { class: fix.class },
  };
}

/** The way that data took to the finding, ended by the finding itself. */
function codeFlows(path: string, finding: Finding, { lookup }: Report): CodeFlow[] {
  if (!finding.steps || finding.steps.length === 0) return [];
  const steps = finding.steps.flatMap(({ uri, span, note }) => {
    const place = lookup(uri);
    return place ? [{ location: location(place.path, regionInText(place.text, span), note) }] : [];
  });
  const end = { location: location(path, regionOf(finding.source, finding.span), finding.message) };
  return [{ threadFlows: [{ locations: [...steps, end] }] }];
}

interface Context {
  readonly report: Report;
  readonly ruleIndex: ReadonlyMap<string, number>;
}

function resultOf(
  context: Context,
  { path, source }: FileReport,
  finding: Finding,
  { hash, occurrence }: Fingerprint,
  suppressed: boolean,
): Result {
  const flows = codeFlows(path, finding, context.report);
  const ruleIndex = context.ruleIndex.get(finding.rule.id);
  // The format has no words for a file that a fix makes.
  const inFile = finding.fixes.filter(({ edits }) => edits.length > 0);
  return {
    ruleId: finding.rule.id,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: LEVEL[finding.severity],
    message: { text: finding.message },
    locations: [location(path, regionOf(source, finding.span))],
    partialFingerprints: {
      'parapet/v1': `${hash}:${occurrence}`,
      primaryLocationLineHash: `${hash.slice(0, 16)}:${occurrence}`,
    },
    rank: rank(finding.severity, finding.confidence),
    ...(inFile.length > 0 ? { fixes: inFile.map((fix) => fixOf(path, source, fix)) } : {}),
    ...(flows.length > 0 ? { codeFlows: flows } : {}),
    ...(suppressed ? { suppressions: [{ kind: 'inSource' as const, status: 'accepted' as const }] } : {}),
    properties: { severity: finding.severity, confidence: finding.confidence },
  };
}

function resultsOf(context: Context, file: FileReport): Result[] {
  // Counted together, so that suppressing one of two equal lines does not make the other a new finding.
  const everything = [
    ...file.findings.map((finding) => ({ finding, suppressed: false })),
    ...file.suppressed.map((finding) => ({ finding, suppressed: true })),
  ].sort((a, b) => a.finding.span.start - b.finding.span.start);
  const prints = fingerprints(everything.map(({ finding }) => finding));
  return everything.map(({ finding, suppressed }, i) =>
    resultOf(context, file, finding, prints[i] ?? { hash: '', occurrence: 1 }, suppressed),
  );
}

function notAnalysed(path: string, reason: string, source?: Source, span?: Span): Notification {
  const physicalLocation = {
    artifactLocation: artifact(path),
    ...(source && span ? { region: region(regionOf(source, span)) } : {}),
  };
  return {
    descriptor: { id: 'analysis-incomplete' },
    level: 'warning',
    message: { text: `${path}: ${reason}` },
    locations: [{ physicalLocation }],
  };
}

function invocation(report: Report): Invocation {
  const gaps = report.files.flatMap(({ path, source, gaps }) =>
    gaps.map(({ reason, span }) => notAnalysed(path, reason, source, span)),
  );
  const mistakes = report.mistakes.map(
    ({ path, text, span, message }): Notification => ({
      descriptor: { id: 'configuration-error' },
      level: 'error',
      message: { text: message },
      locations: [location(path, regionInText(text, span))],
    }),
  );
  return {
    executionSuccessful: true,
    toolExecutionNotifications: [
      ...report.skipped.map(({ path, reason }) => notAnalysed(path, reason)),
      ...gaps,
    ],
    toolConfigurationNotifications: mistakes,
  };
}

function rulesOf(report: Report): Rule[] {
  const findings = report.files.flatMap(({ findings, suppressed }) => [...findings, ...suppressed]);
  const rules = new Map(findings.map(({ rule }) => [rule.id, rule]));
  return [...rules.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** The whole report as one SARIF log; ends with a line end. */
export function sarifReport(report: Report): string {
  const rules = rulesOf(report);
  const context: Context = { report, ruleIndex: new Map(rules.map(({ id }, index) => [id, index])) };
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: PRODUCT,
            semanticVersion: VERSION,
            informationUri: DOCUMENTATION,
            downloadUri: REPOSITORY,
            rules: rules.map(descriptorOf),
            notifications: [
              {
                id: 'analysis-incomplete',
                shortDescription: { text: 'A file was not analysed, or not wholly.' },
              },
              { id: 'configuration-error', shortDescription: { text: 'The configuration has a mistake.' } },
            ],
          },
        },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { [ROOT]: { description: { text: 'The folder that the scan was started in.' } } },
        invocations: [invocation(report)],
        results: report.files.flatMap((file) => resultsOf(context, file)),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}
