/**
 * A rule's page: what hover, `explain`, SARIF help and `docs/rules/` show. Built from the rule file alone, as sections
 * that a terminal can lay out in its own way, and as markdown.
 */
import type { Default, Example, FixClass, FixTemplate, References, Rule } from '../engine/types.ts';
import { masked } from './masking.ts';

/** A piece of a section. `code` keeps its lines; `list` items may carry an address. */
export type Block =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly language: string; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly Item[] };

export interface Item {
  readonly text: string;
  readonly address?: string;
}

export interface Section {
  readonly title: string;
  readonly blocks: readonly Block[];
}

const CLASS: Readonly<Record<FixClass, string>> = {
  safe: 'safe: fix-all applies it',
  suggested: 'suggested: may change behaviour, so look at it',
  review: 'to be reviewed: may break the program',
};

export const DEFAULT: Readonly<Record<Default, string>> = {
  on: 'on by default',
  report: 'in reports and with --all-rules',
  off: 'off by default',
};

const FENCE: readonly (readonly [RegExp, string])[] = [
  [/\.pyi?$/, 'python'],
  [/(^|\/)(Dockerfile|Containerfile)[^/]*$|\.(docker|container)file$/i, 'dockerfile'],
  [/\.ya?ml$/, 'yaml'],
  [/\.(toml|lock)$/, 'toml'],
  [/\.(json|ipynb)$/, 'json'],
];

/** The language of an example for highlighting, by its path. */
function fence(path: string): string {
  return FENCE.find(([pattern]) => pattern.test(path))?.[1] ?? 'text';
}

/** A title or message of the rule file without a place to fill it from. */
export function unfilled(text: string): string {
  return text.replace(/\{\w+\}/g, '…');
}

/** The example that explains the rule best: the first that is also repaired, of those that are reported by default. */
export function shownExample(rule: Rule): Example | undefined {
  const bad = rule.examples.filter((example) => example.kind === 'bad' && example.default === undefined);
  return bad.find((example) => example.fixed !== undefined) ?? bad[0];
}

/** The fix that makes the example's repaired text, when the rule names only one that could. */
function exampleFix(rule: Rule, example: Example): FixTemplate | undefined {
  if (example.fix !== undefined) return rule.fixes.find((fix) => fix.id === example.fix);
  return rule.fixes.length === 1 ? rule.fixes[0] : undefined;
}

/** The text of an example without keys and without characters that have no picture; every place stays. */
function shown(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to be replaced.
  return masked(text).replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '\uFFFD');
}

/** The text with a line of `^` under every place that is reported. */
function marked({ text, marks }: Example): string {
  let at = 0;
  return shown(text)
    .split('\n')
    .flatMap((line) => {
      const start = at;
      at += line.length + 1;
      const here = marks.filter((mark) => mark.start >= start && mark.start < at);
      let carets = '';
      for (const mark of here) {
        carets =
          carets.padEnd(mark.start - start) +
          '^'.repeat(Math.max(1, Math.min(mark.end, at - 1) - mark.start));
      }
      return carets === '' ? [line] : [line, carets];
    })
    .join('\n')
    .trimEnd();
}

function exampleSections(rule: Rule): Section[] {
  const example = shownExample(rule);
  if (!example) return [];
  const language = fence(example.path);
  const blocks: Block[] = [{ kind: 'code', language, text: marked(example) }];
  if (example.fixed !== undefined) {
    const fix = exampleFix(rule, example);
    blocks.push(
      { kind: 'text', text: fix ? `After the fix "${unfilled(fix.title)}":` : 'After the fix:' },
      { kind: 'code', language, text: shown(example.fixed).trimEnd() },
    );
  }
  return [{ title: 'Example', blocks }];
}

function fixSections(rule: Rule): Section[] {
  if (rule.fixes.length === 0) return [];
  const items = rule.fixes.map((fix) => ({ text: `${unfilled(fix.title)} (${CLASS[fix.class]})` }));
  return [{ title: 'How to fix it', blocks: [{ kind: 'list', items }] }];
}

/** What the rule's cases say that are for reports only. */
function reportSections({ match, leftOut = [] }: Rule): Section[] {
  const cases = [...match, ...leftOut].filter((each) => each.default === 'report');
  const said = new Set(cases.flatMap(({ message }) => message ?? []));
  const items = [...said].map((message) => ({ text: unfilled(message) }));
  return items.length === 0 ? [] : [{ title: 'With --all-rules also', blocks: [{ kind: 'list', items }] }];
}

const ATLAS_FOLDER: Readonly<Record<string, string>> = { T: 'techniques', M: 'mitigations' };

/** References with the addresses that follow from their numbers. */
export function referenceItems(references: References): Item[] {
  return [
    ...(references.cwe ?? []).map((id) => ({
      text: `CWE-${id}`,
      address: `https://cwe.mitre.org/data/definitions/${id}.html`,
    })),
    ...(references.owaspLlm ?? []).map((id) => ({
      text: `OWASP Top 10 for LLM Applications 2025: ${id}`,
      address: 'https://genai.owasp.org/llm-top-10/',
    })),
    ...(references.owaspMl ?? []).map((id) => ({
      text: `OWASP Machine Learning Security Top 10 2023: ${id}`,
      address: 'https://owasp.org/www-project-machine-learning-security-top-10/',
    })),
    ...(references.owaspAgentic ?? []).map((id) => ({
      text: `OWASP Top 10 for Agentic Applications 2026: ${id}`,
    })),
    ...(references.atlas ?? []).map((id) => ({
      text: `MITRE ATLAS ${id}`,
      address: `https://atlas.mitre.org/${ATLAS_FOLDER[id.charAt(4)] ?? 'techniques'}/${id}`,
    })),
    ...(references.podSecurity ?? []).map((id) => ({
      text: `Kubernetes Pod Security Standards: ${id}`,
      address: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/',
    })),
    ...(references.cis ?? []).map((id) => ({ text: `CIS benchmark ${id}` })),
    ...(references.links ?? []).map((address) => ({ text: address, address })),
  ];
}

function referenceSections(rule: Rule): Section[] {
  const items = referenceItems(rule.references);
  return items.length === 0 ? [] : [{ title: 'References', blocks: [{ kind: 'list', items }] }];
}

function suppressionSection(rule: Rule): Section {
  return {
    title: 'When it does not apply',
    blocks: [
      { kind: 'text', text: 'Say so on the line or the line above, with the reason:' },
      { kind: 'code', language: 'python', text: `# parapet: ignore[${rule.id}] -- why it is fine here` },
      { kind: 'text', text: 'Or turn the rule off in `parapet.yaml`:' },
      { kind: 'code', language: 'yaml', text: `rules:\n  ${rule.id}: off` },
    ],
  };
}

/** One line on what the rule is: id, severity, confidence, default, other names. Markdown. */
export function ruleFacts(rule: Rule): string {
  const also = rule.aliases.length > 0 ? [`also ${rule.aliases.join(', ')}`] : [];
  const facts = [rule.severity, `confidence ${rule.confidence}`, DEFAULT[rule.default], ...also];
  return `\`${rule.id}\` · ${facts.join(' · ')}`;
}

/** The sections of the page, in reading order. Texts are markdown. */
export function ruleSections(rule: Rule): Section[] {
  return [
    { title: 'Why it matters', blocks: [{ kind: 'text', text: rule.why }] },
    ...fixSections(rule),
    ...exampleSections(rule),
    ...reportSections(rule),
    ...referenceSections(rule),
    suppressionSection(rule),
  ];
}

function itemMarkdown({ text, address }: Item): string {
  if (address === undefined) return `- ${text}`;
  return text === address ? `- <${address}>` : `- [${text}](${address})`;
}

function blockMarkdown(block: Block): string {
  if (block.kind === 'text') return block.text;
  if (block.kind === 'list') return block.items.map(itemMarkdown).join('\n');
  const ticks = block.text.includes('```') ? '````' : '```';
  return `${ticks}${block.language}\n${block.text}\n${ticks}`;
}

/** The whole page as markdown, from its title to the last section; ends with a line end. */
export function rulePage(rule: Rule): string {
  const sections = ruleSections(rule).map(
    ({ title, blocks }) => `## ${title}\n\n${blocks.map(blockMarkdown).join('\n\n')}`,
  );
  return `${[`# ${rule.title}`, ruleFacts(rule), ...sections].join('\n\n')}\n`;
}
