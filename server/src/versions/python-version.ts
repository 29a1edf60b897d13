/** Which Python the code at a path runs with, as `requires-python` of the nearest pyproject.toml says. */
import type { Project, Source } from '../engine/types.ts';
import { ANY, type Interval, intervalOf } from './interval.ts';
import { requiresPython } from './toml-files.ts';

const known = new WeakMap<Source, Interval | undefined>();

function statedBy(source: Source): Interval | undefined {
  if (known.has(source)) return known.get(source);
  const constraints = requiresPython(source.text);
  const interval = constraints && intervalOf(constraints);
  known.set(source, interval);
  return interval;
}

/** The versions of Python that code at `path` may meet; `ANY` when no project file above it says. */
export function pythonOf(project: Project, path: string): Interval {
  let nearest: { readonly folder: string; readonly interval: Interval } | undefined;
  for (const source of project.files('dependencies')) {
    if (!/(^|\/)pyproject\.toml$/.test(source.path)) continue;
    const folder = source.path.slice(0, -'pyproject.toml'.length);
    if (!path.startsWith(folder) || (nearest && nearest.folder.length >= folder.length)) continue;
    const interval = statedBy(source);
    if (interval) nearest = { folder, interval };
  }
  return nearest?.interval ?? ANY;
}
