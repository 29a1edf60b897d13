/** What a rule's code for Dockerfiles must offer. */
import type { CaseSighting } from '../engine/detection.ts';
import type { Project, RuleSet } from '../engine/types.ts';
import type { DockerfileFacts, Instruction, Keyword } from './model.ts';

/** All that a detector may look at. */
export interface View {
  readonly facts: DockerfileFacts;
  readonly project: Project;
  readonly models: RuleSet['models'];
}

/** What a detector saw. */
export type Seen = CaseSighting;

/** One rule's code: called once for every instruction with one of its keywords, in the order of the text. */
export interface DockerfileDetector {
  readonly keywords: readonly Keyword[];
  /** Asked also about stages that no image is made of: that it stands in the file is bad enough. */
  readonly everyStage?: true;
  detect(instruction: Instruction, view: View): Iterable<Seen>;
}
