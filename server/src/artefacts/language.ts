/** Model files as the engine sees them: files of bytes, about each of which there is at most one thing to say. */
import { detection, guarded } from '../engine/detection.ts';
import type { Detected, LanguageSupport } from '../engine/language.ts';
import type { Detection, Gap, MatchCase, Rule, RuleSet } from '../engine/types.ts';
import { type Artefact, artefactOf } from './artefact.ts';
import { judge, type KnownImports, type Verdict } from './verdict.ts';

/** The `artefact` kind of match as the rule file has it. */
interface ArtefactQuery {
  readonly imports: Verdict;
}

interface Asked {
  readonly rule: Rule;
  readonly cases: readonly { readonly match: MatchCase; readonly query: ArtefactQuery }[];
}

export interface ArtefactProgram {
  readonly asked: readonly Asked[];
  readonly known: KnownImports;
}

export interface ArtefactFacts {
  readonly artefact: Artefact | undefined;
}

const NOTHING = { modules: [], names: [] };

/** More names than these say nothing more. */
const MOST_NAMES = 3;
/** Names of files that others wrote are shortened and kept to plain signs. */
const LONGEST_NAME = 40;

function compile({ rules, models }: RuleSet): ArtefactProgram {
  const table = models['pickle-imports'] as Partial<KnownImports> | undefined;
  return {
    asked: rules.flatMap((rule) => {
      const cases = rule.match
        .filter(({ kind }) => kind === 'artefact')
        .map((match) => ({ match, query: match.query as ArtefactQuery }));
      return cases.length > 0 ? [{ rule, cases }] : [];
    }),
    known: {
      data: table?.data ?? NOTHING,
      dangerous: table?.dangerous ?? NOTHING,
      indirect: table?.indirect ?? NOTHING,
    },
  };
}

function listed(names: readonly string[]): string {
  const shown = names
    .slice(0, MOST_NAMES)
    .map((name) => `\`${name.replace(/[^\w.?-]/g, '?').slice(0, LONGEST_NAME)}\``);
  return names.length > MOST_NAMES ? `${shown.join(', ')}, …` : shown.join(', ');
}

function detect({ artefact }: ArtefactFacts, { asked, known }: ArtefactProgram): Detected {
  const detections: Detection[] = [];
  const gaps: Gap[] = [];
  if (!artefact) return { detections, gaps };
  const { verdict, names } = judge(artefact.imports, known);
  for (const { rule, cases } of asked)
    guarded(rule, gaps, () => {
      const found = cases.find(({ query }) => query.imports === verdict);
      if (!found) return;
      const values = { format: artefact.format, names: listed(names) };
      detections.push(detection(rule, found.match, { span: { start: 0, end: 0 }, values }));
    });
  return { detections, gaps };
}

export const artefactsLanguage: LanguageSupport<ArtefactFacts, ArtefactProgram> = {
  languages: ['model'],
  compile,
  read: (source) => ({ artefact: artefactOf(source) }),
  detect,
  comments: () => [],
  gaps: ({ artefact }) => artefact?.gaps ?? [],
};
