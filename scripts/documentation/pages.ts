/** The generated pages of `docs/rules/`: one for each rule, and the table of them all. Data in, texts out. */
import type { FixClass, Rule } from '../../server/src/engine/types.ts';
import { rulePage } from '../../server/src/ruleset/page.ts';

const AREAS: Readonly<Record<string, string>> = {
  loading: 'Loading models and data',
  'supply-chain': 'Supply chain of models, data and packages',
  llm: 'Applications of language models',
  agents: 'Agents and tools',
  secrets: 'Keys and other secrets',
  data: 'Training data and personal data',
  serving: 'Serving models',
  robustness: 'Robustness of models',
  monitoring: 'Monitoring',
  notebooks: 'Notebooks',
  docker: 'Dockerfiles and Compose',
  kubernetes: 'Kubernetes',
  governance: 'Governance, and the analysis itself',
};

const CLASSES: readonly FixClass[] = ['safe', 'suggested', 'review'];

function fixClasses({ fixes }: Rule): string {
  return CLASSES.filter((name) => fixes.some((fix) => fix.class === name)).join(', ') || '–';
}

function row(rule: Rule): string {
  const cells = [
    `[${rule.id}](${rule.id}.md)`,
    rule.aliases.join(', '),
    rule.severity,
    rule.default,
    fixClasses(rule),
    rule.title.replaceAll('|', '\\|'),
  ];
  return `| ${cells.join(' | ')} |`;
}

function tableOf(rules: readonly Rule[]): string {
  const known = Object.keys(AREAS);
  const areas = [...new Set(rules.map(({ area }) => area))].sort(
    (a, b) => known.indexOf(a) - known.indexOf(b),
  );
  const sections = areas.map((area) => {
    const rows = rules.filter((rule) => rule.area === area).map(row);
    const head = '| rule | number | severity | default | fixes | what it finds |\n|---|---|---|---|---|---|';
    return `## ${AREAS[area] ?? area} (\`${area}\`)\n\n${head}\n${rows.join('\n')}`;
  });
  const intro = [
    '# Rules',
    `Parapet has ${rules.length} rules. A rule is \`on\`, for the \`report\` (and \`--all-rules\`) only, or \`off\` until it is asked for. Some say more with \`--all-rules\`: their pages tell what.`,
    'A *safe* fix is applied by fix-all; a *suggested* one may change behaviour, so look at it; a *review* fix may break the program.',
  ];
  return `${[...intro, ...sections].join('\n\n')}\n`;
}

/** The pages by file name. */
export function pagesOf(rules: readonly Rule[]): Map<string, string> {
  const sign = (source: string): string => `\n<!-- Generated from ${source} by \`npm run docs\`. -->\n`;
  const pages = new Map<string, string>();
  for (const rule of rules)
    pages.set(`${rule.id}.md`, rulePage(rule) + sign(`rules/${rule.area}/${rule.id}.yaml`));
  pages.set('README.md', tableOf(rules) + sign('rules/'));
  return pages;
}
