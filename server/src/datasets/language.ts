/**
 * Files of data for the engine: tables and records, by their beginning. What git ignores goes to nobody else, and is
 * left alone.
 */
import { detected, guarded } from '../engine/detection.ts';
import type { LanguageSupport } from '../engine/language.ts';
import type { Detection, Gap, Rule, Source } from '../engine/types.ts';
import { recordsOf } from '../personal/records.ts';
import { type Vocabulary, vocabularyOf } from '../personal/vocabulary.ts';
import type { DatasetDetector } from './detector.ts';

export interface DatasetProgram {
  readonly asked: readonly { readonly rule: Rule; readonly detector: DatasetDetector }[];
  /** Absent where the rule set has no words for people. */
  readonly vocabulary: Vocabulary | undefined;
}

function isData({ language, path }: Source): boolean {
  return language === 'data' || /\.json$/i.test(path);
}

export const datasetsLanguage: LanguageSupport<Source, DatasetProgram> = {
  languages: ['data', 'text'],
  compile: ({ rules, models, detectors }) => ({
    asked: rules.flatMap((rule) => {
      if (!rule.match.some(({ kind, query }) => kind === 'detector' && query === 'datasets')) return [];
      const detector = detectors.datasets?.[rule.id] as DatasetDetector | undefined;
      if (!detector) throw new Error(`rule ${rule.id} has no detector for data`);
      return [{ rule, detector }];
    }),
    vocabulary: models['personal-data'] === undefined ? undefined : vocabularyOf(models['personal-data']),
  }),
  read: (source) => source,
  detect: (source, { asked, vocabulary }, project) => {
    const detections: Detection[] = [];
    const gaps: Gap[] = [];
    if (asked.length === 0 || !vocabulary || !isData(source)) return { detections, gaps };
    const records = recordsOf(source.path, source.text);
    for (const { rule, detector } of asked)
      guarded(rule, gaps, () => {
        detections.push(...detected(rule, 'datasets', detector.look(records, source, vocabulary)));
      });
    const ignored = detections.length > 0 && project.ignores?.(source) === true;
    return { detections: ignored ? [] : detections, gaps };
  },
  comments: () => [],
  gaps: () => [],
};
