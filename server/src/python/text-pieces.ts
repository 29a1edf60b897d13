/**
 * A text that code puts together out of literals and values (f-string, `+`, `%`, `.format`), taken apart as it is
 * written, so that fixes can put it together in another way. Only where every literal is plain: anything cleverer is left
 * alone.
 */
import { type Expression, spanOf } from './ast.ts';
import { type PythonFile, textFrom, textOf } from './file.ts';

/** What stands between the quotes of a literal, or a value put into the text. */
export type TextPiece =
  | { readonly kind: 'literal'; readonly code: string }
  | { readonly kind: 'value'; readonly node: Expression; readonly code: string };

export interface PiecedText {
  readonly pieces: readonly TextPiece[];
  /** The quotes that all its literals are written with. */
  readonly quote: string;
}

const LITERAL = /^([a-zA-Z]{0,2})("""|'''|"|')([\s\S]*)\2$/;

interface Written {
  readonly quote: string;
  readonly body: string;
  /** Where the body starts in the text. */
  readonly start: number;
}

/** One literal with the wanted prefix; undefined for several side by side. */
function literalOf(file: PythonFile, node: Expression, prefix: '' | 'f'): Written | undefined {
  const code = textOf(file, node);
  const [, letters = '', quote = '', body = ''] = LITERAL.exec(code) ?? [];
  if (quote === '' || letters.toLowerCase() !== prefix) return undefined;
  const inner = body.replace(/\\[\s\S]/g, '');
  if (prefix === '' && inner.includes(quote)) return undefined;
  return { quote, body, start: spanOf(node).start + letters.length + quote.length };
}

function literal(code: string): TextPiece {
  return { kind: 'literal', code };
}

function value(file: PythonFile, node: Expression): TextPiece {
  return { kind: 'value', node, code: textOf(file, node) };
}

function ofFString(file: PythonFile, node: Expression & { kind: 'fstring' }): PiecedText | undefined {
  const written = literalOf(file, node, 'f');
  if (!written) return undefined;
  const text = textFrom(file, node);
  const { quote, start } = written;
  const end = start + written.body.length;
  const pieces: TextPiece[] = [];
  let at = start;
  for (const part of node.parts) {
    if (typeof part === 'string') continue;
    const hole = spanOf(part);
    const open = text.lastIndexOf('{', hole.start);
    const close = text.indexOf('}', hole.end);
    if (open < at || close < 0 || close >= end) return undefined;
    if (text.slice(open + 1, hole.start).trim() !== '' || text.slice(hole.end, close).trim() !== '')
      return undefined;
    pieces.push(literal(unbraced(text.slice(at, open))), value(file, part));
    at = close + 1;
  }
  pieces.push(literal(unbraced(text.slice(at, end))));
  const plain = pieces.every(({ kind, code }) => kind === 'value' || !code.includes(quote));
  return plain ? { pieces, quote } : undefined;
}

function unbraced(code: string): string {
  return code.replaceAll('{{', '{').replaceAll('}}', '}');
}

function ofSum(file: PythonFile, node: Expression): PiecedText | undefined {
  if (node.kind === 'binary' && node.op === '+') {
    const left = ofSum(file, node.left);
    const right = ofSum(file, node.right);
    if (!left || !right) return undefined;
    const quotes = new Set([left.quote, right.quote].filter((quote) => quote !== ''));
    if (quotes.size > 1) return undefined;
    return { pieces: [...left.pieces, ...right.pieces], quote: [...quotes][0] ?? '' };
  }
  if (node.kind === 'fstring') return ofFString(file, node);
  if (node.kind === 'string') {
    const written = literalOf(file, node, '');
    return written && { pieces: [literal(written.body)], quote: written.quote };
  }
  return { pieces: [value(file, node)], quote: '' };
}

/** The pieces of `template`, a literal whose holes `pattern` finds, filled with `values` in turn. */
function filled(
  file: PythonFile,
  template: Expression,
  pattern: RegExp,
  plain: (code: string) => string | undefined,
  values: readonly Expression[],
): PiecedText | undefined {
  const written = template.kind === 'string' ? literalOf(file, template, '') : undefined;
  if (!written) return undefined;
  const parts = written.body.split(pattern);
  if (parts.length !== values.length + 1) return undefined;
  const pieces: TextPiece[] = [];
  for (const [index, part] of parts.entries()) {
    const code = plain(part);
    if (code === undefined) return undefined;
    pieces.push(literal(code));
    const given = values[index];
    if (given) pieces.push(value(file, given));
  }
  return { pieces, quote: written.quote };
}

/** How `node` is put together; undefined where it is no such text, or written in a way that cannot be taken apart. */
export function piecesOf(file: PythonFile, node: Expression): PiecedText | undefined {
  if (node.kind === 'binary' && node.op === '%') {
    const { right } = node;
    const values = right.kind === 'tuple' ? right.items : [right];
    if (right.kind === 'dict' || right.kind === 'call' || values.some(({ kind }) => kind === 'starred'))
      return undefined;
    const plain = (code: string): string | undefined =>
      /%(?!%)/.test(code.replaceAll('%%', '')) ? undefined : code.replaceAll('%%', '%');
    return filled(file, node.left, /(?<!%)%s/, plain, values);
  }
  if (node.kind === 'call' && node.func.kind === 'attribute' && node.func.attr === 'format') {
    if (node.args.some(({ name, star }) => name !== undefined || star !== undefined)) return undefined;
    const plain = (code: string): string | undefined =>
      /[{}]/.test(code.replaceAll('{{', '').replaceAll('}}', '')) ? undefined : unbraced(code);
    return filled(
      file,
      node.func.value,
      /\{\}/,
      plain,
      node.args.map(({ value: given }) => given),
    );
  }
  if (node.kind !== 'fstring' && !(node.kind === 'binary' && node.op === '+')) return undefined;
  const text = ofSum(file, node);
  return text?.quote === '' ? undefined : text;
}
