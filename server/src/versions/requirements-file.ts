/** requirements.txt and constraints files, as pip reads them. */
import { type Requirement, readRequirement } from './requirement.ts';

export interface RequirementsFile {
  readonly requirements: readonly Requirement[];
  /** Paths of `-r` and `-c` lines, relative to the file. */
  readonly includes: readonly string[];
}

/** Reads `text`; lines that pip would reject are left out. Line continuations and hashes are understood. */
export function readRequirementsFile(text: string): RequirementsFile {
  const requirements: Requirement[] = [];
  const includes: string[] = [];
  const lines = /(?:[^\n\\]|\\(?!\r?\n)|\\\r?\n)*/g;
  for (const match of text.matchAll(lines)) {
    const line = match[0]
      .replace(/^\uFEFF/, '')
      .replace(/\\\r?\n/g, ' ')
      .replace(/(^|\s)#.*$/, '');
    const include = /^\s*(?:-r|--requirement|-c|--constraint)[\s=]+(\S+)/.exec(line)?.[1];
    if (include !== undefined) {
      includes.push(include);
      continue;
    }
    const stated = line.split(/\s--[a-z]/)[0] ?? '';
    if (stated.trim() === '' || /^\s*-/.test(stated)) continue;
    const requirement = readRequirement(stated);
    if (!requirement) continue;
    const start = match.index + (/\S/.exec(match[0])?.index ?? 0);
    const length = /^[A-Za-z0-9._-]+/.exec(text.slice(start))?.[0].length ?? 0;
    requirements.push({ ...requirement, span: { start, end: start + length } });
  }
  return { requirements, includes };
}

/** `install_requires` and extras of setup.cfg. */
export function readSetupCfg(text: string): Requirement[] {
  const found: Requirement[] = [];
  let section = '';
  let key = '';
  for (const line of text.split(/\r?\n/)) {
    const header = /^\[(.+)\]\s*$/.exec(line)?.[1];
    if (header !== undefined) {
      section = header;
      key = '';
      continue;
    }
    const assigned = /^(\w[\w.-]*)\s*[=:]\s*(.*)$/.exec(line);
    if (assigned) key = assigned[1] ?? '';
    const value = assigned ? (assigned[2] ?? '') : line;
    const wanted =
      (section === 'options' && key === 'install_requires') || section === 'options.extras_require';
    const requirement =
      wanted && value.trim() !== '' && !value.trim().startsWith('#') ? readRequirement(value) : undefined;
    if (requirement) found.push(requirement);
  }
  return found;
}
