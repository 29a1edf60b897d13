/** The fix that lets LangGraph stop before a tool acts, until a person says yes. */
import type { Edit } from '../../engine/types.ts';
import { spanOf } from '../ast.ts';
import { insert, lineEnd } from '../edit.ts';
import { type PythonFile, textFrom } from '../file.ts';
import { commonQuote } from '../quotes.ts';
import { importNames } from '../routes/imports.ts';
import type { AgentTool } from './tools.ts';

/** Frameworks whose tools run in a graph that can be stopped. */
const STOPPABLE = /^lang(?:chain|chain_core|graph)\./;

/** What a model or its graph passes in without being asked for. */
const INJECTED = new Set(['self', 'cls', 'state', 'config', 'runtime', 'run_manager', 'callbacks', 'store']);

/** The lines in front of a tool's first statement; undefined where they would not run, or would not stop anything. */
export function interruptEdits(
  file: PythonFile,
  { function: tool, framework }: AgentTool,
): Edit[] | undefined {
  if (!STOPPABLE.test(framework)) return undefined;
  const [, second] = tool.body;
  const [head] = tool.body;
  const described = head?.kind === 'expression' && head.value.kind === 'string';
  const first = described ? second : head;
  if (!first) return undefined;
  const text = textFrom(file, first);
  const { start } = spanOf(first);
  const line = text.lastIndexOf('\n', start - 1) + 1;
  const indent = text.slice(line, start);
  const imported = importNames(file, 'langgraph.types', ['interrupt'], spanOf(tool).start);
  if (indent.trim() !== '' || indent === '' || !imported) return undefined;
  const quote = commonQuote(file);
  const given = tool.params
    .filter(({ name, star }) => star === undefined && !INJECTED.has(name))
    .map(({ name }) => `, ${quote}${name}${quote}: ${name}`)
    .join('');
  const ask = imported.local.get('interrupt') ?? 'interrupt';
  const end = lineEnd(file);
  const step = indent.includes('\t') ? '\t' : '    ';
  const lines = [
    `if ${ask}({${quote}tool${quote}: ${quote}${tool.name}${quote}${given}}) is not True:`,
    `${step}return ${quote}A person did not approve this.${quote}`,
  ];
  return [...imported.edits, insert(line, lines.map((each) => indent + each + end).join(''))];
}
