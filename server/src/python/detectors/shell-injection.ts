/** PY-020: programs that a sender chooses, and scripts that he writes. */
import type { PythonDetector } from '../detector.ts';
import { startedIn } from '../started-programs.ts';

const SENDERS = new Set(['request', 'request-typed', 'message', 'tool-argument']);

export const detector: PythonDetector = { chunk: (chunk, file) => startedIn(chunk, SENDERS, file) };
