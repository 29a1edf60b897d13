/** What imports of a pickle say of it, by the table `rules/models/pickle-imports.yaml`. */
import type { Import } from './imports.ts';

interface Table {
  /** Modules, with all that lies below them. */
  readonly modules: readonly string[];
  /** Full names. */
  readonly names: readonly string[];
}

export interface KnownImports {
  /** What only holds data, whatever is said of the module that it lies in. */
  readonly data: Table;
  /** What no model needs while it is loaded. */
  readonly dangerous: Table;
  /** What honest files use too, and others to get at anything. */
  readonly indirect: Table;
}

/** `unread`: nobody looked. `plain`: nothing of it is known to be bad, which is no proof of anything. */
export type Verdict = 'dangerous' | 'indirect' | 'unread' | 'plain';

export interface Judged {
  readonly verdict: Verdict;
  /** The imports that led to it. */
  readonly names: readonly string[];
}

function isIn(name: string, { modules, names }: Table): boolean {
  return names.includes(name) || modules.some((module) => name === module || name.startsWith(`${module}.`));
}

/** A full name, and what it ends with from each dot inside of its last part on: `torch.serialization` `os.system`. */
function readings({ module, name }: Import): string[] {
  if (module === undefined || name === undefined) return [];
  const parts = name.split('.').slice(0, 20);
  return [`${module}.${name}`, ...parts.slice(0, -1).map((_, at) => parts.slice(at).join('.'))];
}

function shown({ module, name }: Import): string {
  return `${module ?? '?'}.${name ?? '?'}`;
}

/** Judges what is imported; `imports` is undefined where nobody could look. */
export function judge(imports: readonly Import[] | undefined, known: KnownImports): Judged {
  if (!imports) return { verdict: 'unread', names: [] };
  const acting = imports.filter(({ module, name }) => !isIn(`${module ?? ''}.${name ?? ''}`, known.data));
  const dangerous = acting.filter((each) => readings(each).some((name) => isIn(name, known.dangerous)));
  if (dangerous.length > 0) return { verdict: 'dangerous', names: dangerous.map(shown) };
  const indirect = acting.filter(
    (each) =>
      each.module === undefined ||
      each.name === undefined ||
      readings(each).some((name) => isIn(name, known.indirect)),
  );
  if (indirect.length > 0) return { verdict: 'indirect', names: indirect.map(shown) };
  return { verdict: 'plain', names: [] };
}
