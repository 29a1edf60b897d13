/** Which images and programs serve or train models, by `rules/models/network-services.yaml`. Knows names only. */
import type { RuleSet } from '../engine/types.ts';
import { canonicalName, type ImageReference } from './reference.ts';

interface Table {
  readonly 'model-images'?: readonly string[];
  readonly 'model-programs'?: readonly string[];
}

/** Whether an image, or a program that is started, holds a model. */
export function isModelImage(
  models: RuleSet['models'],
  image: ImageReference | undefined,
  programs: readonly string[],
): boolean {
  const table = (models['network-services'] ?? {}) as Table;
  const name = image && `/${canonicalName(image)}`;
  return (
    (table['model-images'] ?? []).some((part) => name?.endsWith(`/${part}`)) ||
    programs.some((program) => table['model-programs']?.includes(program))
  );
}
