/** Tree-sitter's statements -> ours, one chunk per top-level statement. The last file that sees tree-sitter's shapes. */
import type { Span } from '../engine/types.ts';
import {
  type Chunk,
  type ClassDef,
  type Expression,
  type FunctionDef,
  type Handler,
  type ImportedName,
  type Statement,
  shift,
} from './ast.ts';
import {
  at,
  type Lowering,
  lowerArguments,
  lowerExpression,
  lowerOptional,
  lowerParams,
  textOf,
} from './lower-expressions.ts';
import { child, childrenOf, named, type RawNode } from './tree.ts';

type Lower = (node: RawNode, l: Lowering) => Statement;

function block(node: RawNode | undefined, l: Lowering): Statement[] {
  return node ? named(node).map((c) => lowerStatement(c, l)) : [];
}

/** The block among the children of a clause, whatever its field. */
function clauseBlock(node: RawNode | undefined, l: Lowering): Statement[] {
  return block(
    node?.children.find((c) => c.type === 'block'),
    l,
  );
}

function targetsOf(node: RawNode, l: Lowering): { targets: Expression[]; value: RawNode | undefined } {
  const targets: Expression[] = [];
  let here: RawNode | undefined = node;
  while (here?.type === 'assignment') {
    const left = child(here, 'left');
    if (left) targets.push(lowerExpression(left, l));
    here = child(here, 'right');
  }
  return { targets, value: here };
}

const assignment: Lower = (node, l) => {
  const { targets, value } = targetsOf(node, l);
  const annotation = child(node, 'type');
  return {
    kind: 'assign',
    ...at(node, l),
    targets,
    ...(value ? { value: lowerExpression(value, l) } : {}),
    ...(annotation ? { annotation: lowerExpression(annotation, l) } : {}),
  };
};

const augmented: Lower = (node, l) => ({
  kind: 'assign',
  ...at(node, l),
  targets: [lowerOptional(child(node, 'left'), node, l)],
  value: lowerOptional(child(node, 'right'), node, l),
  op: node.children.find((c) => !c.named && c.field === 'operator')?.type ?? '+=',
});

const expressionStatement: Lower = (node, l) => {
  const parts = named(node);
  const first = parts[0];
  if (parts.length === 1 && first?.type === 'assignment') return { ...assignment(first, l), ...at(node, l) };
  if (parts.length === 1 && first?.type === 'augmented_assignment') return augmented(first, l);
  if (parts.length === 1 && first)
    return { kind: 'expression', ...at(node, l), value: lowerExpression(first, l) };
  const items = parts.map((part) => lowerExpression(part, l));
  return { kind: 'expression', ...at(node, l), value: { kind: 'tuple', ...at(node, l), items } };
};

function importedNames(node: RawNode, l: Lowering): ImportedName[] {
  if (node.children.some((c) => c.type === 'wildcard_import')) return [{ name: '*' }];
  return childrenOf(node, 'name').map((name): ImportedName => {
    if (name.type !== 'aliased_import') return { name: textOf(name, l) };
    const full = child(name, 'name');
    const alias = child(name, 'alias');
    return { name: full ? textOf(full, l) : '', ...(alias ? { alias: textOf(alias, l) } : {}) };
  });
}

const ifStatement: Lower = (node, l) => {
  const rest = childrenOf(node, 'alternative');
  const chain = (index: number): Statement[] => {
    const clause = rest[index];
    if (!clause) return [];
    if (clause.type === 'else_clause') return clauseBlock(clause, l);
    return [
      {
        kind: 'if',
        ...at(clause, l),
        test: lowerOptional(child(clause, 'condition'), clause, l),
        body: block(child(clause, 'consequence'), l),
        otherwise: chain(index + 1),
      },
    ];
  };
  return {
    kind: 'if',
    ...at(node, l),
    test: lowerOptional(child(node, 'condition'), node, l),
    body: block(child(node, 'consequence'), l),
    otherwise: chain(0),
  };
};

function handler(node: RawNode, l: Lowering): Handler {
  const value = child(node, 'value');
  const as = value?.type === 'as_pattern' ? value : undefined;
  const type = as ? named(as)[0] : value;
  const alias = as ? child(as, 'alias') : child(node, 'alias');
  return {
    ...(type ? { type: lowerExpression(type, l) } : {}),
    ...(alias ? { name: textOf(alias, l) } : {}),
    body: clauseBlock(node, l),
  };
}

const tryStatement: Lower = (node, l) => ({
  kind: 'try',
  ...at(node, l),
  body: block(child(node, 'body'), l),
  handlers: node.children
    .filter((c) => c.type.startsWith('except'))
    .flatMap((c) => (c.named ? [handler(c, l)] : [])),
  otherwise: clauseBlock(
    node.children.find((c) => c.type === 'else_clause'),
    l,
  ),
  final: clauseBlock(
    node.children.find((c) => c.type === 'finally_clause'),
    l,
  ),
});

/** `with_item`s, also where all of them stand in one pair of parentheses. */
function withItems(node: RawNode, l: Lowering): { context: Expression; target?: Expression }[] {
  const clause = node.children.find((c) => c.type === 'with_clause');
  return (clause ? named(clause) : []).map((item) => {
    let value = child(item, 'value') ?? item;
    while (value.type === 'parenthesized_expression' && named(value)[0]) value = named(value)[0] ?? value;
    if (value.type !== 'as_pattern') return { context: lowerExpression(value, l) };
    const [context] = named(value);
    const holder = child(value, 'alias');
    const target = holder && named(holder)[0];
    return {
      context: lowerOptional(context, value, l),
      ...(target ? { target: lowerExpression(target, l) } : {}),
    };
  });
}

/** The names that a pattern binds: those without dots that are no class, keyword or call. */
function capturesOf(clause: RawNode, l: Lowering): readonly string[] {
  const found: string[] = [];
  const look = (node: RawNode): void => {
    if (node.type === 'block' || node.type === 'if_clause') return;
    const inner = named(node);
    if (node.type === 'dotted_name') found.push(...[textOf(node, l)].filter((name) => /^\w+$/u.test(name)));
    else if (node.type === 'class_pattern') for (const part of inner.slice(1)) look(part);
    else if (node.type === 'keyword_pattern') for (const part of inner.slice(1)) look(part);
    else if (node.type === 'identifier' || node.type === 'splat_pattern')
      found.push(textOf(node, l).replace(/^\*+/u, ''));
    else for (const part of inner) look(part);
  };
  for (const part of named(clause)) look(part);
  return found;
}

const matchStatement: Lower = (node, l) => {
  const body = child(node, 'body');
  const cases = body ? named(body).filter((c) => c.type === 'case_clause') : [];
  return {
    kind: 'match',
    ...at(node, l),
    subject: lowerOptional(child(node, 'subject'), node, l),
    cases: cases.map((c) => block(child(c, 'consequence'), l)),
    captures: cases.map((c) => capturesOf(c, l)),
  };
};

function nameSpan(node: RawNode | undefined, holder: RawNode, l: Lowering): Span {
  const { start, end } = at(node ?? holder, l);
  return { start, end };
}

function lowerFunction(node: RawNode, decorators: Expression[], l: Lowering): FunctionDef {
  const name = child(node, 'name');
  const returns = child(node, 'return_type');
  return {
    kind: 'function',
    ...at(node, l),
    name: name ? textOf(name, l) : '',
    nameSpan: nameSpan(name, node, l),
    params: lowerParams(child(node, 'parameters'), l),
    ...(returns ? { returns: lowerExpression(returns, l) } : {}),
    decorators,
    body: block(child(node, 'body'), l),
    async: node.children.some((c) => c.type === 'async'),
  };
}

function lowerClass(node: RawNode, decorators: Expression[], l: Lowering): ClassDef {
  const name = child(node, 'name');
  return {
    kind: 'class',
    ...at(node, l),
    name: name ? textOf(name, l) : '',
    nameSpan: nameSpan(name, node, l),
    bases: lowerArguments(child(node, 'superclasses'), l),
    decorators,
    body: members(child(node, 'body'), l),
  };
}

/** The statements of a class; each method is a part of the chunk. */
function members(node: RawNode | undefined, l: Lowering): Statement[] {
  return (node ? named(node) : []).flatMap((c) => {
    if (c.reused || (c.type !== 'function_definition' && c.type !== 'decorated_definition'))
      return [lowerStatement(c, l)];
    const part = lowerChunk(c, l.text);
    adopt(part, l);
    return part.body;
  });
}

function adopt(part: Chunk, { chunk, parts }: Lowering): void {
  part.owner = chunk;
  parts.push(part);
}

const decorated: Lower = (node, l) => {
  const decorators = node.children
    .filter((c) => c.type === 'decorator')
    .flatMap((c) => named(c).map((d) => lowerExpression(d, l)));
  const definition = child(node, 'definition');
  if (definition?.type === 'class_definition') return lowerClass(definition, decorators, l);
  if (definition) return lowerFunction(definition, decorators, l);
  return other(node, l);
};

function isStatement(type: string): boolean {
  return type in LOWER || /_statement$|_definition$/.test(type);
}

const other: Lower = (node, l) => {
  const inside = named(node);
  return {
    kind: 'other-statement',
    ...at(node, l),
    word: node.type.replace(/_statement$/, ''),
    expressions: inside
      .filter((c) => !isStatement(c.type) && c.type !== 'block')
      .map((c) => lowerExpression(c, l)),
    body: inside
      .filter((c) => isStatement(c.type) || c.type === 'block')
      .flatMap((c) => (c.type === 'block' ? block(c, l) : [lowerStatement(c, l)])),
  };
};

const simple =
  (kind: 'return' | 'raise'): Lower =>
  (node, l) => {
    const value = named(node)[0];
    return { kind, ...at(node, l), ...(value ? { value: lowerExpression(value, l) } : {}) };
  };

const scoping =
  (kind: 'global' | 'nonlocal'): Lower =>
  (node, l) => ({ kind, ...at(node, l), names: named(node).map((c) => textOf(c, l)) });

const importFrom: Lower = (node, l) => {
  const module = child(node, 'module_name');
  const fixed = node.type === 'future_import_statement' ? '__future__' : '';
  return {
    kind: 'import-from',
    ...at(node, l),
    module: module ? textOf(module, l).replace(/\s/g, '') : fixed,
    names: importedNames(node, l),
  };
};

const LOWER: Readonly<Record<string, Lower>> = {
  expression_statement: expressionStatement,
  import_statement: (node, l) => ({ kind: 'import', ...at(node, l), names: importedNames(node, l) }),
  import_from_statement: importFrom,
  future_import_statement: importFrom,
  if_statement: ifStatement,
  while_statement: (node, l) => ({
    kind: 'while',
    ...at(node, l),
    test: lowerOptional(child(node, 'condition'), node, l),
    body: block(child(node, 'body'), l),
    otherwise: clauseBlock(child(node, 'alternative'), l),
  }),
  for_statement: (node, l) => ({
    kind: 'for',
    ...at(node, l),
    target: lowerOptional(child(node, 'left'), node, l),
    iterable: lowerOptional(child(node, 'right'), node, l),
    body: block(child(node, 'body'), l),
    otherwise: clauseBlock(child(node, 'alternative'), l),
  }),
  try_statement: tryStatement,
  with_statement: (node, l) => ({
    kind: 'with',
    ...at(node, l),
    items: withItems(node, l),
    body: block(child(node, 'body'), l),
  }),
  match_statement: matchStatement,
  function_definition: (node, l) => lowerFunction(node, [], l),
  class_definition: (node, l) => lowerClass(node, [], l),
  decorated_definition: decorated,
  return_statement: simple('return'),
  raise_statement: simple('raise'),
  global_statement: scoping('global'),
  nonlocal_statement: scoping('nonlocal'),
};

/** Lowers any statement node. */
export function lowerStatement(node: RawNode, l: Lowering): Statement {
  const [known] = node.reused?.body ?? [];
  if (node.reused && known) {
    shift(node.reused, node.start - node.reused.offset);
    adopt(node.reused, l);
    return known;
  }
  return (LOWER[node.type] ?? other)(node, l);
}

function collect(
  node: RawNode,
  base: number,
  parts: ReadonlySet<number>,
  comments: Span[],
  errors: Span[],
): void {
  if (node.start > base && parts.has(node.start) && METHOD.test(node.type)) return;
  if (node.type === 'comment') comments.push({ start: node.start - base, end: node.end - base });
  if (node.type === 'ERROR' || node.missing) errors.push({ start: node.start - base, end: node.end - base });
  for (const c of node.children) collect(c, base, parts, comments, errors);
}

/** The statements inside an ERROR node, as far as the parser recognised any. */
function salvaged(node: RawNode, l: Lowering): Statement[] {
  const inside = node.children.filter((c) => c.named && c.type !== 'comment');
  return inside.map((c) =>
    isStatement(c.type)
      ? lowerStatement(c, l)
      : { kind: 'expression', ...at(c, l), value: lowerExpression(c, l) },
  );
}

const METHOD = /^(function|decorated)_definition$/;

let lastSerial = 0;

/** Lowers one top-level node of `text`, or one method. */
export function lowerChunk(node: RawNode, text: string): Chunk {
  const comments: Span[] = [];
  const errors: Span[] = [];
  const body: Statement[] = [];
  const parts: Chunk[] = [];
  const chunk = {
    serial: ++lastSerial,
    offset: node.start,
    length: node.end - node.start,
    body,
    parts,
    comments,
    errors,
    broken: false,
  };
  const l: Lowering = { text, chunk, parts, base: node.start };
  if (node.type === 'ERROR') body.push(...salvaged(node, l));
  else if (node.type !== 'comment') body.push(lowerStatement(node, l));
  collect(node, node.start, new Set(parts.map((part) => part.offset)), comments, errors);
  chunk.broken = errors.length > 0 || parts.some(({ broken }) => broken);
  return chunk;
}
