/** `dependency-unpinned`: the newest release is installed, whatever it is, because nothing says otherwise. */
import type { Edit, Project, Severity, Source } from '../../engine/types.ts';
import { dependencyFile } from '../../versions/dependency-file.ts';
import { intervalOf } from '../../versions/interval.ts';
import { constraints, type Requirement } from '../../versions/requirement.ts';
import { isAffected } from '../advisories.ts';
import type { DependencyDetector, Seen, View } from '../detector.ts';
import { isApart, isForDevelopment, placeOf } from '../place.ts';
import { compatibleWith, statedAs } from '../version-edit.ts';

/** The form of `rules/models/critical-packages.yaml`. `families` are beginnings of names. */
interface CriticalPackages {
  readonly packages: readonly string[];
  readonly families: readonly string[];
}

/** Settings that fix versions as a whole, or that take packages from a folder alone. */
const FIXING: ReadonlySet<string> = new Set(['require-hashes', 'no-index', 'exclude-newer']);

const LOWER: Readonly<Record<'warning' | 'info' | 'hint', Severity>> = {
  warning: 'info',
  info: 'hint',
  hint: 'hint',
};

/** Any later release may be installed. */
function isOpen({ constraints: stated, locked, opaque, origin, hashed, published }: Requirement): boolean {
  if (locked || opaque || origin || hashed || published) return false;
  return intervalOf(stated).high === undefined && stated.every(({ version }) => !version.includes('*'));
}

/** The file as a whole says which releases count. Constraints that lie on a server are not known here. */
function isFixed({ file }: View): boolean {
  return (
    file.settings.some(({ name }) => FIXING.has(name)) ||
    file.includes.some(({ path, constraints: versions }) => versions && /^\w+:\/\/|\$/.test(path))
  );
}

/** A folder from which a package is published: its users decide on versions, not its lists. */
function isLibrary(source: Source, project: Project): boolean {
  const folder = source.path
    .slice(0, source.path.lastIndexOf('/') + 1)
    .replace(/(^|\/)(?:requirements|reqs|deps)\/$/, '$1');
  const stated = [...project.files('dependencies')].some(
    (other) =>
      (other.path === `${folder}pyproject.toml` || other.path === `${folder}setup.cfg`) &&
      dependencyFile(other).requirements.some(({ published }) => published),
  );
  return stated || [...project.files('python')].some(({ path }) => path === `${folder}setup.py`);
}

function isCritical({ models }: View, name: string): boolean {
  const table = models['critical-packages'] as CriticalPackages | undefined;
  if (!table) return false;
  return (
    table.packages.includes(name) ||
    table.families.some((family) => name === family || name.startsWith(`${family}-`))
  );
}

/** What keeps the next major release out of a mere lower bound. */
function compatible({ constraints: stated, version, notation }: Requirement): string | undefined {
  const [only] = stated;
  if (!version || notation === 'conda' || stated.length !== 1 || only?.operator !== '>=') return undefined;
  return compatibleWith(only.version);
}

/** The edit that narrows the requirement; undefined where it would keep a version that has a known hole. */
function narrowed(
  { source, models }: View,
  requirement: Requirement,
  stated: string | undefined,
): Edit[] | undefined {
  const interval = intervalOf(constraints(stated ?? '') ?? []);
  if (stated === undefined || isAffected(models, requirement.name, interval)) return undefined;
  const edit = requirement.notation === 'conda' ? undefined : statedAs(source.text, requirement, stated);
  return edit && [edit];
}

export const detector: DependencyDetector = {
  *detect(view): Generator<Seen> {
    const { source, file, project, around } = view;
    if (!/^(?:requirements|project|environment)$/.test(file.kind) || isFixed(view)) return;
    // Where the same package stands twice, as itself and with extras, the closed line counts for both.
    const closed = new Set(file.requirements.filter((each) => !isOpen(each)).map(({ name }) => name));
    const found = file.requirements.filter(
      (each) => isOpen(each) && !isApart(each) && (each.constraints.length > 0 || !closed.has(each.name)),
    );
    if (found.length === 0) return;
    const part = around.isPartOfAnother();
    const open = found.filter(({ group }) => !part || group !== undefined);
    const library = isLibrary(source, project);
    for (const requirement of open) {
      const { name } = requirement;
      const span = placeOf(requirement, source.text);
      if (!span || around.isFixed(requirement)) continue;
      const severity = library ? 'hint' : isCritical(view, name) ? 'warning' : 'info';
      const known = around.versionOf(name);
      yield {
        span,
        case: requirement.constraints.length > 0 ? 'later' : 'any',
        severity: isForDevelopment(requirement, source) ? LOWER[severity] : severity,
        values: { package: name, stated: source.text.slice(span.start, span.end), known: known ?? '' },
        edits: {
          pin: narrowed(view, requirement, known === undefined ? undefined : `==${known}`),
          compatible: narrowed(view, requirement, compatible(requirement)),
        },
      };
    }
  },
};
