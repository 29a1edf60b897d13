/**
 * argo-podspecpatch-or-privileged: a patch of the pod that stands in a text, where nobody looks for it. What a template
 * writes into it is unknown.
 */
import { parse } from 'yaml';
import { spanOf, textOf } from '../../yaml/access.ts';
import type { KubernetesDetector } from '../detector.ts';
import { at, isVariable } from '../values.ts';

const PATHS = [
  'spec.podSpecPatch',
  'spec.templates.*.podSpecPatch',
  'spec.workflowSpec.podSpecPatch',
  'spec.workflowSpec.templates.*.podSpecPatch',
];

type Data = Readonly<Record<string, unknown>>;

function record(value: unknown): Data {
  return typeof value === 'object' && value !== null ? (value as Data) : {};
}

function list(value: unknown): Data[] {
  return Array.isArray(value) ? value.map(record) : [];
}

function read(text: string): Data {
  try {
    return record(parse(text, { maxAliasCount: 50 }));
  } catch {
    return {};
  }
}

/** What the patch opens, in words; the worst first. */
function opened(patch: Data): string | undefined {
  const containers = ['containers', 'initContainers'].flatMap((name) => list(patch[name]));
  if (containers.some((one) => record(one.securityContext).privileged === true)) return 'privileged';
  for (const name of ['hostNetwork', 'hostPID', 'hostIPC']) if (patch[name] === true) return name;
  if (list(patch.volumes).some((one) => one.hostPath !== undefined)) return 'hostPath';
  const users = [patch, ...containers].map((one) => record(one.securityContext));
  return users.some((one) => one.runAsUser === 0 || one.runAsNonRoot === false) ? 'runAsUser' : undefined;
}

export const detector: KubernetesDetector = {
  scope: 'document',
  resource: ({ apiVersion, view }, report) => {
    if (!apiVersion.startsWith('argoproj.io/')) return;
    for (const { view: node } of PATHS.flatMap((path) => at(view, path))) {
      const text = node && textOf(node);
      if (!node || text === undefined || isVariable(text) || text.includes('{{') || text.length > 100_000)
        continue;
      const what = opened(read(text));
      if (what === undefined) continue;
      const whole = spanOf(node);
      const found = view.tree.text.indexOf(what, whole.start);
      const inside = found >= 0 && found + what.length <= whole.end;
      report({ span: inside ? { start: found, end: found + what.length } : whole, values: { what } });
    }
  },
};
