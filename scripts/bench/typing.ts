/** What a person types into the program, as changes that undo themselves: one character per version. */
import type { TextDocumentContentChangeEvent } from 'vscode-languageserver-protocol/node';

export interface Typing {
  readonly name: string;
  readonly changes: readonly TextDocumentContentChangeEvent[];
}

/** Types `text` at a place, key by key, and takes it back with the backspace key. `text` holds no line end. */
function typed(line: number, character: number, text: string): TextDocumentContentChangeEvent[] {
  const keys = [...text].map((key, i) => {
    const place = { line, character: character + i };
    return { range: { start: place, end: place }, text: key };
  });
  const back = [...text].map((_, i) => {
    const end = { line, character: character + text.length - i };
    return { range: { start: { line, character: end.character - 1 }, end }, text: '' };
  });
  return [...keys, ...back];
}

/** A line of its own, typed and taken back: open brackets and quotes pass by on the way. */
function lineAt(line: number, indent: string, text: string): TextDocumentContentChangeEvent[] {
  const start = { line, character: 0 };
  const open = { range: { start, end: start }, text: `${indent}\n` };
  const close = { range: { start, end: { line: line + 1, character: 0 } }, text: '' };
  return [open, ...typed(line, indent.length, text), close];
}

/** Lines of `text` that satisfy `wanted`, spread over the whole file. */
function spread(text: string, count: number, wanted: (line: string) => boolean): number[] {
  const found = text.split('\n').flatMap((line, number) => (wanted(line) ? [number] : []));
  return Array.from({ length: count }, (_, i) => found[Math.floor((i * found.length) / count)] ?? 0);
}

/** Ways to type into `text`, each some hundred versions long. */
export function typings(text: string): Typing[] {
  const inBody = (line: string): boolean => /^ {4}\S/.test(line) && line.endsWith(')');
  const ends = (number: number): number => (text.split('\n')[number] ?? '').length;
  const body = spread(text, 12, inBody).flatMap((line) => typed(line, ends(line), ' + extra'));
  const half = spread(text, 6, inBody).flatMap((line) => lineAt(line + 1, '    ', 'rows = load(path, "x'));
  const call = spread(text, 6, inBody).flatMap((line) => lineAt(line + 1, '    ', 'w = torch.load("m.pt")'));
  const imports = spread(text, 8, (line) => line.startsWith('import ')).flatMap((line) =>
    lineAt(line, '', 'import dill as d'),
  );
  return [
    { name: 'in a function body', changes: body },
    { name: 'half-typed lines', changes: half },
    { name: 'a new finding', changes: call },
    { name: 'at the imports', changes: imports },
  ];
}
