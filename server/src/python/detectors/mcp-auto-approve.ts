/**
 * `mcp-auto-approve` in programs: hosted MCP servers whose tools nobody is asked about, and agents that are told to ask
 * nobody. A list of tools by name is a choice, and is left alone.
 */
import { type Call, type Chunk, type Dict, type Expression, spanOf } from '../ast.ts';
import { boundOf } from '../bind.ts';
import { constantOf } from '../constants.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import { replace } from '../edit.ts';
import type { PythonFile } from '../file.ts';
import { expressionsOf } from '../statements.ts';
import { walk } from '../walk.ts';

/** Options of agents that start them without questions, by the program. */
const OPTIONS: ReadonlyMap<string, RegExp> = new Map([
  ['--dangerously-skip-permissions', /(?:^|\/)claude$/],
  ['--dangerously-bypass-approvals-and-sandbox', /(?:^|\/)codex$/],
  ['--yolo', /(?:^|\/)(?:gemini|codex|qwen)$/],
]);

function textOf(node: Expression | undefined, file: PythonFile): string | undefined {
  const value = node && constantOf(node, file.names);
  return value?.state === 'known' && typeof value.value === 'string' ? value.value : undefined;
}

function entryOf(node: Dict, key: string): Expression | undefined {
  return node.entries.findLast((entry) => entry.key?.kind === 'string' && entry.key.value === key)?.value;
}

/** `{"type": "mcp", "server_url": …, "require_approval": "never"}`, a tool of a request to a model. */
function inDict(node: Dict, file: PythonFile): Seen[] {
  const approval = entryOf(node, 'require_approval');
  if (!approval || textOf(entryOf(node, 'type'), file) !== 'mcp') return [];
  // Who lists the tools that the model may use at all has chosen them.
  if (textOf(approval, file) !== 'never' || entryOf(node, 'allowed_tools')) return [];
  const literal = approval.kind === 'string' && !approval.joined;
  return [
    {
      case: 'never',
      span: spanOf(approval),
      values: { what: 'require_approval' },
      edits: { always: literal ? [replace(approval, '"always"')] : undefined },
    },
  ];
}

/** `["claude", "-p", prompt, "--dangerously-skip-permissions"]`. */
function inList(items: readonly Expression[], file: PythonFile): Seen[] {
  const [program] = items;
  const name = textOf(program, file) ?? '';
  return items.slice(1).flatMap((item): Seen[] => {
    const what = item.kind === 'string' ? item.value : '';
    return OPTIONS.get(what)?.test(name) ? [{ case: 'switch', span: spanOf(item), values: { what } }] : [];
  });
}

function* inChunk(chunk: Chunk, file: PythonFile): Iterable<Seen> {
  for (const { statement } of boundOf(chunk).statements)
    for (const expression of expressionsOf(statement)) {
      if (!expression) continue;
      const found: Seen[] = [];
      walk(expression, (node) => {
        if (node.kind === 'dict') found.push(...inDict(node, file));
        if (node.kind === 'list' || node.kind === 'tuple') found.push(...inList(node.items, file));
        return true;
      });
      yield* found;
    }
}

function* inOptions(call: Call, file: PythonFile): Iterable<Seen> {
  for (const { name, value } of call.args) {
    if (name !== 'permission_mode' || textOf(value, file) !== 'bypassPermissions') continue;
    const edits = { default: value.kind === 'string' ? [replace(value, '"default"')] : undefined };
    yield { case: 'bypass', span: spanOf(value), values: { what: name }, edits };
  }
}

export const detector: PythonDetector = {
  calls: [
    'claude_agent_sdk.ClaudeAgentOptions',
    'claude_agent_sdk.types.ClaudeAgentOptions',
    'claude_code_sdk.ClaudeCodeOptions',
  ],
  call: ({ call }, _name, file) => inOptions(call, file),
  chunk: (chunk, file) => inChunk(chunk, file),
};
