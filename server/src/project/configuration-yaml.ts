/**
 * Reads `parapet.yaml` into a tree with places. Knows YAML and nothing of what the keys mean. What cannot be read is a
 * problem; the rest of the tree stands.
 */
import { isAlias, isMap, isScalar, isSeq, Lexer, type Node, parseDocument } from 'yaml';
import type { Comment, Span } from '../engine/types.ts';
import type { Entry, Problem, Written, WrittenConfiguration } from './configuration-tree.ts';

/** Deeper than any configuration is; what lies below is not read. */
const DEEPEST = 8;

/** The span without the quotes around it. */
function unquoted(text: string, start: number, end: number): Span {
  const quote = text[start];
  const quoted = end - start >= 2 && (quote === '"' || quote === "'") && text[end - 1] === quote;
  return quoted ? { start: start + 1, end: end - 1 } : { start, end };
}

/** The first line of a block, whose range goes on to the next block. */
function firstLine(text: string, { start, end }: Span): Span {
  return { start, end: start + (/^[^\r\n]*/.exec(text.slice(start, end))?.[0].length ?? 0) };
}

/** Reads the YAML configuration `text`. Never throws. */
export function readYamlConfiguration(text: string): WrittenConfiguration {
  const document = parseDocument(text, { prettyErrors: false, logLevel: 'silent' });
  const problems = document.errors.map((error): Problem => {
    const end = Math.min(Math.max(error.pos[1], error.pos[0] + 1), text.length);
    const words = error.message.replace(/\.$/, '');
    const message = `This is not valid YAML, and what it touches is left out: ${words}.`;
    return { span: { start: Math.min(error.pos[0], Math.max(0, end - 1)), end }, message };
  });

  const read = (node: unknown, depth: number): Written | undefined => {
    const target = isAlias(node) ? node.resolve(document) : node;
    if (depth > DEEPEST || !target) return undefined;
    const [start = 0, end = 0] = (node as Node).range ?? [];
    const span = unquoted(text, start, end);
    if (isScalar(target)) {
      return { kind: 'scalar', value: target.value, source: text.slice(span.start, span.end), span };
    }
    if (isSeq(target)) {
      const items = target.items.flatMap((item) => read(item, depth + 1) ?? []);
      return { kind: 'list', items, span: firstLine(text, span) };
    }
    if (!isMap(target)) return undefined;
    const entries = target.items.flatMap(({ key, value }): Entry[] => {
      if (!isScalar(key)) return [];
      const [from = 0, to = 0] = key.range ?? [];
      const keySpan = unquoted(text, from, to);
      const absent =
        !value || (isScalar(value) && value.value === null && value.range?.[0] === value.range?.[1]);
      const inner: Written | undefined = absent
        ? { kind: 'scalar', value: null, source: '', span: keySpan }
        : read(value, depth + 1);
      return inner ? [{ key: String(key.value), span: keySpan, value: inner }] : [];
    });
    return { kind: 'map', entries, span: firstLine(text, span) };
  };
  const root = document.contents ? read(document.contents, 0) : undefined;
  return { root: root?.kind === 'scalar' && root.value === null ? undefined : root, problems };
}

/** The comments of a YAML text. */
export function yamlComments(text: string): Comment[] {
  const comments: Comment[] = [];
  let at = 0;
  let inScalar = false;
  for (const token of new Lexer().lex(text)) {
    // The lexer announces a scalar, a document and a broken flow by a control character that stands for no text.
    if (token === '\u0002' || token === '\u0018' || token === '\u001f') {
      inScalar = token === '\u001f';
      continue;
    }
    if (!inScalar && token.startsWith('#'))
      comments.push({ span: { start: at, end: at + token.length }, text: token });
    inScalar = false;
    at += token.length;
  }
  return comments;
}
