/**
 * `destructive-tool-no-approval`: tools that delete, pay or send, which a model calls without a person's word. What
 * counts as an approval is generous: a tool that speaks of one is left alone.
 */

import { wordsOf } from '../../personal/words.ts';
import { interruptEdits } from '../agents/interrupt-fix.ts';
import { type AgentTool, toolsIn } from '../agents/tools.ts';
import { argumentOf } from '../arguments.ts';
import { type Call, type Expression, type FunctionDef, spanOf } from '../ast.ts';
import { constantOf, meaning, template } from '../constants.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import { insert, setArgument } from '../edit.ts';
import { calleeSpan, type PythonFile, textOf } from '../file.ts';
import { occurs } from '../occurrence.ts';
import { NameIndex } from '../patterns.ts';
import { callsIn, expressionsIn } from '../routes/body.ts';
import { taintOf } from '../taint/flow.ts';

type Deed = 'delete' | 'pay' | 'send' | 'change' | 'request';

interface Table {
  readonly calls: NameIndex<Deed>;
  readonly statements: NameIndex<true>;
}

const compiled = new WeakMap<object, Table>();

function tableOf(file: PythonFile): Table {
  const known = compiled.get(file.tables);
  if (known) return known;
  const { destructive } = file.tables['destructive-actions'] as {
    destructive: { calls: Record<string, Deed>; statements: string[] };
  };
  const calls = new NameIndex<Deed>();
  const statements = new NameIndex<true>();
  for (const [name, deed] of Object.entries(destructive.calls)) calls.add(name, deed);
  for (const name of destructive.statements) statements.add(name, true);
  const table = { calls, statements };
  compiled.set(file.tables, table);
  return table;
}

/** Words of a tool's name that say that it acts. A request of another tool may well only read. */
const ACTS = new Set(
  'send post publish pay charge refund buy sell order book transfer delete remove cancel create update submit write notify invite share upload deploy'.split(
    ' ',
  ),
);

const APPROVES =
  /^(?:approv\w*|confirm\w*|consent\w*|human|interrupt\w*|elicit\w*|dry|permission\w*|authoriz\w*|review\w*)$/;

/** What makes an agent ask, wherever its file says so. */
const ASKING =
  /HumanInTheLoop|human_in_the_loop|interrupt_(?:before|after|on)\b|require_approval|needs_approval|destructiveHint|destructive_hint|requires_confirmation|require_confirmation|approval_mode/;

const asks = occurs((text) => ASKING.test(text));

/** Calls on files of this machine, of which a tool removes its own when it is done. */
const FILES = /^(?:os|shutil|pathlib)\./;

/** Whether the model has a say in what `call` is about. */
function isChosen({ func, args }: Call, file: PythonFile): boolean {
  const about =
    func.kind === 'attribute'
      ? [func.value, ...args.map(({ value }) => value)]
      : args.map(({ value }) => value);
  const isOwn = (node: Expression): boolean =>
    file.names.resolve(node).some((name) => name.startsWith('tempfile.'));
  return about.some((node) => taintOf(file, node).has('tool-argument') && !isOwn(node));
}

/** What kind of thing `call` does; undefined where it does nothing of the kind. */
function deedOf(call: Call, file: PythonFile): Deed | undefined {
  const { calls, statements } = tableOf(file);
  for (const name of file.names.resolve(call.func)) {
    const [deed] = calls.find(name);
    if (deed !== undefined) return FILES.test(name) && !isChosen(call, file) ? undefined : deed;
    if (statements.find(name).length === 0) continue;
    const given = argumentOf(call, '0', file.names);
    const sql = given.state === 'given' ? sqlOf(given.value, file) : '';
    if (/^\s*(?:DROP|DELETE|TRUNCATE)\b/i.test(sql)) return 'delete';
    if (/^\s*(?:UPDATE|ALTER)\b/i.test(sql)) return 'change';
  }
  return undefined;
}

/** The beginning of a statement, as far as the program states it. */
function sqlOf(node: Expression, file: PythonFile): string {
  const meant = meaning(node, file.names);
  // `sqlalchemy.text("…")`
  if (meant.kind === 'call') return meant.args[0] ? sqlOf(meant.args[0].value, file) : '';
  return template(meant, file.names)[0] ?? '';
}

function speaks(name: string): boolean {
  return wordsOf(name).some((word) => APPROVES.test(word));
}

/** Whether the tool speaks of a person's word anywhere. */
function approves({ function: node }: AgentTool): boolean {
  const asksPerson = (one: Expression): boolean => {
    if (one.kind === 'name') return speaks(one.id) || one.id === 'input';
    return one.kind === 'attribute' && speaks(one.attr);
  };
  return (
    node.params.some(({ name }) => speaks(name)) ||
    expressionsIn(node).some(asksPerson) ||
    node.decorators.some((one) => {
      const callee = one.kind === 'call' ? one.func : one;
      return asksPerson(callee);
    })
  );
}

const RANK: readonly Deed[] = ['pay', 'delete', 'send', 'change', 'request'];

interface Found {
  readonly call: Call;
  readonly deed: Deed;
}

/** The worst that the tool does. */
function worstOf(node: FunctionDef, file: PythonFile): Found | undefined {
  const acts = wordsOf(node.name).some((word) => ACTS.has(word));
  const found = callsIn(node).flatMap((call): Found[] => {
    const deed = deedOf(call, file);
    return deed === undefined || (deed === 'request' && !acts) ? [] : [{ call, deed }];
  });
  return found.sort((a, b) => RANK.indexOf(a.deed) - RANK.indexOf(b.deed))[0];
}

/** OpenAI's agents ask where the decorator says so. */
function withApproval({ declaration, framework }: AgentTool, file: PythonFile): Seen['edits'] {
  if (!declaration || !/^agents\.(?:\w+\.)*function_tool$/.test(framework)) return {};
  if (declaration.kind === 'call')
    return { approval: setArgument(file, declaration, 'needs_approval', 'True') };
  return { approval: [insert(spanOf(declaration).end, '(needs_approval=True)')] };
}

function hasApproval({ declaration }: AgentTool, file: PythonFile): boolean {
  if (declaration?.kind !== 'call') return false;
  const given = argumentOf(declaration, 'needs_approval', file.names);
  if (given.state !== 'given') return given.state === 'maybe';
  const value = constantOf(given.value, file.names);
  return !(value.state === 'known' && value.value === false);
}

export const detector: PythonDetector = {
  *chunk(chunk, file) {
    const tools = toolsIn(file, chunk).filter(({ role }) => role === 'tool');
    for (const tool of tools) {
      const worst = worstOf(tool.function, file);
      if (!worst || asks(file) || hasApproval(tool, file) || approves(tool)) continue;
      const { call, deed } = worst;
      yield {
        case: deed === 'pay' || deed === 'delete' ? deed : 'act',
        span: calleeSpan(file, call),
        values: { callee: textOf(file, call.func), tool: tool.function.name },
        edits: { ...withApproval(tool, file), interrupt: interruptEdits(file, tool) },
      };
    }
  },
};
