/** What a rule's code for settings and instructions of agents must offer. */
import type { Sighting } from '../engine/detection.ts';
import type { Project, RuleSet, Source } from '../engine/types.ts';
import type { Json } from './json.ts';
import type { McpServer } from './settings.ts';

/** All that a rule may look at. */
export interface View {
  readonly source: Source;
  /** Undefined for instructions. */
  readonly root: Json | undefined;
  readonly servers: readonly McpServer[];
  readonly project: Project;
  readonly models: RuleSet['models'];
}

/** A sighting, and the case of the rule file that it belongs to (its first one by default). */
export interface Seen extends Sighting {
  readonly case?: string;
}

/** One rule's code: called once for every file. */
export interface AgentsDetector {
  detect(view: View): Iterable<Seen>;
}
