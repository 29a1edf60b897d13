/** The form of a Python rule's code part, `server/src/python/detectors/<rule-id>.ts`. */
import type { CaseSighting } from '../engine/detection.ts';
import type { Rule } from '../engine/types.ts';
import type { Chunk } from './ast.ts';
import type { PythonFile } from './file.ts';
import type { BoundCall } from './scopes.ts';

/** What a detector saw. */
export type Seen = CaseSighting;

export interface PythonDetector {
  /** Full names (`torch.load`, `transformers.**.from_pretrained`) of the calls handed to `call`. */
  readonly calls?: readonly string[];
  /** Looks at one call. `name` is the full name that matched. */
  call?(call: BoundCall, name: string, file: PythonFile, rule: Rule): Iterable<Seen>;
  /** Looks at one top-level statement, and reports only what stands there. */
  chunk?(chunk: Chunk, file: PythonFile, rule: Rule): Iterable<Seen>;
}
