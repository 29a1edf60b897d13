/**
 * Syntax nodes -> the command model. Total: what it does not know it searches for statements, and leaves the rest out.
 */
import { type MappedText, slice, spanIn } from './mapped.ts';
import type {
  Assignment,
  Heredoc,
  List,
  Pipeline,
  Redirect,
  Script,
  SimpleCommand,
  Statement,
  Word,
} from './model.ts';
import { executedByFind, nestedTexts } from './nested.ts';
import { programOf } from './programs.ts';
import type { SyntaxNode } from './syntax.ts';
import { expansionsIn, type Reading, readWord } from './words.ts';

/** What lowering needs beside the text: how to read a nested shell text. */
export interface Lowering extends Reading {
  parse(text: MappedText): Script;
}

/** What belongs to a command, from wherever the grammar has put it. */
interface Ingredients {
  assignments: Assignment[];
  words: Word[];
  redirects: Redirect[];
}

const STATEMENTS = new Set([
  'command',
  'declaration_command',
  'unset_command',
  'variable_assignment',
  'variable_assignments',
  'redirected_statement',
  'pipeline',
  'list',
  'negated_command',
  'subshell',
  'compound_statement',
  'if_statement',
  'elif_clause',
  'else_clause',
  'do_group',
  'while_statement',
  'for_statement',
  'c_style_for_statement',
  'case_statement',
  'case_item',
  'function_definition',
  'test_command',
]);

/** Nodes that are words; inside what is no statement, their substitutions are looked for. */
const WORDS = new Set(['string', 'concatenation', 'command_substitution', 'process_substitution']);

/** A command of `words`, with what it runs inside. */
export function commandOf(
  parse: (text: MappedText) => Script,
  span: SimpleCommand['span'],
  { assignments, words, redirects }: Readonly<Ingredients>,
): SimpleCommand {
  const program = programOf(words);
  const nested = program ? nestedTexts(program, redirects).map(parse) : [];
  if (program) {
    for (const inner of executedByFind(program)) {
      const [first] = inner;
      const place = { start: first?.span.start ?? span.start, end: inner.at(-1)?.span.end ?? span.end };
      const command = commandOf(parse, place, { assignments: [], words: inner, redirects: [] });
      nested.push({ statements: [command], comments: [], errors: [] });
    }
  }
  return { kind: 'command', span, assignments, words, redirects, nested, ...(program ? { program } : {}) };
}

function assignment(lowering: Lowering, node: SyntaxNode): Assignment {
  const { source } = lowering;
  const [name, , value] = node.children;
  const start = name?.start ?? node.start;
  const end = name?.end ?? node.end;
  return {
    name: source.text.slice(start, end),
    nameSpan: spanIn(source, start, end),
    span: spanIn(source, node.start, node.end),
    ...(value && value.type !== 'array' ? { value: readWord(lowering, value) } : {}),
  };
}

function heredoc(lowering: Lowering, node: SyntaxNode): Heredoc {
  const { source } = lowering;
  const body = node.children.find((child) => child.type === 'heredoc_body');
  const start = node.children.find((child) => child.type === 'heredoc_start');
  const quoted = start !== undefined && /["'\\]/.test(source.text.slice(start.start, start.end));
  const scripts =
    body && !quoted
      ? expansionsIn(lowering, body).flatMap((part) => (part.kind === 'script' ? [part.script] : []))
      : [];
  return { quoted, body: slice(source, body?.start ?? node.end, body?.end ?? node.end), scripts };
}

/** A redirection; the grammar takes words behind its target for further targets, which go to `words`. */
function redirect(lowering: Lowering, node: SyntaxNode, into: Ingredients): void {
  const { source } = lowering;
  const operator = node.children.find((child) => !child.named)?.type ?? '';
  const targets = node.children.filter((child) => child.named && child.type !== 'file_descriptor');
  if (node.type === 'heredoc_redirect') {
    into.redirects.push({
      operator,
      heredoc: heredoc(lowering, node),
      span: spanIn(source, node.start, node.end),
    });
    for (const child of node.children) {
      if (child.type.endsWith('_redirect')) redirect(lowering, child, into);
      else if (child.field === 'argument') into.words.push(readWord(lowering, child));
    }
    return;
  }
  const [target, ...others] = targets;
  into.redirects.push({
    operator,
    span: spanIn(source, node.start, target?.end ?? node.end),
    ...(target ? { target: readWord(lowering, target) } : {}),
  });
  into.words.push(...others.map((other) => readWord(lowering, other)));
}

function gather(lowering: Lowering, node: SyntaxNode, into: Ingredients): void {
  for (const child of node.children) {
    if (child.type === 'variable_assignment') into.assignments.push(assignment(lowering, child));
    else if (child.type.endsWith('_redirect')) redirect(lowering, child, into);
    else if (child.named && child.type !== 'ERROR' && child.type !== 'comment' && child.type !== 'subshell') {
      into.words.push(readWord(lowering, child));
    } else if (!child.named && child === node.children[0] && node.type !== 'command')
      into.words.push(readWord(lowering, child));
  }
}

function simple(lowering: Lowering, node: SyntaxNode, into: Ingredients): SimpleCommand {
  if (node.type === 'variable_assignment') into.assignments.push(assignment(lowering, node));
  else gather(lowering, node, into);
  return finish(lowering, node, into);
}

function finish(lowering: Lowering, node: SyntaxNode, into: Ingredients): SimpleCommand {
  into.words.sort((a, b) => a.span.start - b.span.start);
  return commandOf(lowering.parse, spanIn(lowering.source, node.start, node.end), into);
}

/** Redirections behind a list or pipeline belong to its last command. */
function redirected(lowering: Lowering, node: SyntaxNode): Statement[] {
  const into: Ingredients = { assignments: [], words: [], redirects: [] };
  const body = node.children.find((child) => child.field === 'body' || STATEMENTS.has(child.type));
  for (const child of node.children) if (child.type.endsWith('_redirect')) redirect(lowering, child, into);
  const first = body ? statements(lowering, body, into) : [finish(lowering, node, into)];
  const document = node.children.find((child) => child.type === 'heredoc_redirect');
  return document ? [continued(lowering, node, document, first)] : first;
}

/** `cat <<EOF | sh` and `cat <<EOF && sh`: the grammar hangs the rest of the line below the heredoc. */
function continued(
  lowering: Lowering,
  node: SyntaxNode,
  document: SyntaxNode,
  first: readonly Statement[],
): Statement {
  const span = spanIn(lowering.source, node.start, node.end);
  const piped = document.children.find((child) => child.type === 'pipeline');
  const right = document.children.find((child) => child.field === 'right');
  let statement = pipelineOf(span, piped ? [...first, ...within(lowering, piped)] : first);
  if (right) {
    const operator = document.children.find((child) => child.field === 'operator')?.type ?? '&&';
    statement = {
      kind: 'list',
      span,
      items: [statement, ...statements(lowering, right)],
      operators: [operator],
    };
  }
  return statement;
}

function pipelineOf(span: Pipeline['span'], members: readonly Statement[]): Statement {
  const stages = members.flatMap((member) => (member.kind === 'pipeline' ? member.stages : [member]));
  const [only] = stages;
  return only && stages.length === 1 ? only : { kind: 'pipeline', span, stages };
}

/** The grammar nests `a && b && c` to the left; here it is flat. */
function list(lowering: Lowering, node: SyntaxNode, tail?: Ingredients): List {
  const flat: SyntaxNode[] = [];
  const rest = [node];
  for (let next = rest.pop(); next; next = rest.pop()) {
    if (next.type === 'list') rest.push(...next.children.toReversed());
    else flat.push(next);
  }
  const items: Statement[] = [];
  const operators: string[] = [];
  const last = flat.findLast((child) => child.named && child.type !== 'ERROR');
  for (const child of flat) {
    if (child.type === '&&' || child.type === '||') operators.push(child.type);
    else if (child.named) {
      for (const statement of statements(lowering, child, child === last ? tail : undefined)) {
        items.push(...(statement.kind === 'list' ? statement.items : [statement]));
        if (statement.kind === 'list') operators.push(...statement.operators);
      }
    }
  }
  return { kind: 'list', span: spanIn(lowering.source, node.start, node.end), items, operators };
}

/** The statements inside a node, at any depth above the next statement. */
function within(lowering: Lowering, node: SyntaxNode, tail?: Ingredients): Statement[] {
  const last = node.children.findLast((child) => child.named);
  return node.children.flatMap((child) => {
    if (STATEMENTS.has(child.type)) return statements(lowering, child, child === last ? tail : undefined);
    if (!WORDS.has(child.type)) return within(lowering, child);
    const word = readWord(lowering, child);
    return word.parts.flatMap((part) => (part.kind === 'script' ? part.script.statements : []));
  });
}

/** What `node` says; `tail` holds words and redirections that belong to its last command. */
function statements(lowering: Lowering, node: SyntaxNode, tail?: Ingredients): Statement[] {
  const into = tail ?? { assignments: [], words: [], redirects: [] };
  const span = spanIn(lowering.source, node.start, node.end);
  switch (node.type) {
    case 'command':
    case 'declaration_command':
    case 'unset_command':
    case 'variable_assignment':
    case 'variable_assignments':
      return [simple(lowering, node, into)];
    case 'redirected_statement':
      return redirected(lowering, node);
    case 'negated_command':
      return within(lowering, node, tail);
    case 'pipeline':
      return [pipelineOf(span, within(lowering, node, tail))];
    case 'list':
      return [list(lowering, node, tail)];
    default:
      if (!STATEMENTS.has(node.type)) return within(lowering, node);
      return [{ kind: 'group', span, body: within(lowering, node), redirects: into.redirects }];
  }
}

/** The statements among `nodes`. */
export function lower(lowering: Lowering, nodes: readonly SyntaxNode[]): Statement[] {
  return nodes.flatMap((node) => statements(lowering, node));
}
