/**
 * Code that rule files bring along for fixes: functions put behind the imports once, and what uses them at the fault.
 * The rule file holds the code, so that who reads a rule reads what its fixes write. Knows no rule.
 */
import { fillIn } from '../engine/placeholder.ts';
import type { Edit } from '../engine/types.ts';
import { argumentOf } from './arguments.ts';
import { type Call, type Expression, spanOf } from './ast.ts';
import { boundCall } from './call-index.ts';
import { meaning } from './constants.ts';
import { insert, lineEnd, replace } from './edit.ts';
import { type PythonFile, textFrom, textOf } from './file.ts';
import { type Supplies, supply } from './supplied-code.ts';
import { taintOf } from './taint/flow.ts';
import { leavesOf } from './text-leaves.ts';

/** What a rule file may say of such a fix. */
export interface SuppliedEdit {
  readonly supply?: Partial<Supplies>;
  /** What to write around what: `subject`, `carriers`, `parts`, an argument -> code with `{}` for what stands there. */
  readonly around?: Readonly<Record<string, string>>;
  /** What to write instead of the carriers. */
  readonly 'strike-out'?: string;
  /** The kinds of data that `carriers` carry. */
  readonly carrying?: readonly string[];
  /** A function that is called instead. */
  readonly 'call-instead'?: string;
  /** A line behind the statement: `{self}` is what the method belongs to, `{0}` the first argument, `{target}` what is assigned. */
  readonly behind?: string;
}

/** What a rule found at a call. */
export interface Found {
  /** What flows in. */
  readonly subject?: Expression | undefined;
  /** The values in there that are meant. */
  readonly parts?: readonly Expression[];
}

/** What needs no parentheses, whatever stands beside it. */
const TIGHT = new Set(['name', 'attribute', 'subscript', 'call', 'string', 'number']);

/** Expressions that can be an argument on their own. */
const NO_ARGUMENT = new Set(['starred', 'comprehension', 'yield', 'walrus', 'slice']);

/** Whether a format is demanded of a value in a text, which another value might not have. */
function isFormatted(file: PythonFile, node: Expression): boolean {
  const { end } = spanOf(node);
  return /^\s*[:!](?!=)/.test(textFrom(file, node).slice(end, end + 4));
}

/** Writes `code` around each of `nodes`; undefined where it would mean something else there. */
function aroundEdits(nodes: readonly Expression[], code: string): Edit[] | undefined {
  const [before = '', after = ''] = fillIn(code).split('{}');
  const alone = /(?:\(|, )$/.test(before) && /^(?:[,)]|$)/.test(after);
  if (nodes.length === 0) return undefined;
  const edits: Edit[] = [];
  for (const node of nodes) {
    if (NO_ARGUMENT.has(node.kind) || !(alone || TIGHT.has(node.kind))) return undefined;
    const { start, end } = spanOf(node);
    edits.push(insert(start, before), insert(end, after));
  }
  return edits;
}

/** The innermost values in `node` that carry data of one of `kinds`; `texts`: also in the texts that names stand for. */
export function carriersIn(
  file: PythonFile,
  node: Expression,
  kinds: readonly string[],
  texts = false,
): readonly Expression[] {
  return leavesOf(file, node, texts).filter((leaf) => {
    // What stands in another file is not repaired from here.
    if (!file.contains(leaf)) return false;
    const taint = taintOf(file, leaf);
    return kinds.some((kind) => taint.has(kind));
  });
}

function wrapped(
  file: PythonFile,
  call: Call,
  { subject, parts = [] }: Found,
  edit: SuppliedEdit,
): Edit[] | undefined {
  const edits: Edit[] = [];
  for (const [key, code] of Object.entries(edit.around ?? {})) {
    let nodes: readonly Expression[] = [];
    if (key === 'subject') nodes = subject ? [subject] : [];
    else if (key === 'parts') nodes = parts;
    else if (key === 'carriers') nodes = subject ? carriersIn(file, subject, edit.carrying ?? []) : [];
    else {
      const filled = argumentOf(call, key, file.names);
      nodes = filled.state === 'given' && !filled.argument.star ? [filled.value] : [];
    }
    if (nodes.some((node) => isFormatted(file, node))) return undefined;
    const written = code.includes('{self}') ? lineFor(file, call, undefined, code) : code;
    const around = written === undefined ? undefined : aroundEdits(nodes, written);
    if (!around) return undefined;
    edits.push(...around);
  }
  return edits;
}

/** Whether `node` is where data of one of `kinds` comes from, and no text that holds it among others. */
function isSource(file: PythonFile, node: Expression, kinds: readonly string[]): boolean {
  const taint = taintOf(file, node);
  const meant = meaning(node, file.names);
  return kinds.every((kind) => {
    const from = taint.get(kind)?.steps[0]?.node;
    return from === undefined || from === node || from === meant;
  });
}

/** Puts `word` in the place of the values in `subject` that carry what is not to be there. */
function struckOut(
  file: PythonFile,
  subject: Expression,
  word: string,
  kinds: readonly string[],
): Edit[] | undefined {
  const nodes = carriersIn(file, subject, kinds, true);
  const edits: Edit[] = [];
  for (const node of nodes) {
    if (!isSource(file, node, kinds)) return undefined;
    const text = textFrom(file, node);
    const { start, end } = spanOf(node);
    const open = /\{\s*$/.exec(text.slice(0, start));
    const close = /^\s*\}/.exec(text.slice(end));
    if (open && close) edits.push({ span: { start: open.index, end: end + close[0].length }, text: word });
    else if (!TIGHT.has(node.kind)) return undefined;
    else edits.push(replace(node, `"${word}"`));
  }
  return nodes.length === 0 ? undefined : edits;
}

/** What `{self}` and `{0}` of a line stand for; undefined where saying it again could do something again. */
function lineFor(
  file: PythonFile,
  { func, args }: Call,
  target: Expression | undefined,
  line: string,
): string | undefined {
  let whole = true;
  const named = (key: string): Expression | undefined => {
    if (key === 'target') return target;
    if (key === 'self') return func.kind === 'attribute' ? func.value : undefined;
    const argument = args[Number(key)];
    return argument?.name === undefined && argument?.star === undefined ? argument?.value : undefined;
  };
  const said = line.replace(/\{(self|target|\d)\}/g, (_, key: string) => {
    const node = named(key);
    const code = node && (node.kind === 'name' || node.kind === 'attribute') ? textOf(file, node) : undefined;
    whole &&= code !== undefined && /^[\w.]+$/.test(code);
    return code ?? '';
  });
  return whole ? said : undefined;
}

/** A line behind the statement that makes `call`; undefined where there is no room for one. */
function behindEdits(file: PythonFile, call: Call, line: string): Edit[] | undefined {
  const statement = boundCall(call)?.statement;
  if (statement?.kind !== 'expression' && statement?.kind !== 'assign') return undefined;
  const assigned = statement.kind === 'assign' && statement.value === call ? statement.targets : [];
  const said = lineFor(file, call, assigned.length === 1 ? assigned[0] : undefined, line);
  const text = textFrom(file, statement);
  const { start, end } = spanOf(statement);
  const indent = text.slice(text.lastIndexOf('\n', start - 1) + 1, start).replace('\uFEFF', '');
  const rest = /^[^\r\n]*/.exec(text.slice(end))?.[0] ?? '';
  if (said === undefined || !/^[ \t]*$/.test(indent) || !/^[ \t]*(#.*)?$/.test(rest)) return undefined;
  return [insert(end + rest.length, `${lineEnd(file)}${indent}${said}`)];
}

/** The edits of `edit` at `call`, one list for each thing that it asks for; undefined for what cannot be done here. */
export function suppliedEdits(
  file: PythonFile,
  call: Call,
  edit: SuppliedEdit,
  found: Found,
): (readonly Edit[] | undefined)[] {
  const parts: (readonly Edit[] | undefined)[] = [];
  const { supply: written, around, behind } = edit;
  const { subject } = found;
  if (written)
    parts.push(
      supply(file, call, {
        code: Object.fromEntries(
          Object.entries(written.code ?? {}).map(([name, code]) => [name, fillIn(code)]),
        ),
        modules: written.modules ?? [],
        ...(written.open ? { open: written.open } : {}),
        ...(written.from ? { from: written.from } : {}),
      }),
    );
  if (around) parts.push(wrapped(file, call, found, edit));
  const word = edit['strike-out'];
  if (word !== undefined) parts.push(subject && struckOut(file, subject, word, edit.carrying ?? []));
  if (edit['call-instead'] !== undefined) parts.push([replace(call.func, edit['call-instead'])]);
  if (behind !== undefined) parts.push(behindEdits(file, call, behind));
  return parts;
}
