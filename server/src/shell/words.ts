/**
 * Words of a shell text: quotes and escapes taken off, expansions kept apart. Knows syntax nodes and text, and gets
 * the reading of nested statements from its caller.
 */
import { concat, type MappedText, slice, spanIn, standIn } from './mapped.ts';
import type { Part, Script, Word } from './model.ts';
import type { SyntaxNode } from './syntax.ts';

/** What reading a piece of syntax needs: the text it stands in, and how to read statements inside it. */
export interface Reading {
  readonly source: MappedText;
  /** Reads the statements among `nodes`. */
  scriptOf(nodes: readonly SyntaxNode[]): Script;
}

const CONTROL: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  v: '\v',
};

/** What a backslash may stand before, by the quotes around it. */
type Quoting = 'none' | 'double' | 'ansi';

const ESCAPED: Readonly<Record<Quoting, RegExp>> = {
  none: /\\([\s\S])/g,
  double: /\\([$`"\\\n])/g,
  ansi: /\\(x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{1,4}|[0-7]{1,3}|[\s\S])/g,
};

function unescaped(code: string, quoting: Quoting): string {
  if (code === '\n') return '';
  if (quoting !== 'ansi') return code;
  if (/^[xu]./.test(code)) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
  if (/^[0-7]/.test(code)) return String.fromCharCode(Number.parseInt(code, 8));
  return CONTROL[code] ?? code;
}

/** The text from `start` to `end` with its escapes resolved. */
function resolved(source: MappedText, start: number, end: number, quoting: Quoting): MappedText {
  const raw = source.text.slice(start, end);
  if (!raw.includes('\\')) return slice(source, start, end);
  const pieces: MappedText[] = [];
  let at = 0;
  for (const found of raw.matchAll(ESCAPED[quoting])) {
    pieces.push(slice(source, start + at, start + found.index));
    at = found.index + found[0].length;
    pieces.push(standIn(unescaped(found[1] ?? '', quoting), spanIn(source, start + found.index, start + at)));
  }
  pieces.push(slice(source, start + at, end));
  return concat(pieces);
}

function literal(reading: Reading, start: number, end: number, quoting: Quoting | 'single'): Part[] {
  if (start >= end) return [];
  const { source } = reading;
  const value = quoting === 'single' ? slice(source, start, end) : resolved(source, start, end, quoting);
  return [{ kind: 'literal', value, span: spanIn(source, start, end), quoted: quoting !== 'none' }];
}

function variable(reading: Reading, node: SyntaxNode, quoted: boolean): Part {
  const { source } = reading;
  const name = node.children.find(
    (child) => child.type === 'variable_name' || child.type === 'special_variable_name',
  );
  return {
    kind: 'variable',
    name: name ? source.text.slice(name.start, name.end) : '',
    plain: node.type === 'simple_expansion' || node.children.length === 3,
    value: slice(source, node.start, node.end),
    span: spanIn(source, node.start, node.end),
    quoted,
  };
}

function inString(reading: Reading, node: SyntaxNode): Part[] {
  const closed = node.children.length > 1 && node.children.at(-1)?.type === '"';
  const parts: Part[] = [];
  let at = node.start + 1;
  for (const child of node.children) {
    if (child.type === '"' || child.type === 'string_content') continue;
    parts.push(...literal(reading, at, child.start, 'double'), ...partsOf(reading, child, true));
    at = child.end;
  }
  parts.push(...literal(reading, at, closed ? node.end - 1 : node.end, 'double'));
  return parts;
}

function partsOf(reading: Reading, node: SyntaxNode, quoted: boolean): Part[] {
  const { source } = reading;
  const span = spanIn(source, node.start, node.end);
  const value = slice(source, node.start, node.end);
  switch (node.type) {
    case 'string':
      return inString(reading, node);
    case 'raw_string':
      return literal(reading, node.start + 1, node.end - 1, 'single');
    case 'ansi_c_string':
      return literal(reading, node.start + 2, node.end - 1, 'ansi');
    case 'concatenation':
    case 'translated_string':
    case 'command_name':
      return node.children.flatMap((child) => (child.type === '$' ? [] : partsOf(reading, child, quoted)));
    case 'simple_expansion':
    case 'expansion':
      return [variable(reading, node, quoted)];
    case 'command_substitution':
      return [
        { kind: 'script', way: 'output', script: reading.scriptOf(node.children), value, span, quoted },
      ];
    case 'process_substitution':
      return [{ kind: 'script', way: 'file', script: reading.scriptOf(node.children), value, span, quoted }];
    case 'arithmetic_expansion':
    case 'array':
      return [{ kind: 'other', value, span, quoted }];
    default:
      return literal(reading, node.start, node.end, 'none');
  }
}

/** A word of `parts` that covers `span` of the file. */
export function wordOf(parts: readonly Part[], span: Word['span']): Word {
  const open = parts.some((part) => part.kind !== 'literal');
  const text = parts.some((part) => part.kind === 'literal' && part.value.text !== '');
  return {
    span,
    parts,
    state: !open ? 'known' : text ? 'partial' : 'unknown',
    value: concat(parts.map((part) => part.value)),
  };
}

/** The word that `node` is. */
export function readWord(reading: Reading, node: SyntaxNode): Word {
  return wordOf(partsOf(reading, node, false), spanIn(reading.source, node.start, node.end));
}

/** A word whose text no shell touches: an item of an exec form or of a manifest's `command`. */
export function plainWord(value: MappedText, span: Word['span']): Word {
  return wordOf([{ kind: 'literal', value, span, quoted: true }], span);
}

/** The words of a heredoc's body: only its expansions matter. */
export function expansionsIn(reading: Reading, body: SyntaxNode): Part[] {
  return body.children.flatMap((child) =>
    child.type === 'heredoc_content' ? [] : partsOf(reading, child, true),
  );
}
