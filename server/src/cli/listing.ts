/** `parapet rules` and `parapet explain`: what the rules are, without a scan. */
import type { Rule } from '../engine/types.ts';
import { DEFAULT, rulePage } from '../ruleset/page.ts';
import { ruleAddress } from '../ruleset/product.ts';
import { didYouMean } from '../ruleset/spelling.ts';
import { pageText } from './formats/page-text.ts';
import { counted, type Styles } from './terminal.ts';
import { Unusable } from './unusable.ts';

/** All rules as a table, by area. */
export function rulesTable(rules: readonly Rule[], styles: Styles): string {
  const width = Math.max(...rules.map(({ id }) => id.length), 0);
  const areas = [...new Set(rules.map(({ area }) => area))].sort();
  const blocks = areas.map((area) => {
    const rows = rules
      .filter((rule) => rule.area === area)
      .map((rule) => {
        const facts = `${rule.severity.padEnd(7)}  ${rule.default.padEnd(6)}`;
        return `  ${styles.cyan(rule.id.padEnd(width))}  ${facts}  ${rule.title}`;
      });
    return [styles.bold(area), ...rows].join('\n');
  });
  const words = Object.entries(DEFAULT).map(([key, meaning]) => `${key}: ${meaning}`);
  return `${[...blocks, styles.dim(`${counted(rules.length, 'rule')}. ${words.join(', ')}.`)].join('\n\n')}\n`;
}

/** All rules as JSON. */
export function rulesJson(rules: readonly Rule[]): string {
  const list = rules.map((rule) => ({
    id: rule.id,
    area: rule.area,
    aliases: rule.aliases,
    title: rule.title,
    severity: rule.severity,
    confidence: rule.confidence,
    default: rule.default,
    fixes: rule.fixes.map(({ id, title, class: fixClass }) => ({ id, title, class: fixClass })),
    references: rule.references,
    page: ruleAddress(rule.id),
  }));
  return `${JSON.stringify(list, undefined, 2)}\n`;
}

/** The rule called `name` by id or alias. Throws `Unusable` with the nearest name when there is none. */
export function ruleNamed(rules: readonly Rule[], name: string): Rule {
  const rule = rules.find(
    ({ id, aliases }) => id === name.toLowerCase() || aliases.includes(name.toUpperCase()),
  );
  if (rule) return rule;
  const names = rules.flatMap(({ id, aliases }) => [id, ...aliases]);
  throw new Unusable(`There is no rule "${name}".${didYouMean(name, names)} "parapet rules" lists them all.`);
}

/** The page of the rule called `name`, as text or as markdown. */
export function explanation(rules: readonly Rule[], name: string, markdown: boolean, styles: Styles): string {
  const rule = ruleNamed(rules, name);
  return markdown ? rulePage(rule) : pageText(rule, styles, 100);
}
