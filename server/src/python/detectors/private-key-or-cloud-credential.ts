/** SEC-003 where the program puts the credential together itself. */
import { composedKeys } from '../composed-keys.ts';

export const detector = composedKeys('cloud-credentials');
