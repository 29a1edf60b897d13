/** What a rule's code looks like that is about a whole text with secrets. One detector a rule, under `detectors/`. */
import type { CaseSighting } from '../engine/detection.ts';
import type { Source } from '../engine/types.ts';

export interface SecretsDetector {
  look(source: Source): Iterable<CaseSighting>;
  /** Speaks only of files that git has, or would take. */
  readonly kept?: true;
}
