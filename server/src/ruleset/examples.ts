/**
 * The examples of a rule file: text with `^^^^` lines under what must be reported.
 * Knows the notation only; running examples is the tests' business.
 */
import type { Example, Severity, Span, ThreatModel } from '../engine/types.ts';
import { classify } from '../project/classify.ts';

/** An example as the rule file holds it. */
export interface ExampleFile {
  readonly bad?: string;
  readonly good?: string;
  readonly fixed?: string;
  readonly fix?: string;
  readonly offers?: readonly string[];
  readonly says?: string;
  readonly path?: string;
  readonly severity?: Severity;
  readonly default?: 'report';
  readonly 'threat-model'?: ThreatModel;
  readonly 'kubernetes-version'?: string;
  readonly files?: Readonly<Record<string, string>>;
}

/** Splits key-shaped strings in rule files (`sk-<+>proj-…`), so that no secret scanner takes an example for a live key. */
const GLUE = /<\+>/g;

const MARK_LINE = /^[ \t]*\^+(?:[ \t]+\^+)*[ \t]*$/;

/** Takes the mark lines out of `marked`; spans are offsets into the returned text, in the order of the marks. */
export function unmark(marked: string): { text: string; marks: Span[] } {
  const lines: string[] = [];
  const marks: Span[] = [];
  let offset = 0;
  let above = 0;
  for (const line of marked.replace(GLUE, '').split('\n')) {
    if (MARK_LINE.test(line)) {
      for (const carets of line.matchAll(/\^+/g)) {
        marks.push({ start: above + carets.index, end: above + carets.index + carets[0].length });
      }
      continue;
    }
    above = offset;
    lines.push(line);
    offset += line.length + 1;
  }
  return { text: lines.join('\n'), marks };
}

/** Where an example of an area lies when it names no path. */
const DEFAULT_PATH: Readonly<Record<string, string>> = {
  docker: 'Dockerfile',
  kubernetes: 'deployment.yaml',
};

/** Reads one example of a rule in `area`. */
export function readExample(area: string, file: ExampleFile): Example {
  const { text, marks } = unmark(file.bad ?? file.good ?? '');
  const path = file.path ?? DEFAULT_PATH[area] ?? 'app.py';
  // Of a file of bytes the beginning is reported: it has no places.
  const isText = classify(path, text) !== 'model';
  const files: Record<string, string> = {};
  for (const [path, content] of Object.entries(file.files ?? {})) files[path] = content.replace(GLUE, '');
  return {
    kind: file.bad === undefined ? 'good' : 'bad',
    text,
    path,
    marks: isText ? marks : marks.map(() => ({ start: 0, end: 0 })),
    files,
    ...(file.fixed === undefined ? {} : { fixed: file.fixed.replace(GLUE, '') }),
    ...(file.fix === undefined ? {} : { fix: file.fix }),
    ...(file.offers === undefined ? {} : { offers: file.offers }),
    ...(file.says === undefined ? {} : { says: file.says }),
    ...(file.severity === undefined ? {} : { severity: file.severity }),
    ...(file.default === undefined ? {} : { default: file.default }),
    ...(file['threat-model'] === undefined ? {} : { threatModel: file['threat-model'] }),
    ...(file['kubernetes-version'] === undefined ? {} : { kubernetesVersion: file['kubernetes-version'] }),
  };
}
