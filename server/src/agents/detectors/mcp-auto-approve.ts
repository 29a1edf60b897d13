/** `mcp-auto-approve`: settings by which an agent asks nobody before it uses any tool of a server, or any tool at all. */
import type { Edit } from '../../engine/types.ts';
import type { AgentsDetector, Seen } from '../detector.ts';
import { itemsAt, type Json, memberAt, textAt, valueAt } from '../json.ts';
import type { McpServer, Word } from '../settings.ts';

/** Lists of tools that are not asked about. */
const LISTS = ['autoApprove', 'alwaysAllow'];

/** By file: switches that turn asking off, with their values. */
const SWITCHES: readonly {
  readonly file: RegExp;
  readonly path: readonly string[];
  readonly off: string | boolean;
  readonly on: string;
}[] = [
  {
    file: /\.claude\/settings/,
    path: ['permissions', 'defaultMode'],
    off: 'bypassPermissions',
    on: '"default"',
  },
  { file: /\.claude\/settings/, path: ['enableAllProjectMcpServers'], off: true, on: 'false' },
  { file: /\.vscode\/settings/, path: ['chat.tools.autoApprove'], off: true, on: 'false' },
  { file: /\.vscode\/settings/, path: ['chat.tools.global.autoApprove'], off: true, on: 'false' },
];

/** Options of agents that an MCP server may be. */
const OPTIONS: ReadonlySet<string> = new Set([
  '--dangerously-skip-permissions',
  '--dangerously-bypass-approvals-and-sandbox',
  '--yolo',
]);

const AGENTS = /(?:^|[\\/@])(?:claude|gemini|codex|qwen)(?:-code|-cli)?(?:\.\w+)?(?:@|$)/;

function replace({ span }: Json, text: string): readonly Edit[] {
  return [{ span, text }];
}

/** Programs that read `trust` of a server. */
const TRUSTING = /\.(?:gemini|qwen)\/settings/;

function inServer(server: McpServer, path: string): Seen[] {
  const found: Seen[] = [];
  for (const key of LISTS) {
    const list = valueAt(server.node, key);
    const all = itemsAt(list).find((item) => textAt(item) === '*');
    const values = { what: key, server: server.name };
    if (all && list) found.push({ case: 'all', span: all.span, values, edits: { ask: replace(list, '[]') } });
  }
  const trust = TRUSTING.test(path) ? memberAt(server.node, 'trust') : undefined;
  if (trust?.value?.kind === 'other' && trust.value.value === true) {
    const span = { start: trust.keySpan.start, end: trust.value.span.end };
    const values = { what: 'trust', server: server.name };
    found.push({ case: 'all', span, values, edits: { ask: replace(trust.value, 'false') } });
  }
  return [...found, ...inWords(server.words, server.name)];
}

function inWords(words: readonly Word[], server: string): Seen[] {
  if (!words.some(({ text }) => AGENTS.test(text))) return [];
  return words.flatMap(({ text, span }) =>
    OPTIONS.has(text) ? [{ case: 'switch', span, values: { what: text, server } }] : [],
  );
}

export const detector: AgentsDetector = {
  *detect({ source, root, servers }) {
    for (const server of servers) yield* inServer(server, source.path);
    for (const { file, path, off, on } of SWITCHES) {
      const value = file.test(source.path) ? valueAt(root, ...path) : undefined;
      const is = value?.kind === 'text' ? value.text : value?.kind === 'other' ? value.value : undefined;
      if (value && is === off)
        yield {
          case: 'switch',
          span: value.span,
          values: { what: path.join('.') },
          edits: { ask: replace(value, on) },
        };
    }
  },
};
