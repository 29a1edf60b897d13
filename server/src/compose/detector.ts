/** What a rule's code for compose files must offer. One detector a rule, under `detectors/`. */
import type { CaseSighting } from '../engine/detection.ts';
import type { Project, RuleSet, Source } from '../engine/types.ts';
import type { Service } from './services.ts';

/** All that a detector may look at beside the service. */
export interface View {
  readonly source: Source;
  readonly project: Project;
  readonly models: RuleSet['models'];
}

/** What a detector saw; offsets are those of the service's tree. */
export type Seen = CaseSighting;

/** One rule's code: called once for every service, in the order of the text. */
export interface ComposeDetector {
  detect(service: Service, view: View): Iterable<Seen>;
}
