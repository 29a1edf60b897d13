/** `dependency-unpinned`: the newest release is installed, whatever it is, because nothing says otherwise. */
import type { Edit, Project, Severity, Source } from '../../engine/types.ts';
import { dependencyFile } from '../../versions/dependency-file.ts';
import { exact, intervalOf } from '../../versions/interval.ts';
import type { Requirement } from '../../versions/requirement.ts';
import { versionsOf } from '../../versions/versions.ts';
import type { DependencyDetector, Seen, View } from '../detector.ts';
import { isFixedElsewhere } from '../locks.ts';
import { isForDevelopment, placeOf } from '../place.ts';

/** The form of `rules/models/critical-packages.yaml`. `families` are beginnings of names. */
interface CriticalPackages {
  readonly packages: readonly string[];
  readonly families: readonly string[];
}

/** The interpreter and the installers, which no list pins, and packages of conda that only choose a variant. */
const APART = /^(?:python|pip|setuptools|wheel|uv|poetry|pip-tools|conda|mamba|cpuonly|blas|nomkl)$/;
/** Settings that fix versions as a whole, or that take packages from a folder alone. */
const FIXING: ReadonlySet<string> = new Set(['require-hashes', 'no-index', 'exclude-newer']);

const LOWER: Readonly<Record<'warning' | 'info' | 'hint', Severity>> = {
  warning: 'info',
  info: 'hint',
  hint: 'hint',
};

/** Any later release may be installed. */
function isOpen({ constraints, locked, opaque, origin, hashed, published }: Requirement): boolean {
  if (locked || opaque || origin || hashed || published) return false;
  return (
    intervalOf(constraints).high === undefined && constraints.every(({ version }) => !version.includes('*'))
  );
}

/** The file as a whole says which releases count. Constraints that lie on a server are not known here. */
function isFixed({ file }: View): boolean {
  return (
    file.settings.some(({ name }) => FIXING.has(name)) ||
    file.includes.some(({ path, constraints }) => constraints && /^\w+:\/\/|\$/.test(path))
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

/** `>=2.6` -> `~=2.6`, which keeps the next major release out. */
function compatible(text: string, { constraints, version, notation }: Requirement): Edit[] | undefined {
  const [only] = constraints;
  if (!version || notation === 'conda' || constraints.length !== 1 || only?.operator !== '>=')
    return undefined;
  // `~=2` is no constraint: it needs a part that may grow.
  if (!/^\d+(?:\.\d+)+$/.test(only.version)) return undefined;
  const start = version.start + text.slice(version.start, version.end).indexOf('>=');
  return [{ span: { start, end: start + 2 }, text: '~=' }];
}

/** `==2.10.0` in the place of what is stated, or behind name and extras. */
function pin(
  text: string,
  { span, version, notation }: Requirement,
  to: string | undefined,
): Edit[] | undefined {
  if (to === undefined || !span || notation !== undefined) return undefined;
  if (version) return [{ span: version, text: `==${to}` }];
  const extras = /^[ \t]*\[[^\]\n]*\]/.exec(text.slice(span.end))?.[0].length ?? 0;
  const end = span.end + extras;
  return [{ span: { start: end, end }, text: `==${to}` }];
}

export const detector: DependencyDetector = {
  *detect(view): Generator<Seen> {
    const { source, file, project } = view;
    if (!/^(?:requirements|project|environment)$/.test(file.kind) || isFixed(view)) return;
    const open = file.requirements.filter((each) => isOpen(each) && !APART.test(each.name));
    if (open.length === 0) return;
    const library = isLibrary(source, project);
    for (const requirement of open) {
      const { name } = requirement;
      const span = placeOf(requirement, source.text);
      if (!span || isFixedElsewhere(source, requirement, project)) continue;
      const severity = library ? 'hint' : isCritical(view, name) ? 'warning' : 'info';
      const known = exact(versionsOf(project, source.path, name));
      yield {
        span,
        case: requirement.constraints.length > 0 ? 'later' : 'any',
        severity: isForDevelopment(requirement, source) ? LOWER[severity] : severity,
        values: { package: name, stated: source.text.slice(span.start, span.end), known: known ?? '' },
        edits: {
          pin: pin(source.text, requirement, known),
          compatible: compatible(source.text, requirement),
        },
      };
    }
  },
};
