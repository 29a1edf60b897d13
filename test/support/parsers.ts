/** Parsers ready for tests that run from source. */

import { grammarFiles } from '../../scripts/grammars.ts';
import { loadGrammars } from '../../server/src/grammar/grammars.ts';

export const ready: Promise<void> = loadGrammars(grammarFiles());
