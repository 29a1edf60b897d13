/** A rule's page for a terminal, and as the plain text that SARIF wants beside the markdown. */
import type { Rule } from '../../engine/types.ts';
import { type Block, ruleFacts, ruleSections } from '../../ruleset/page.ts';
import { type Styles, wrap } from '../terminal.ts';

/** Markdown's marks for code are dropped or coloured; everything else in rule files is plain text already. */
function inline(text: string, styles: Styles): string {
  return text.replace(/`([^`\n]+)`/g, (_, code: string) => styles.cyan(code));
}

function blockText(block: Block, styles: Styles, width: number): string {
  if (block.kind === 'text')
    return inline(wrap(block.text.replace(/([^\n])\n(?=[^\n\s-])/g, '$1 '), width), styles);
  if (block.kind === 'code') return block.text.replace(/^(?=.)/gm, '    ');
  return block.items
    .map(({ text, address }) => {
      const item = inline(wrap(`- ${text}`, width), styles);
      return address === undefined || address === text ? item : `${item}\n  ${styles.dim(address)}`;
    })
    .join('\n');
}

/** The page in lines of at most `width` characters where that is possible, code as it is. */
export function pageText(rule: Rule, styles: Styles, width: number): string {
  const sections = ruleSections(rule).map(({ title, blocks }) =>
    [styles.bold(title), ...blocks.map((block) => blockText(block, styles, width))].join('\n\n'),
  );
  return `${[styles.bold(rule.title), inline(ruleFacts(rule), styles), ...sections].join('\n\n')}\n`;
}
