/** Dockerfiles as the engine sees them: reading, one pass of all rules over the instructions, comments, gaps. */
import { detected, detection, guarded } from '../engine/detection.ts';
import type { Detected, LanguageSupport } from '../engine/language.ts';
import type { Detection, Gap, Rule, RuleSet } from '../engine/types.ts';
import { type CommandCases, commandSightings, compileCommands } from '../shell/command-match.ts';
import { commandsOf } from '../shell/walk.ts';
import type { DockerfileDetector, View } from './detector.ts';
import { outlineOf } from './document.ts';
import { droppedStages } from './dropped-stages.ts';
import { readFacts } from './facts.ts';
import { type DockerfileFacts, isListed, type Keyword } from './model.ts';

interface Coded {
  readonly rule: Rule;
  readonly detector: DockerfileDetector;
}

export interface DockerfileProgram {
  readonly detectors: ReadonlyMap<Keyword, readonly Coded[]>;
  readonly commands: CommandCases;
  readonly models: RuleSet['models'];
}

const KIND = 'dockerfile';

function compile(rules: RuleSet): DockerfileProgram {
  const detectors = new Map<Keyword, Coded[]>();
  for (const rule of rules.rules) {
    if (!rule.match.some((match) => match.kind === 'detector' && match.query === KIND)) continue;
    const detector = rules.detectors[KIND]?.[rule.id] as DockerfileDetector | undefined;
    if (!detector) continue;
    for (const keyword of detector.keywords)
      detectors.set(keyword, [...(detectors.get(keyword) ?? []), { rule, detector }]);
  }
  return { detectors, commands: compileCommands(rules.rules), models: rules.models };
}

/** All rules over all instructions, once; a rule that has failed is not asked again. */
function detect(view: View, program: DockerfileProgram): Detected {
  const detections: Detection[] = [];
  const gaps: Gap[] = [];
  const failed = new Set<Rule>();
  const ask = (rule: Rule, seen: () => Iterable<Detection>): void => {
    if (failed.has(rule)) return;
    const before = gaps.length;
    guarded(rule, gaps, () => {
      for (const one of seen()) detections.push(one);
    });
    if (gaps.length > before) failed.add(rule);
  };
  const dropped = droppedStages(view.facts);
  for (const instruction of view.facts.instructions) {
    const unused = dropped.has(instruction.stage);
    for (const { rule, detector } of program.detectors.get(instruction.keyword) ?? []) {
      if (unused && !detector.everyStage) continue;
      ask(rule, () => detected(rule, KIND, detector.detect(instruction, view)));
    }
    if (unused || program.commands.size === 0 || !instruction.script) continue;
    for (const command of commandsOf(instruction.script)) {
      const text = isListed(instruction, command) ? undefined : view.facts.source.text;
      for (const asked of program.commands.get(command.program?.name ?? '') ?? []) {
        ask(asked.rule, () =>
          commandSightings(command, asked, text).map((seen) => detection(asked.rule, asked.match, seen)),
        );
      }
    }
  }
  return { detections, gaps };
}

export const dockerfileLanguage: LanguageSupport<DockerfileFacts, DockerfileProgram> = {
  languages: ['dockerfile'],
  compile,
  read: (source) => readFacts(source),
  detect: (facts, program, project) => detect({ facts, project, models: program.models }, program),
  comments: (facts) => facts.comments,
  gaps: (facts) => facts.gaps,
  units: ({ text }) => outlineOf(text).instructions.map((instruction) => instruction.span),
};
