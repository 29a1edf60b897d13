/** What a rule's code for dependency files must offer. */
import type { CaseSighting } from '../engine/detection.ts';
import type { Project, RuleSet, Source } from '../engine/types.ts';
import type { DependencyFile } from '../versions/dependency-file.ts';
import type { Around } from './locks.ts';

/** All that a rule may look at. */
export interface View {
  readonly source: Source;
  readonly file: DependencyFile;
  readonly project: Project;
  /** The other files that fix versions of this one. */
  readonly around: Around;
  readonly models: RuleSet['models'];
}

/** What a detector saw. */
export type Seen = CaseSighting;

/** One rule's code: called once for every dependency file. */
export interface DependencyDetector {
  detect(view: View): Iterable<Seen>;
}
