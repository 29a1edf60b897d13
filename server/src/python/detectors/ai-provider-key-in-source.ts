/** SEC-001 where the program puts the key together itself. */
import { composedKeys } from '../composed-keys.ts';

export const detector = composedKeys('provider-keys');
