/**
 * Generates `docs/rules/` and `docs/threat-model.md` from the rule files: `node scripts/docs.ts`. With `--check` it
 * changes nothing and fails when the pages there are not what the rules say.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadRules } from '../server/src/ruleset/load.ts';
import { pagesOf } from './documentation/pages.ts';
import { threatModel } from './documentation/threat-model.ts';
import { ROOT, ruleFiles } from './rules.ts';

/** What is not current in `folder`: a line for each page that is missing, differs, or belongs to no rule. */
export function staleIn(folder: string, pages: ReadonlyMap<string, string>): string[] {
  const present = existsSync(folder) ? readdirSync(folder) : [];
  return [
    ...[...pages].flatMap(([name, text]) => {
      if (!present.includes(name)) return [`${name} is missing`];
      return readFileSync(join(folder, name), 'utf8') === text ? [] : [`${name} is not what its rule says`];
    }),
    ...present.filter((name) => !pages.has(name)).map((name) => `${name} belongs to no rule`),
  ];
}

/** Makes `folder` hold exactly `pages`. */
export function writePages(folder: string, pages: ReadonlyMap<string, string>): void {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) if (!pages.has(name)) rmSync(join(folder, name));
  for (const [name, text] of pages) writeFileSync(join(folder, name), text);
}

if (import.meta.main) {
  const { rules, problems } = loadRules(ruleFiles());
  for (const { path, message } of problems) console.error(`rules/${path}: ${message}`);
  const folder = join(ROOT, 'docs/rules');
  const pages = pagesOf(rules);
  const model = join(ROOT, 'docs/threat-model.md');
  if (problems.length > 0) process.exitCode = 1;
  else if (process.argv.includes('--check')) {
    const stale = staleIn(folder, pages).map((line) => `docs/rules/${line}`);
    if (!existsSync(model) || readFileSync(model, 'utf8') !== threatModel(rules))
      stale.push('docs/threat-model.md is not what the rules say');
    for (const line of stale) console.error(line);
    if (stale.length > 0) console.error('Bring the pages up to date with: npm run docs');
    process.exitCode = stale.length > 0 ? 1 : 0;
  } else {
    writePages(folder, pages);
    writeFileSync(model, threatModel(rules));
    console.log(`docs/rules: ${pages.size} pages`);
  }
}
