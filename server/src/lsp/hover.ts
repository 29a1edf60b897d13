/** What is shown at a finding under the pointer: its message, and the page of its rule in short. */
import type { Hover, Position } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Finding } from '../engine/types.ts';
import { fieldHelpAt } from '../kubernetes/field-help.ts';
import { rulePage } from '../ruleset/page.ts';
import type { Checked } from './checker.ts';
import type { Client } from './client.ts';
import { OPEN_RULE } from './commands.ts';
import { rangeOf } from './convert.ts';

/** The findings at a place; an empty span counts at its own offset. */
function findingsAt({ findings }: Checked, offset: number): Finding[] {
  return findings.filter(({ span }) => span.start <= offset && offset <= span.end);
}

/** The page without what a hover has no use for: a big title, and how to suppress, which is a code action here. */
function shortPage(finding: Finding): string {
  const [, ...lines] = rulePage(finding.rule).split('\n');
  const page = lines.join('\n');
  const suppression = page.indexOf('\n## When it does not apply');
  return (suppression < 0 ? page : page.slice(0, suppression)).replace(/^## (.*)$/gm, '**$1**').trim();
}

/** Parapet's own client lets this one command be called from a hover; other clients get the address. */
function pageLink(rule: string, client: Client): string {
  if (client.options.commands !== true) return client.pageOf(rule);
  return `command:${OPEN_RULE}?${encodeURIComponent(JSON.stringify([rule]))}`;
}

function markdown(finding: Finding, client: Client): string {
  const { rule, message } = finding;
  const link = `[Open the page of ${rule.id}](${pageLink(rule.id, client)})`;
  // Parapet's own client stands in an editor that shows the message above the hover by itself.
  const spoken = client.options.commands === true ? [] : [message];
  return [`### ${rule.title}`, ...spoken, shortPage(finding), link].join('\n\n');
}

/** What the key of a manifest under the pointer does for security. */
function helpAt(document: TextDocument, { source, rules }: Checked, offset: number): Hover | null {
  if (source.language !== 'kubernetes') return null;
  const help = fieldHelpAt(source.text, offset, rules.models['kubernetes-fields']);
  return help
    ? { contents: { kind: 'markdown', value: help.text }, range: rangeOf(document, help.span) }
    : null;
}

/** The hover at `position`: what was found there, or else what the field does; null where there is neither. */
export function hoverAt(
  document: TextDocument,
  checked: Checked,
  position: Position,
  client: Client,
): Hover | null {
  const findings = findingsAt(checked, document.offsetAt(position));
  const [first] = findings;
  if (!first) return helpAt(document, checked, document.offsetAt(position));
  const value = findings.map((finding) => markdown(finding, client)).join('\n\n---\n\n');
  return { contents: { kind: 'markdown', value }, range: rangeOf(document, first.span) };
}
