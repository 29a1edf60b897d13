/** LLM-002: programs that a model chooses, and scripts that it writes. */
import type { PythonDetector } from '../detector.ts';
import { startedIn } from '../started-programs.ts';

const WRITERS = new Set(['model-output']);

export const detector: PythonDetector = { chunk: (chunk, file) => startedIn(chunk, WRITERS, file) };
