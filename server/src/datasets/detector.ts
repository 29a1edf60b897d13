/** The form of a code part of a rule about files of data, `server/src/datasets/detectors/<rule-id>.ts`. */
import type { Sighting } from '../engine/detection.ts';
import type { Source } from '../engine/types.ts';
import type { Records } from '../personal/records.ts';
import type { Vocabulary } from '../personal/vocabulary.ts';

/** What a detector saw; `case` names the match case of the rule file, the first one when absent. */
export interface Seen extends Sighting {
  readonly case?: string;
}

export interface DatasetDetector {
  look(records: Records, source: Source, vocabulary: Vocabulary): Iterable<Seen>;
}
