/** What the settings of an agent say: which MCP servers it starts or calls, and which program reads the file. */
import type { Span } from '../engine/types.ts';
import { itemsAt, type Json, type JsonMember, textAt, valueAt } from './json.ts';

/** A word of a command line, where it stands without its quotes. */
export interface Word {
  readonly text: string;
  readonly span: Span;
  /** Whether what stands there is the word itself, so that an edit may write into it. */
  readonly plain: boolean;
}

export interface McpServer {
  readonly name: string;
  readonly node: Json;
  /** The program and its arguments. */
  readonly words: readonly Word[];
  /** Environment variables and headers that it is given. */
  readonly given: readonly JsonMember[];
  /** The address of a server that runs elsewhere. */
  readonly url: Json | undefined;
  readonly disabled: boolean;
}

/** Where programs keep their servers. */
const PLACES: readonly (readonly string[])[] = [
  ['mcpServers'],
  ['servers'],
  ['mcp', 'servers'],
  ['context_servers'],
];

/** The word of a text value, or the words where the program is written with its arguments. */
function wordsIn(node: Json | undefined): Word[] {
  if (node?.kind !== 'text') return [];
  const { text, span, plain } = node;
  const start = span.start + 1;
  if (!plain || !/\s/.test(text)) return [{ text, span: { start, end: span.end - 1 }, plain }];
  return [...text.matchAll(/\S+/g)].map(({ 0: word, index }) => ({
    text: word,
    span: { start: start + index, end: start + index + word.length },
    plain,
  }));
}

function argumentIn(node: Json): Word[] {
  if (node.kind !== 'text') return [];
  const { text, span, plain } = node;
  return [{ text, span: { start: span.start + 1, end: span.end - 1 }, plain }];
}

function membersOf(node: Json | undefined): readonly JsonMember[] {
  return node?.kind === 'object' ? node.members : [];
}

function serverOf({ key, value }: JsonMember): McpServer[] {
  if (value?.kind !== 'object') return [];
  const command = valueAt(value, 'command');
  const args = itemsAt(valueAt(value, 'args')).flatMap(argumentIn);
  // A path with spaces is a program, not a program with arguments.
  const program = args.length > 0 && command ? argumentIn(command) : wordsIn(command);
  const disabled = valueAt(value, 'disabled');
  return [
    {
      name: key,
      node: value,
      words: [...program, ...args],
      given: ['env', 'headers'].flatMap((one) => membersOf(valueAt(value, one))),
      url: valueAt(value, 'url') ?? valueAt(value, 'httpUrl') ?? valueAt(value, 'serverUrl'),
      disabled: disabled?.kind === 'other' && disabled.value === true,
    },
  ];
}

/** The MCP servers that a file names. */
export function serversIn(root: Json | undefined): readonly McpServer[] {
  return PLACES.flatMap((place) => membersOf(valueAt(root, ...place)).flatMap(serverOf));
}

/** How the program that reads the file at `path` refers to a variable of its environment, with `NAME` for it. */
export function referenceForm(path: string): string | undefined {
  if (/(^|\/)\.cursor\/mcp\.json$/.test(path)) return `\${env:NAME}`;
  return /(^|\/)\.mcp\.json$/.test(path) ? `\${NAME}` : undefined;
}

/** Whether Visual Studio Code reads the file, which asks for `inputs`. */
export function isVsCode(path: string): boolean {
  return /(^|\/)\.vscode\/mcp\.json$/.test(path);
}

/** The text of the member `key`; see `textAt`. */
export function memberText(node: Json, key: string): string | undefined {
  return textAt(valueAt(node, key));
}
