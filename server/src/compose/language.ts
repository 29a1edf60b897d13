/** Compose files for the engine: documents read once, one pass of all rules over the services. */
import { type CaseSighting, detected, guarded } from '../engine/detection.ts';
import type { Detected, LanguageSupport } from '../engine/language.ts';
import type { Detection, Edit, Gap, Rule, RuleSet, Source, Span } from '../engine/types.ts';
import { commentsIn, type Document, type Documents, gapsIn, readDocuments } from '../yaml/documents.ts';
import { yamlUnits } from '../yaml/units.ts';
import type { ComposeDetector } from './detector.ts';
import { servicesIn } from './services.ts';

export interface ComposeFacts {
  readonly source: Source;
  readonly documents: Documents;
}

interface Coded {
  readonly rule: Rule;
  readonly detector: ComposeDetector;
}

interface Program {
  readonly coded: readonly Coded[];
  readonly models: RuleSet['models'];
}

const KIND = 'compose';

function compile(rules: RuleSet): Program {
  const coded = rules.rules.flatMap((rule): Coded[] => {
    const asked = rule.match.some((match) => match.kind === 'detector' && match.query === KIND);
    const detector = rules.detectors[KIND]?.[rule.id] as ComposeDetector | undefined;
    return asked && detector ? [{ rule, detector }] : [];
  });
  return { coded, models: rules.models };
}

function moved({ start }: Document, seen: CaseSighting): CaseSighting {
  if (start === 0) return seen;
  const move = (span: Span): Span => ({ start: span.start + start, end: span.end + start });
  const edits = Object.entries(seen.edits ?? {}).map(([id, list]): [string, Edit[] | undefined] => [
    id,
    list?.map((edit) => ({ ...edit, span: move(edit.span) })),
  ]);
  return { ...seen, span: move(seen.span), edits: Object.fromEntries(edits) };
}

function detect(
  { source, documents }: ComposeFacts,
  program: Program,
  project: Parameters<LanguageSupport<ComposeFacts, Program>['detect']>[2],
): Detected {
  const detections: Detection[] = [];
  const gaps: Gap[] = [];
  const failed = new Set<Rule>();
  const view = { source, project, models: program.models };
  for (const document of documents.documents) {
    for (const service of servicesIn(document.tree, source.path)) {
      for (const { rule, detector } of program.coded) {
        if (failed.has(rule)) continue;
        const before = gaps.length;
        guarded(rule, gaps, () => {
          const seen = [...detector.detect(service, view)].map((each) => moved(document, each));
          detections.push(...detected(rule, KIND, seen));
        });
        if (gaps.length > before) failed.add(rule);
      }
    }
  }
  return { detections, gaps };
}

export const composeLanguage: LanguageSupport<ComposeFacts, Program> = {
  languages: ['compose'],
  compile,
  read: (source, previous) => ({
    source,
    documents: readDocuments(source.text, '1.2', previous?.documents),
  }),
  detect,
  comments: ({ documents }) => commentsIn(documents),
  gaps: ({ documents }) => gapsIn(documents),
  units: ({ text }) => yamlUnits(text),
};
