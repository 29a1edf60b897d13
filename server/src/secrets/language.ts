/**
 * Secrets in texts of every language, comments included, for the engine. Reports places only: what repairs a secret is
 * known to the language that the text is written in, and that language speaks first.
 */
import { detected, detection, guarded } from '../engine/detection.ts';
import type { Detected, LanguageSupport } from '../engine/language.ts';
import { indexLines } from '../engine/lines.ts';
import type {
  Comment,
  Detection,
  Gap,
  Language,
  MatchCase,
  Project,
  Rule,
  RuleSet,
  Source,
} from '../engine/types.ts';
import { yamlUnits } from '../yaml/units.ts';
import { isCalledHarmless } from './claims.ts';
import type { SecretsDetector } from './detector.ts';
import { follow, type Hit, hitsOf, valuesOf } from './scan.ts';
import { NAMED, type Scanner, scannerNamed } from './table.ts';

/** The `string` kind of match as the rule file has it. */
export interface StringQuery {
  /** A table under `rules/models/`; `named` for what only a name gives away. */
  readonly table: string;
  /** Only what the text itself calls no real secret; a case without it stands behind one with it. */
  readonly 'called-harmless'?: true;
  /** What a notebook's cells have printed, and what else it keeps; a case without it is about what was written. */
  readonly in?: 'outputs';
}

/** Languages whose own detectors judge passwords, by what stands around them; and Python, which judges all names. */
const JUDGED: ReadonlySet<Language> = new Set<Language>([
  'dockerfile',
  'kubernetes',
  'compose',
  'agent-settings',
]);

/** Notations in which a value without quotes is an expression. */
const CODE =
  /\.(?:[cm]?[jt]sx?|java|kts?|go|rs|rb|php|cs|c|h|cc|cpp|hpp|swift|scala|lua|r|jl|sql|ipynb|html?|vue|svelte|tf|gradle|groovy|dart)$/i;

/** Texts for people: what stands there for a password is an example. */
const PROSE = /\.(?:mdx?|mdc|rst|txt|html?|adoc)$|(?:^|\/)\.(?:cursorrules|windsurfrules|clinerules)$/i;

/** Files of tests. A test makes up the users that it makes up, with their passwords and tokens. */
const TEST =
  /(?:^|\/)(?:tests?|testing|__tests__|specs?|testdata|fixtures?|mocks?)\/|(?:^|\/)(?:test_|conftest)|[._-](?:tests?|spec)\.\w+$|[a-z](?:Test|Tests|Spec)\.\w+$/;

/** One record of a data set on each line, whatever the file is called: its passwords are answers and examples. */
function isRecords({ path, language, text }: Source): boolean {
  if (language === 'data') return true;
  const start = /\.json$/i.test(path) ? text.search(/\S/) : -1;
  const end = text.indexOf('\n', start);
  return start >= 0 && end > 0 && /^\{.*\}\s*$/.test(text.slice(start, end)) && text[end + 1] === '{';
}

/** The table of what does not say whose it is. */
const ANYBODY = 'service-credentials';

/** Whether a hit counts where it stands. All that was drawn, and has a form of its own, does. */
function speaksFor(source: Source, { kind: { table, chosen }, quoted }: Hit): boolean {
  const { language, path } = source;
  const ofNobody = chosen || table === NAMED || table === ANYBODY;
  if ((ofNobody && TEST.test(path)) || (chosen && PROSE.test(path))) return false;
  if (table !== NAMED) return true;
  if (isRecords(source)) return false;
  if (language === 'python' || (quoted === false && CODE.test(path))) return false;
  return !(chosen && JUDGED.has(language));
}

/** A case of a rule with the scanner of its table. */
export interface StringCase {
  readonly rule: Rule;
  readonly match: MatchCase;
  readonly scanner: Scanner;
}

/** The `string` cases among `rules`, of what was written or of `outputs`. Throws when a rule names a table that does not exist. */
export function stringCases({ rules, models }: RuleSet, where?: 'outputs'): StringCase[] {
  return rules.flatMap((rule) =>
    rule.match
      .filter(({ kind, query }) => kind === 'string' && (query as StringQuery).in === where)
      .map((match) => ({ rule, match, scanner: scannerNamed(models, (match.query as StringQuery).table) })),
  );
}

/** The secrets in `source` that a case is about. */
export function secretsIn(source: Source, { match, scanner }: StringCase): readonly Hit[] {
  const hits = hitsOf(source, scanner).filter((hit) => speaksFor(source, hit));
  return (match.query as StringQuery)['called-harmless'] === true
    ? hits.filter(({ span, doubtful }) => doubtful || isCalledHarmless(source.text, span))
    : hits;
}

/** What `cases` say of the text of `source`, without fixes. */
export function secretsFound(source: Source, cases: readonly StringCase[]): Detected {
  const detections: Detection[] = [];
  const gaps: Gap[] = [];
  for (const each of cases) {
    const { rule, match } = each;
    guarded(rule, gaps, () => {
      for (const hit of secretsIn(source, each))
        detections.push(detection(rule, match, { span: hit.span, values: valuesOf(hit) }));
    });
  }
  return { detections, gaps };
}

/** Comments of the usual signs that speak to Parapet; asked only where no other language knows the comments. */
export function commentsOf({ text }: Source): Comment[] {
  if (!text.includes('parapet:')) return [];
  const lines = indexLines(text);
  return lines.starts.flatMap((_, line): Comment[] => {
    const { start, end } = lines.range(line);
    const at = text.slice(start, end).search(/(?:#|\/\/|<!--|;|--)\s*parapet:/);
    return at < 0 ? [] : [{ span: { start: start + at, end }, text: text.slice(start + at, end) }];
  });
}

/** YAML that no language before this one speaks for. */
const YAML: ReadonlySet<Language> = new Set<Language>(['yaml', 'compose']);

export interface SecretsProgram {
  readonly cases: readonly StringCase[];
  readonly detectors: readonly { readonly rule: Rule; readonly detector: SecretsDetector }[];
}

const KIND = 'secrets';

function compile(ruleSet: RuleSet): SecretsProgram {
  return {
    cases: stringCases(ruleSet),
    detectors: ruleSet.rules.flatMap((rule) => {
      if (!rule.match.some(({ kind, query }) => kind === 'detector' && query === KIND)) return [];
      const detector = ruleSet.detectors[KIND]?.[rule.id] as SecretsDetector | undefined;
      if (!detector) throw new Error(`rule ${rule.id} has no detector for secrets`);
      return [{ rule, detector }];
    }),
  };
}

function detect(source: Source, { cases, detectors }: SecretsProgram, project: Project): Detected {
  const { detections, gaps } = secretsFound(source, cases);
  const whole: Detection[] = [];
  const failed: Gap[] = [];
  if (source.language === 'text')
    for (const { rule, detector } of detectors)
      guarded(rule, failed, () => {
        const seen = detected(rule, KIND, detector.look(source));
        if (seen.length > 0 && !(detector.kept && project.isVersioned?.(source) === false))
          whole.push(...seen);
      });
  return { detections: [...detections, ...whole], gaps: [...gaps, ...failed] };
}

export const secretsLanguage: LanguageSupport<Source, SecretsProgram> = {
  languages: [
    'python',
    'dockerfile',
    'kubernetes',
    'compose',
    'yaml',
    'dependencies',
    'configuration',
    'agent-settings',
    'agent-instructions',
    'text',
  ],
  compile,
  read: (source, previous) => {
    if (previous) follow(source, previous);
    return source;
  },
  detect,
  comments: commentsOf,
  gaps: () => [],
  units: ({ language, text }) => (YAML.has(language) ? yamlUnits(text) : []),
};
