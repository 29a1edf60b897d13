/**
 * Reads the rules folder and the detectors beside the languages. The only place that turns folders into a rule set:
 * the build embeds the result, the tests use it directly.
 */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse } from 'yaml';
import type { RuleSet } from '../server/src/engine/types.ts';
import { loadRules, type RuleFile } from '../server/src/ruleset/load.ts';

export const ROOT = join(import.meta.dirname, '..');

/** The rule files below `folder` (default: the project's own), models left out. */
export function ruleFiles(folder = join(ROOT, 'rules')): RuleFile[] {
  return globSync('*/*.yaml', { cwd: folder })
    .filter((path) => !path.startsWith('models/'))
    .sort()
    .map((path) => ({ path: path.replaceAll('\\', '/'), text: readFileSync(join(folder, path), 'utf8') }));
}

/** The tables under `rules/models/`, by file name without ending. */
export function models(): Record<string, unknown> {
  const folder = join(ROOT, 'rules/models');
  return Object.fromEntries(
    globSync('*.yaml', { cwd: folder })
      .sort()
      .map((file) => [basename(file, '.yaml'), parse(readFileSync(join(folder, file), 'utf8')) as unknown]),
  );
}

/** Paths of the detector modules by kind and rule id: `server/src/<kind>/detectors/<rule-id>.ts`. */
export function detectorFiles(): Record<string, Record<string, string>> {
  const found: Record<string, Record<string, string>> = {};
  for (const kind of [
    'python',
    'dockerfile',
    'compose',
    'kubernetes',
    'dependencies',
    'secrets',
    'agents',
    'datasets',
  ]) {
    const folder = join(ROOT, 'server/src', kind, 'detectors');
    if (!existsSync(folder)) continue;
    const byRule: Record<string, string> = {};
    for (const file of globSync('*.ts', { cwd: folder }).sort())
      byRule[basename(file, '.ts')] = join(folder, file);
    found[kind] = byRule;
  }
  return found;
}

/** The whole rule set from source folders. Throws when a rule file is broken: the project's own must not be. */
export async function sourceRuleSet(files: RuleFile[] = ruleFiles()): Promise<RuleSet> {
  const { rules, problems } = loadRules(files);
  if (problems.length > 0) throw new Error(problems.map((p) => `${p.path}: ${p.message}`).join('\n'));
  const detectors: Record<string, Record<string, unknown>> = {};
  for (const [kind, byRule] of Object.entries(detectorFiles())) {
    const loaded: Record<string, unknown> = {};
    for (const [id, path] of Object.entries(byRule)) {
      const module = (await import(pathToFileURL(path).href)) as { detector?: unknown };
      if (module.detector === undefined) throw new Error(`${path} exports no detector`);
      loaded[id] = module.detector;
    }
    detectors[kind] = loaded;
  }
  return { rules, models: models(), detectors };
}
