/**
 * Where the instructions and comments of a Dockerfile are. The only file that knows `dockerfile-ast`; what stands
 * inside an instruction is read elsewhere.
 */
import { DockerfileParser, type Line } from 'dockerfile-ast';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Comment, Span } from '../engine/types.ts';

export interface RawInstruction {
  /** As written. */
  readonly word: string;
  readonly keywordSpan: Span;
  readonly span: Span;
}

export interface Outline {
  readonly instructions: readonly RawInstruction[];
  readonly comments: readonly Comment[];
  /** The file's escape character. */
  readonly escaping: string;
}

type Range = ReturnType<Line['getRange']>;

const HEREDOC = /<<-?(["']?)([^\s<"'|>&;()]+)\1/g;

/** Whether the quotes of `line` before `index` leave it inside a string. */
function inQuotes(line: string, index: number): boolean {
  let quote = '';
  for (let i = 0; i < index; i++) {
    const char = line[i] ?? '';
    if (char === '\\' && quote !== "'") i++;
    else if (quote === '' ? char === '"' || char === "'" : char === quote) quote = quote === '' ? char : '';
  }
  return quote !== '';
}

/**
 * `text` with every `<<` blanked that opens no heredoc (inside quotes, or without a closing line): the parser would
 * take the rest of the file for its body.
 */
function withoutFalseHeredocs(text: string): string {
  if (!text.includes('<<')) return text;
  const closing = new Set(text.split('\n').map((line) => line.trim()));
  return text.replace(/.*<<.*/g, (line) =>
    line.replace(HEREDOC, (whole, _quote: string, name: string, index: number) =>
      closing.has(name) && !inQuotes(line, index) ? whole : whole.replaceAll('<', '_'),
    ),
  );
}

/** The outline of `text`. Everything outside comments belongs to some instruction, known or not. */
export function outlineOf(text: string): Outline {
  const bom = text.startsWith('\uFEFF') ? 1 : 0;
  const content = withoutFalseHeredocs(text.slice(bom));
  const parsed = DockerfileParser.parse(content);
  const document = TextDocument.create('', '', 0, content);
  const spanOf = ({ start, end }: Range): Span => ({
    start: document.offsetAt(start) + bom,
    end: document.offsetAt(end) + bom,
  });
  const ofRange = (range: Range): Comment => {
    const span = spanOf(range);
    return { span, text: text.slice(span.start, span.end) };
  };
  return {
    instructions: parsed.getInstructions().map((instruction) => ({
      word: instruction.getInstruction(),
      keywordSpan: spanOf(instruction.getInstructionRange()),
      span: spanOf(instruction.getRange()),
    })),
    comments: [...parsed.getDirectives(), ...parsed.getComments()].map((comment) =>
      ofRange(comment.getRange()),
    ),
    escaping: parsed.getEscapeCharacter(),
  };
}
