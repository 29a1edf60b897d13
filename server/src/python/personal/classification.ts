/**
 * What the project says of its data and models: `sensitivity` and `criticality` of the nearest `parapet.yaml`. Mistakes in
 * that file are told elsewhere; here what cannot be read says nothing.
 */
import { parse } from 'yaml';
import type { Project, Source } from '../../engine/types.ts';

export interface Classification {
  readonly sensitivity: string | undefined;
  readonly criticality: string | undefined;
}

const NOTHING: Classification = { sensitivity: undefined, criticality: undefined };

const read = new WeakMap<Source, Classification>();

function text(written: object, key: string): string | undefined {
  const value: unknown = Reflect.get(written, key);
  return typeof value === 'string' ? value : undefined;
}

function classificationIn(source: Source): Classification {
  const known = read.get(source);
  if (known) return known;
  let found = NOTHING;
  try {
    const written: unknown = parse(source.text);
    if (typeof written === 'object' && written !== null)
      found = { sensitivity: text(written, 'sensitivity'), criticality: text(written, 'criticality') };
  } catch {
    // Told by the rule about configurations.
  }
  read.set(source, found);
  return found;
}

/** What the nearest configuration around `from` says. */
export function classificationOf(from: Source, project: Project): Classification {
  const [nearest] = [...project.files('configuration')]
    .filter(
      ({ path }) => /\.ya?ml$/.test(path) && from.path.startsWith(path.slice(0, path.lastIndexOf('/') + 1)),
    )
    .sort((a, b) => b.path.length - a.path.length);
  return nearest ? classificationIn(nearest) : NOTHING;
}

/** Whether all data of the project are to be kept from others. */
export function isConfidential(from: Source, project: Project): boolean {
  return /^(confidential|restricted)$/.test(classificationOf(from, project).sensitivity ?? '');
}
