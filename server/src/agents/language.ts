/** Settings and instructions of agents as the engine sees them: reading, one pass of all rules, comments. */
import { detected, guarded } from '../engine/detection.ts';
import type { Detected, LanguageSupport } from '../engine/language.ts';
import { indexLines } from '../engine/lines.ts';
import type { Comment, Detection, Gap, Rule, RuleSet, Source } from '../engine/types.ts';
import type { AgentsDetector, View } from './detector.ts';
import { type JsonFile, readJson } from './json.ts';
import { serversIn } from './settings.ts';

export interface AgentsProgram {
  readonly detectors: readonly { readonly rule: Rule; readonly detector: AgentsDetector }[];
  readonly models: RuleSet['models'];
}

export interface AgentsFacts {
  readonly source: Source;
  readonly file: JsonFile;
}

const KIND = 'agents';

function compile({ rules, detectors, models }: RuleSet): AgentsProgram {
  return {
    detectors: rules.flatMap((rule) => {
      const wanted = rule.match.some(({ kind, query }) => kind === 'detector' && query === KIND);
      const detector = detectors[KIND]?.[rule.id] as AgentsDetector | undefined;
      return wanted && detector ? [{ rule, detector }] : [];
    }),
    models,
  };
}

function detect(view: View, program: AgentsProgram): Detected {
  const detections: Detection[] = [];
  const gaps: Gap[] = [];
  for (const { rule, detector } of program.detectors)
    guarded(rule, gaps, () => {
      detections.push(...detected(rule, KIND, detector.detect(view)));
    });
  return { detections, gaps };
}

/** Comments of Markdown that speak to Parapet. */
function remarksIn(text: string): Comment[] {
  if (!text.includes('parapet:')) return [];
  const lines = indexLines(text);
  return lines.starts.flatMap((_, line): Comment[] => {
    const { start, end } = lines.range(line);
    const at = text.slice(start, end).search(/<!--\s*parapet:/);
    return at < 0 ? [] : [{ span: { start: start + at, end }, text: text.slice(start + at, end) }];
  });
}

function read(source: Source): AgentsFacts {
  if (source.language === 'agent-settings') return { source, file: readJson(source.text) };
  return { source, file: { root: undefined, comments: remarksIn(source.text), gaps: [] } };
}

export const agentsLanguage: LanguageSupport<AgentsFacts, AgentsProgram> = {
  languages: ['agent-settings', 'agent-instructions'],
  compile,
  read: (source) => read(source),
  detect: ({ source, file: { root } }, program, project) =>
    detect({ source, root, servers: serversIn(root), project, models: program.models }, program),
  comments: ({ file }) => file.comments,
  gaps: ({ file }) => file.gaps,
};
