/**
 * References: what an import names, before anybody looked what lies behind it. `^torch:load` is `from torch import load`,
 * `^torch:` is `import torch`, `^.:x` is `from . import x`; what the code goes on to stands behind: `^torch:.nn.Linear()`.
 * `^tools:*.load` is `load`, if `from tools import *` brings it. Only texts; knows nothing of files.
 */

/** A reference taken apart. */
export interface ReferenceParts {
  /** With its leading dots. */
  readonly module: string;
  /** What is asked of the module, part by part: `['nn', 'Linear()']`. */
  readonly rest: readonly string[];
  /** Whether it is asked of what `import *` brings. */
  readonly star: boolean;
}

export function isReference(name: string): boolean {
  return name.startsWith('^');
}

/** The module itself. */
export function moduleReference(module: string): string {
  return `^${module}:`;
}

/** What a module has under a name; `*` for all that it has. */
export function memberReference(module: string, name: string): string {
  return `^${module}:${name}`;
}

export function splitReference(reference: string): ReferenceParts {
  const colon = reference.indexOf(':');
  const module = reference.slice(1, colon);
  const asked = reference.slice(reference.charAt(colon + 1) === '.' ? colon + 2 : colon + 1);
  const star = asked.startsWith('*.');
  const rest = asked === '' ? [] : (star ? asked.slice(2) : asked).split('.');
  return { module, rest, star };
}

/** The import that a reference starts from. */
export function rootReference(reference: string): string {
  const colon = reference.indexOf(':') + 1;
  const end = /[.([]|$/.exec(reference.slice(colon))?.index ?? 0;
  return reference.slice(0, colon + end);
}

/** More texts than these are not remembered. */
const MOST = 20_000;

const plainTexts = new Map<string, string>();

/** A name as rules write it: `torch.nn.Linear()` of `^torch:.nn.Linear()`; other names as they are. */
export function plain(name: string): string {
  if (!isReference(name)) return name;
  const known = plainTexts.get(name);
  if (known !== undefined) return known;
  const { module, rest } = splitReference(name);
  const dotted = rest.join('.');
  const made = /^$|^[([]/.test(dotted) || /^\.+$/.test(module) ? module + dotted : `${module}.${dotted}`;
  if (plainTexts.size > MOST) plainTexts.clear();
  plainTexts.set(name, made);
  return made;
}
