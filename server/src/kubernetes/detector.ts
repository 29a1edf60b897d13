/**
 * What a rule's code looks like, for rules that data cannot say. One detector a rule, under `detectors/`.
 */
import type { Sighting } from '../engine/detection.ts';
import type { RuleSet } from '../engine/types.ts';
import type { Container, Pod, Resource } from './resources.ts';
import type { Minor } from './versions.ts';
import type { Workspace } from './workspace.ts';

/** Reports a sighting for the rule's case `name` (its first when absent). Offsets are those of the subject's tree. */
export type Report = (sighting: Sighting, name?: string) => void;

/** The tables under `rules/models/`, by name. */
export type Tables = RuleSet['models'];

export type Check<Subject> = (
  subject: Subject,
  report: Report,
  workspace: Workspace,
  tables: Tables,
  version: Minor,
) => void;

export interface KubernetesDetector {
  /**
   * `document`: looks at nothing but the document, so its findings are kept as long as the text stays; its workspace
   * is empty. `workspace`: also looks at other documents and files, and runs for every version.
   */
  readonly scope: 'document' | 'workspace';
  readonly resource?: Check<Resource>;
  readonly pod?: Check<Pod>;
  readonly container?: Check<Container>;
}
