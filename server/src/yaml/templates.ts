/**
 * Hides template actions (`{{ }}` of Helm, Go and Argo, `{% %}` of Jinja) from the YAML parser, without moving any
 * offset. Knows text only: what a hidden action means for a field is decided where the tree is built.
 */
import type { Span } from '../engine/types.ts';

/** Stands for every hidden UTF-16 unit of an action inside a value or key. From the private use area: legal in any scalar. */
export const MASK = '\uE000';

/** An action that stands alone on its lines, or that writes the lines below its key. */
export interface LineAction {
  readonly span: Span;
  /** It may put lines of YAML there (`include`, `toYaml`, a value); control flow (`if`, `range`, `end`) does not. */
  readonly inserts: boolean;
  /** The column at which inserted lines start; undefined when the action does not say. */
  readonly column: number | undefined;
}

export interface Masked {
  /** As long as the original. */
  readonly text: string;
  readonly lines: readonly LineAction[];
  readonly templated: boolean;
}

const OPENING = /\{\{|\{%/g;
const CONTROL = /^\{\{-?\s*(?:(?:if|else|end|range|with|define|break|continue)\b|\/\*|\$\w*\s*:?=)|^\{%/;
const INDENT = /\bn?indent\s+\(?\s*(\d+)/;
const COMMENT = /^\{\{-?\s*\/\*/;
const BLANK = /[^\r\n]/g;

/** All actions. An unfinished one (half-typed) ends with its line, so that it hides nothing else. */
function actionsOf(text: string): Span[] {
  const actions: Span[] = [];
  const openings = Array.from(text.matchAll(OPENING), (found) => found.index);
  const lastComment = text.lastIndexOf('*/');
  let end = 0;
  openings.forEach((start, index) => {
    if (start < end) return;
    const comment = lastComment > start && COMMENT.test(text.slice(start, start + 12));
    const from = comment ? text.indexOf('*/', start) : start + 2;
    const rest = text.slice(from, comment ? from + 8 : openings[index + 1]);
    const close = rest.indexOf(text.startsWith('{{', start) ? '}}' : '%}');
    const line = rest.search(/[\r\n]/);
    end = from + (close >= 0 ? close + 2 : line >= 0 ? line : rest.length);
    actions.push({ start, end });
  });
  return actions;
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end;
}

/** The runs of actions that share lines, first to last action. */
function groups(text: string, actions: readonly Span[]): Span[][] {
  const list: Span[][] = [];
  let end = 0;
  for (const action of actions) {
    const last = list.at(-1);
    if (last && !text.slice(end, action.start).includes('\n')) last.push(action);
    else list.push([action]);
    end = action.end;
  }
  return list;
}

/** Whether nothing but white space shares the lines of `group`. */
function alone(text: string, group: readonly Span[]): boolean {
  let at = lineStart(text, group[0]?.start ?? 0);
  for (const { start, end } of group) {
    if (text.slice(at, start).trim() !== '') return false;
    at = end;
  }
  return text.slice(at, lineEnd(text, at)).trim() === '';
}

/** `key: {{ toYaml .x | nindent 8 }}`: the action writes lines of its own below the key, beside others that may follow. */
function writesBelow(text: string, group: readonly Span[]): boolean {
  const [first, ...more] = group;
  if (!first || more.length > 0) return false;
  const before = text.slice(lineStart(text, first.start), first.start);
  const after = text.slice(first.end, lineEnd(text, first.end));
  return (
    /:[ \t]+$/.test(before) &&
    after.trim() === '' &&
    /\bnindent\s+\(?\s*\d/.test(text.slice(first.start, first.end))
  );
}

function lineAction(text: string, span: Span): LineAction {
  const action = text.slice(span.start, span.end);
  const indent = INDENT.exec(action)?.[1];
  return { span, inserts: !CONTROL.test(action), column: indent === undefined ? undefined : Number(indent) };
}

const BLOCK_SCALAR = /(?:^|[\s:])[|>][-+\d]{0,2}[ \t]*(?:#[^\n]*)?$/;

/** Whether `between`, all that stands since the last action, ends with the head of a block scalar. */
function opensBlockScalar(between: string): boolean {
  return BLOCK_SCALAR.test(between.trimEnd().slice(-200));
}

/**
 * `text` with every action hidden: blank where it stands alone on its lines or writes lines below its key, else `MASK` for every unit.
 * Blank is spaces; at the head of a block scalar it is line ends, for no line there may begin with more spaces than
 * the first that has content. Takes time in proportion to the text; does nothing to a text without actions.
 */
export function mask(text: string): Masked {
  if (!text.includes('{{') && !text.includes('{%')) return { text, lines: [], templated: false };
  const lines: LineAction[] = [];
  let out = '';
  let at = 0;
  let leads = false;
  for (const group of groups(text, actionsOf(text))) {
    const blank = alone(text, group) || writesBelow(text, group);
    const between = text.slice(at, group[0]?.start);
    leads = blank && (between.trim() === '' ? leads : opensBlockScalar(between));
    for (const { start, end } of group) {
      const action = text.slice(start, end);
      out +=
        text.slice(at, start) +
        (blank ? action.replace(BLANK, leads ? '\n' : ' ') : MASK.repeat(end - start));
      at = end;
      if (blank) lines.push(lineAction(text, { start, end }));
    }
  }
  return { text: out + text.slice(at), lines, templated: true };
}
