/**
 * What the table of services (`rules/models/network-services.yaml`) says of an image or program that listens: whether it
 * lets anybody in who reaches its port. Knows references, names and the table's form only.
 */
import type { RuleSet } from '../engine/types.ts';
import { canonicalName, type ImageReference } from './reference.ts';

interface OpenService {
  readonly name: string;
  /** Parts of the path of an image. */
  readonly images: readonly string[];
  readonly programs?: readonly string[];
  /** Ports at which it listens; any when absent. */
  readonly ports?: readonly number[];
}

interface Table {
  readonly open: readonly OpenService[];
  readonly 'front-doors': readonly string[];
}

function tableOf(models: RuleSet['models']): Table {
  const table = models['network-services'] as Partial<Table> | undefined;
  return { open: table?.open ?? [], 'front-doors': table?.['front-doors'] ?? [] };
}

/** Whether `part` is one or more whole parts at the end of the path of `reference`. */
function endsWith(reference: ImageReference | undefined, part: string): boolean {
  return reference !== undefined && `/${canonicalName(reference)}`.endsWith(`/${part}`);
}

/** The name of the service that an image or one of the started programs is, where it lets anybody in at `port`. */
export function openService(
  models: RuleSet['models'],
  image: ImageReference | undefined,
  programs: readonly string[],
  port: number,
): string | undefined {
  return tableOf(models).open.find(
    (row) =>
      (row.ports === undefined || row.ports.includes(port)) &&
      (row.images.some((part) => endsWith(image, part)) ||
        programs.some((program) => row.programs?.includes(program))),
  )?.name;
}

/** Whether an image, or a service by its name, is made to stand before others and be reached by everybody. */
export function isFrontDoor(
  models: RuleSet['models'],
  image: ImageReference | undefined,
  service: string,
): boolean {
  const doors = tableOf(models)['front-doors'];
  const name = image?.repository.split('/').at(-1) ?? service;
  return doors.some((door) =>
    name
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .includes(door),
  );
}
