/**
 * ray-runtime-env-remote: code and packages that a job of Ray fetches when it starts, in whatever version is there. Reads
 * the YAML that stands in a text of the resource.
 */
import { parse } from 'yaml';
import { spanOf, textOf } from '../../yaml/access.ts';
import type { KubernetesDetector } from '../detector.ts';
import { at, isVariable } from '../values.ts';

const PATHS = ['spec.runtimeEnvYAML', 'spec.serveConfigV2'];
const COMMIT = /\b[0-9a-f]{40}\b/;
const LONGEST = 100_000;

/** All values of the keys `working_dir`, `py_modules` and `pip` in `data`. */
function* settings(data: unknown, depth = 0): Generator<readonly [string, string]> {
  if (typeof data !== 'object' || data === null || depth > 10) return;
  for (const [key, value] of Object.entries(data)) {
    const list: unknown[] = Array.isArray(value) ? value : [value];
    if (/^(?:working_dir|py_modules|pip)$/.test(key))
      for (const one of list) if (typeof one === 'string') yield [key, one];
    yield* settings(value, depth + 1);
  }
}

function read(text: string): unknown {
  if (text.length > LONGEST) return undefined;
  try {
    return parse(text, { maxAliasCount: 50 }) as unknown;
  } catch {
    return undefined;
  }
}

function caseOf(key: string, value: string): string | undefined {
  if (key === 'pip') return /^[\w.[\]-]+$/.test(value) ? 'package' : undefined;
  return /^https?:\/\//.test(value) && !COMMIT.test(value) ? 'code' : undefined;
}

export const detector: KubernetesDetector = {
  scope: 'document',
  resource: ({ apiVersion, view }, report) => {
    if (!apiVersion.startsWith('ray.io/')) return;
    for (const { view: node } of PATHS.flatMap((path) => at(view, path))) {
      const text = node && textOf(node);
      if (!node || text === undefined || isVariable(text)) continue;
      const whole = spanOf(node);
      for (const [key, value] of settings(read(text))) {
        const found = caseOf(key, value);
        if (found === undefined) continue;
        const from = view.tree.text.indexOf(value, whole.start);
        const inside = from >= 0 && from + value.length <= whole.end;
        report(
          { span: inside ? { start: from, end: from + value.length } : whole, values: { value } },
          found,
        );
      }
    }
  },
};
