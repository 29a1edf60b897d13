/** Dependency files as the engine sees them: reading, one pass of all rules over requirements and settings, comments. */
import { detected, detection, guarded } from '../engine/detection.ts';
import type { Detected, LanguageSupport } from '../engine/language.ts';
import type { Detection, Gap, MatchCase, Rule, RuleSet, Source } from '../engine/types.ts';
import { type DependencyFile, dependencyFile } from '../versions/dependency-file.ts';
import { type TableQuery, tableSighting } from './advisories.ts';
import type { DependencyDetector, View } from './detector.ts';
import { around } from './locks.ts';
import { isAsked, type OptionQuery, optionSighting } from './options.ts';

interface Asked<Query> {
  readonly rule: Rule;
  /** In the order of the rule file; of one place the first that holds speaks. */
  readonly cases: readonly { readonly match: MatchCase; readonly query: Query }[];
}

export interface DependencyProgram {
  readonly options: readonly Asked<OptionQuery>[];
  readonly tables: readonly Asked<TableQuery>[];
  readonly detectors: readonly { readonly rule: Rule; readonly detector: DependencyDetector }[];
  readonly models: RuleSet['models'];
}

export interface DependencyFacts {
  readonly source: Source;
  readonly file: DependencyFile;
}

const KIND = 'dependencies';

function asked<Query>(rules: readonly Rule[], key: string): Asked<Query>[] {
  return rules.flatMap((rule) => {
    const cases = rule.match
      .filter(({ kind, query }) => kind === 'dependency' && Object.hasOwn(query as object, key))
      .map((match) => ({ match, query: match.query as Query }));
    return cases.length > 0 ? [{ rule, cases }] : [];
  });
}

function compile({ rules, detectors, models }: RuleSet): DependencyProgram {
  return {
    options: asked(rules, 'option'),
    tables: asked(rules, 'table'),
    detectors: rules.flatMap((rule) => {
      const wanted = rule.match.some(({ kind, query }) => kind === 'detector' && query === KIND);
      const detector = detectors[KIND]?.[rule.id] as DependencyDetector | undefined;
      return wanted && detector ? [{ rule, detector }] : [];
    }),
    models,
  };
}

function* byOptions({ source, file }: View, { rule, cases }: Asked<OptionQuery>): Generator<Detection> {
  for (const setting of file.settings) {
    const found = cases.find(({ query }) => isAsked(setting, query));
    if (found)
      yield detection(rule, found.match, optionSighting(source.text, setting, rule.fixes, file.settings));
  }
}

/** One finding a requirement: of several cases the first that holds. */
function* byTables(view: View, { rule, cases }: Asked<TableQuery>): Generator<Detection> {
  for (const requirement of view.file.requirements) {
    for (const { match, query } of cases) {
      const sighting = tableSighting(view, requirement, query, rule.fixes);
      if (!sighting) continue;
      yield detection(rule, match, sighting);
      break;
    }
  }
}

function detect(view: View, program: DependencyProgram): Detected {
  const detections: Detection[] = [];
  const gaps: Gap[] = [];
  const ask = (rule: Rule, found: () => Iterable<Detection>): void =>
    guarded(rule, gaps, () => {
      for (const one of found()) detections.push(one);
    });
  for (const each of program.options) ask(each.rule, () => byOptions(view, each));
  for (const each of program.tables) ask(each.rule, () => byTables(view, each));
  for (const { rule, detector } of program.detectors)
    ask(rule, () => detected(rule, KIND, detector.detect(view)));
  return { detections, gaps };
}

export const dependenciesLanguage: LanguageSupport<DependencyFacts, DependencyProgram> = {
  languages: ['dependencies'],
  compile,
  read: (source) => ({ source, file: dependencyFile(source) }),
  detect: ({ source, file }, program, project) =>
    detect({ source, file, project, around: around(source, project), models: program.models }, program),
  comments: ({ file }) => file.comments,
  gaps: ({ file }) => file.gaps,
  units: (source) => dependencyFile(source).units,
};
