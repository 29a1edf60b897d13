/**
 * What a key of a manifest does for security, for whoever points at it. Reads one line of text and a table; knows no field
 * by itself.
 */
import type { Span } from '../engine/types.ts';

export interface FieldHelp {
  /** The key. */
  readonly span: Span;
  /** Markdown. */
  readonly text: string;
}

const KEY = /^[ \t]*(?:-[ \t]+)*["']?([A-Za-z]\w*)["']?[ \t]*:/;
const FLOW_KEY = /["']?([A-Za-z]\w*)["']?[ \t]*:/g;

function entry(
  table: unknown,
  name: string,
): { readonly does?: unknown; readonly standard?: unknown } | undefined {
  const rows = typeof table === 'object' && table !== null ? (table as Record<string, unknown>) : {};
  const row = Object.hasOwn(rows, name) ? rows[name] : undefined;
  return typeof row === 'object' && row !== null ? row : undefined;
}

/** The key that `offset` lies in: the first of a line, or one of a flow map. */
function keyAt(text: string, offset: number): { readonly name: string; readonly span: Span } | undefined {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  const line = text.slice(start, end < 0 ? text.length : end);
  if (!KEY.test(line) && !line.includes('{')) return undefined;
  for (const found of line.matchAll(FLOW_KEY)) {
    const name = found[1] ?? '';
    const from = start + found.index + found[0].indexOf(name);
    if (offset >= from && offset <= from + name.length)
      return { name, span: { start: from, end: from + name.length } };
  }
  return undefined;
}

/** What `table` (`rules/models/kubernetes-fields.yaml`) says of the key at `offset`; undefined where it says nothing. */
export function fieldHelpAt(text: string, offset: number, table: unknown): FieldHelp | undefined {
  const key = keyAt(text, offset);
  const row = key && entry(table, key.name);
  if (!key || typeof row?.does !== 'string') return undefined;
  const standard = typeof row.standard === 'string' ? `\n\nPod Security Standards: ${row.standard}.` : '';
  return { span: key.span, text: `**${key.name}**: ${row.does}${standard}` };
}
