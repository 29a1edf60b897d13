/** Shell text -> the command model. Never throws: what cannot be read is named in `errors`. */
import type { Span } from '../engine/types.ts';
import { commandOf, type Lowering, lower } from './lower.ts';
import { type MappedText, spanIn } from './mapped.ts';
import type { Script, Word } from './model.ts';
import { type SyntaxNode, syntaxOf } from './syntax.ts';

/** `sh -c` inside `sh -c` is read so many times. */
const DEEPEST = 4;

/** Comments and errors among `root` and what is below, in the order of the text. */
function marks(source: MappedText, root: SyntaxNode): { comments: Span[]; errors: Span[] } {
  const comments: Span[] = [];
  const errors: Span[] = [];
  const rest = [root];
  for (let node = rest.pop(); node; node = rest.pop()) {
    if (node.type === 'comment') comments.push(spanIn(source, node.start, node.end));
    if (node.type === 'ERROR' || node.missing) errors.push(spanIn(source, node.start, node.end));
    for (const child of node.children.toReversed()) rest.push(child);
  }
  return { comments, errors };
}

function read(source: MappedText, depth: number): Script {
  if (source.text.trim() === '') return { statements: [], comments: [], errors: [] };
  const root = syntaxOf(source.text);
  if (!root) return { statements: [], comments: [], errors: [spanIn(source, 0, source.text.length)] };
  const lowering: Lowering = {
    source,
    scriptOf: (nodes) => ({ statements: lower(lowering, nodes), comments: [], errors: [] }),
    parse: (text) => (depth < DEEPEST ? read(text, depth + 1) : { statements: [], comments: [], errors: [] }),
  };
  return { statements: lower(lowering, root.children), ...marks(source, root) };
}

/** The script that `source` is. */
export function parseShell(source: MappedText): Script {
  return read(source, 0);
}

/** The script of an argument vector (`["sh", "-c", "…"]`, a manifest's `command`), which no shell has touched. */
export function scriptOfWords(words: readonly Word[]): Script {
  const [first] = words;
  if (!first) return { statements: [], comments: [], errors: [] };
  const span = { start: first.span.start, end: words.at(-1)?.span.end ?? first.span.end };
  const command = commandOf((text) => read(text, 1), span, {
    assignments: [],
    words: [...words],
    redirects: [],
  });
  return { statements: [command], comments: [], errors: [] };
}
