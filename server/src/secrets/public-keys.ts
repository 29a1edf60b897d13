/** Keys that their providers publish with the program that uses them (`rules/models/public-keys.yaml`). Knows no rule. */
import type { RuleSet } from '../engine/types.ts';
import { scan } from './scan.ts';
import { scannerNamed } from './table.ts';

/** Whether `text` as a whole has the form of a key that is meant to be public. */
export function isPublicKey(models: RuleSet['models'], text: string): boolean {
  return (
    models['public-keys'] !== undefined &&
    scan(text, scannerNamed(models, 'public-keys')).some(({ value }) => value === text)
  );
}
