/**
 * Parapet's own configuration as a language, so that every door reports its mistakes where they stand. Knows the engine
 * only through its contract.
 */
import { detection, guarded } from '../engine/detection.ts';
import type { LanguageSupport } from '../engine/language.ts';
import type { Detection, Gap, Rule, Source } from '../engine/types.ts';
import { isConfigurationFile, readConfiguration } from './configuration.ts';
import { yamlComments } from './configuration-yaml.ts';

/** The rule that reports, where it runs, and all rules that a configuration may name. */
interface Program {
  readonly rule: Rule | undefined;
  readonly known: readonly Rule[];
}

function detections(source: Source, rule: Rule, known: readonly Rule[]): Detection[] {
  const match = rule.match[0];
  if (!match || !(source.language === 'configuration' || isConfigurationFile(source.path))) return [];
  const read = readConfiguration(source.path, source.text, known);
  return (read?.problems ?? []).map(({ span, message, meant }) =>
    detection(rule, match, {
      span,
      values: { problem: message, meant: meant ?? '' },
      edits: { rename: meant === undefined ? undefined : [{ span, text: meant }] },
    }),
  );
}

export const configurationLanguage: LanguageSupport<Source, Program> = {
  languages: ['configuration', 'dependencies'],
  compile: ({ rules, all }) => ({
    rule: rules.find(({ id }) => id === 'configuration-error'),
    known: all ?? rules,
  }),
  read: (source) => source,
  detect: (source, { rule, known }) => {
    const found: Detection[] = [];
    const gaps: Gap[] = [];
    if (rule) guarded(rule, gaps, () => found.push(...detections(source, rule, known)));
    return { detections: found, gaps };
  },
  comments: (source) => (source.language === 'configuration' ? yamlComments(source.text) : []),
  gaps: () => [],
};
