/**
 * Turns rule files, models and detectors into the module `virtual:ruleset`, so that a bundle neither reads nor
 * validates YAML when it starts. Fails the build with the words of the loader when a rule file is broken.
 */
import type { Plugin } from 'esbuild';
import type { Example, Rule } from '../../server/src/engine/types.ts';
import { loadRules } from '../../server/src/ruleset/load.ts';
import { masked } from '../../server/src/ruleset/masking.ts';
import { shownExample } from '../../server/src/ruleset/page.ts';
import { detectorFiles, models, ROOT, ruleFiles } from '../rules.ts';

const NAME = 'virtual:ruleset';

/** Of a rule's examples only one is shown to users (hover, explain). */
function embeddedExamples(rule: Rule): Example[] {
  const shown = shownExample(rule);
  if (!shown) return [];
  const { text, fixed, ...rest } = shown;
  return [{ ...rest, text: masked(text), ...(fixed === undefined ? {} : { fixed: masked(fixed) }) }];
}

/** The project's rules as the bundles hold them. Throws when a rule file is broken, or two carry the same id. */
export function embeddedRules(): Rule[] {
  const { rules, problems } = loadRules(ruleFiles());
  const ids = rules.map((rule) => rule.id);
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
  const words = [
    ...problems.map((problem) => `rules/${problem.path}: ${problem.message}`),
    ...twice.map((id) => `two rule files are called ${id}`),
  ];
  if (words.length > 0) throw new Error(words.join('\n'));
  return rules.map((rule) => ({ ...rule, examples: embeddedExamples(rule) }));
}

/** The text of the module: rules and models as one JSON string each, detectors as imports. */
function moduleText(): string {
  const imports: string[] = [];
  const kinds: string[] = [];
  for (const [kind, byRule] of Object.entries(detectorFiles())) {
    const entries = Object.entries(byRule).map(([id, path]) => {
      const name = `detector${imports.length}`;
      imports.push(`import { detector as ${name} } from ${JSON.stringify(path)};`);
      return `${JSON.stringify(id)}: ${name}`;
    });
    kinds.push(`${JSON.stringify(kind)}: { ${entries.join(', ')} }`);
  }
  const embedded = (data: unknown): string => `JSON.parse(${JSON.stringify(JSON.stringify(data))})`;
  return [
    ...imports,
    'export const ruleSet = {',
    `  rules: ${embedded(embeddedRules())},`,
    `  models: ${embedded(models())},`,
    `  detectors: { ${kinds.join(', ')} },`,
    '};',
  ].join('\n');
}

/** Resolves `virtual:ruleset` for esbuild. */
export function ruleSetPlugin(): Plugin {
  return {
    name: 'parapet-ruleset',
    setup(build) {
      build.onResolve({ filter: /^virtual:ruleset$/ }, () => ({ path: NAME, namespace: NAME }));
      build.onLoad({ filter: /.*/, namespace: NAME }, () => {
        try {
          return { contents: moduleText(), loader: 'js', resolveDir: ROOT };
        } catch (error) {
          return { errors: [{ text: error instanceof Error ? error.message : String(error) }] };
        }
      });
    },
  };
}
