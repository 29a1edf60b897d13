/** Conda environments and their locks. Conda's names differ from PyPI's for some packages. */
import { parse } from 'yaml';
import {
  type Constraint,
  fromConda,
  isPin,
  normalize,
  type Requirement,
  readRequirement,
} from './requirement.ts';

const PYPI_NAME: Readonly<Record<string, string>> = {
  pytorch: 'torch',
  'pytorch-cpu': 'torch',
  'pytorch-gpu': 'torch',
  'tensorflow-gpu': 'tensorflow',
};

function requirement(name: string, found: readonly Constraint[], locked: boolean): Requirement {
  const normal = normalize(name);
  return { name: PYPI_NAME[normal] ?? normal, constraints: found, locked };
}

/** `conda-forge::torch=2.1=cuda*` or `torch >=2.1`. */
function condaLine(line: string): Requirement[] {
  const match = /^(?:[\w-]+::)?([\w.-]+)\s*(.*)$/.exec(line.trim());
  if (!match) return [];
  const [, name = '', rest = ''] = match;
  const version = /^=\S/.test(rest) && !rest.startsWith('==') ? (rest.slice(1).split('=')[0] ?? '') : rest;
  const found = fromConda(version);
  return found ? [requirement(name, found, isPin(found))] : [];
}

function object(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

/** environment.yml (`dependencies`, with its `pip:` list) and conda-lock.yml (`package`). Nothing when it is no YAML. */
export function readCondaFile(text: string): Requirement[] {
  let root: unknown;
  try {
    root = parse(text);
  } catch {
    return [];
  }
  const { dependencies, package: packages } = object(root);
  const stated = (Array.isArray(dependencies) ? dependencies : []).flatMap((item: unknown): Requirement[] => {
    if (typeof item === 'string') return condaLine(item);
    const { pip } = object(item);
    return Array.isArray(pip)
      ? pip.flatMap((line) => (typeof line === 'string' ? (readRequirement(line) ?? []) : []))
      : [];
  });
  const locked = (Array.isArray(packages) ? packages : []).flatMap((item: unknown): Requirement[] => {
    const { name, version } = object(item);
    return typeof name === 'string' && typeof version === 'string'
      ? [requirement(name, [{ operator: '==', version }], true)]
      : [];
  });
  return [...stated, ...locked];
}
