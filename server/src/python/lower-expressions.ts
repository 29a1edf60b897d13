/** Tree-sitter's expressions -> ours. Total: an unknown node becomes `other` with its children. */
import type { Argument, Call, Chunk, DictEntry, Expression, FString, Param, Str } from './ast.ts';
import { decode, prefixOf } from './strings.ts';
import { child, childrenOf, named, type RawNode } from './tree.ts';

/** What lowering needs besides the node: the text and the chunk that offsets are relative to. */
export interface Lowering {
  readonly text: string;
  readonly chunk: Chunk;
  /** Where lowering puts the chunk's parts. */
  readonly parts: Chunk[];
  /** Absolute offset of the chunk while it is lowered. */
  readonly base: number;
}

export function at(node: RawNode, { chunk, base }: Lowering): { chunk: Chunk; start: number; end: number } {
  return { chunk, start: node.start - base, end: node.end - base };
}

export function textOf(node: RawNode, { text }: Lowering): string {
  return text.slice(node.start, node.end);
}

function lowerArgument(node: RawNode, l: Lowering): Argument {
  if (node.type === 'keyword_argument') {
    const name = child(node, 'name');
    const value = child(node, 'value');
    return {
      kind: 'argument',
      ...at(node, l),
      ...(name ? { name: textOf(name, l) } : {}),
      value: lowerOptional(value, node, l),
    };
  }
  const star = node.type === 'list_splat' ? '*' : node.type === 'dictionary_splat' ? '**' : undefined;
  const value = star ? named(node)[0] : node;
  return {
    kind: 'argument',
    ...at(node, l),
    ...(star ? { star } : {}),
    value: lowerOptional(value, node, l),
  };
}

/** The arguments between parentheses; a bare generator counts as one. */
export function lowerArguments(list: RawNode | undefined, l: Lowering): Argument[] {
  if (!list) return [];
  if (list.type === 'generator_expression') return [lowerArgument(list, l)];
  return named(list).map((node) => lowerArgument(node, l));
}

function lowerCall(node: RawNode, l: Lowering): Call {
  const func = child(node, 'function');
  const list = child(node, 'arguments');
  const closing = list?.children.at(-1);
  const close = closing?.type === ')' && !closing.missing ? closing.start : (list?.end ?? node.end);
  return {
    kind: 'call',
    ...at(node, l),
    func: lowerOptional(func, node, l),
    args: lowerArguments(list, l),
    close: close - l.base,
  };
}

function stringParts(
  node: RawNode,
  l: Lowering,
): { parts: (string | Expression)[]; bytes: boolean; triple: boolean } {
  const opening = node.children.find((c) => c.type === 'string_start');
  const start = opening ? textOf(opening, l) : '';
  const prefix = prefixOf(start);
  const raw = prefix.includes('r');
  const parts: (string | Expression)[] = [];
  for (const piece of node.children) {
    if (piece.type === 'string_content') {
      const content = textOf(piece, l);
      parts.push(
        decode(prefix.includes('f') ? content.replaceAll('{{', '{').replaceAll('}}', '}') : content, raw),
      );
    } else if (piece.type === 'interpolation') {
      const value = child(piece, 'expression');
      if (value) parts.push(lowerExpression(value, l));
      const format = child(piece, 'format_specifier');
      for (const hole of format ? named(format) : []) {
        const inner = child(hole, 'expression');
        if (inner) parts.push(lowerExpression(inner, l));
      }
    }
  }
  return { parts, bytes: prefix.includes('b'), triple: start.endsWith('"""') || start.endsWith("'''") };
}

function lowerString(node: RawNode, l: Lowering): Str | FString {
  const literals =
    node.type === 'concatenated_string' ? named(node).filter((c) => c.type === 'string') : [node];
  const read = literals.map((literal) => stringParts(literal, l));
  const parts = read.flatMap((r) => r.parts);
  if (parts.some((part) => typeof part !== 'string')) return { kind: 'fstring', ...at(node, l), parts };
  return {
    kind: 'string',
    ...at(node, l),
    value: parts.join(''),
    bytes: read.some((r) => r.bytes),
    joined: literals.length > 1,
    triple: read.some((r) => r.triple),
  };
}

export function lowerParams(list: RawNode | undefined, l: Lowering): Param[] {
  if (!list) return [];
  return named(list).flatMap((node): Param[] => {
    const holder = child(node, 'name') ?? (node.type === 'typed_parameter' ? named(node)[0] : node) ?? node;
    const star =
      holder.type === 'list_splat_pattern'
        ? '*'
        : holder.type === 'dictionary_splat_pattern'
          ? '**'
          : undefined;
    const name = star ? named(holder)[0] : holder;
    if (name?.type !== 'identifier') return [];
    const annotation = child(node, 'type');
    const value = child(node, 'value');
    return [
      {
        kind: 'param',
        ...at(node, l),
        name: textOf(name, l),
        ...(annotation ? { annotation: lowerExpression(annotation, l) } : {}),
        ...(value ? { default: lowerExpression(value, l) } : {}),
        ...(star ? { star } : {}),
      },
    ];
  });
}

function lowerDict(node: RawNode, l: Lowering): Expression {
  const entries = named(node).flatMap((entry): DictEntry[] => {
    if (entry.type === 'dictionary_splat') {
      const value = named(entry)[0];
      return value ? [{ value: lowerExpression(value, l) }] : [];
    }
    const key = child(entry, 'key');
    const value = child(entry, 'value');
    return key && value ? [{ key: lowerExpression(key, l), value: lowerExpression(value, l) }] : [];
  });
  return { kind: 'dict', ...at(node, l), entries };
}

function lowerComprehension(
  node: RawNode,
  of: 'list' | 'set' | 'dict' | 'generator',
  l: Lowering,
): Expression {
  const body = child(node, 'body');
  const element = body?.type === 'pair' ? [child(body, 'key'), child(body, 'value')] : [body];
  return {
    kind: 'comprehension',
    ...at(node, l),
    of,
    element: element.flatMap((e) => (e ? [lowerExpression(e, l)] : [])),
    clauses: node.children
      .filter((c) => c.type === 'for_in_clause')
      .map((c) => ({
        target: lowerOptional(child(c, 'left'), c, l),
        iterable: lowerOptional(child(c, 'right'), c, l),
      })),
    conditions: node.children
      .filter((c) => c.type === 'if_clause')
      .flatMap((c) => named(c).map((test) => lowerExpression(test, l))),
  };
}

function operatorText(node: RawNode, l: Lowering): string {
  const operator = child(node, 'operator');
  return operator ? textOf(operator, l) : '';
}

type Lower = (node: RawNode, l: Lowering) => Expression;

function sequence(kind: 'list' | 'tuple' | 'set'): Lower {
  return (node, l) => ({ kind, ...at(node, l), items: named(node).map((item) => lowerExpression(item, l)) });
}

function wrapped(kind: 'starred' | 'await' | 'yield'): Lower {
  return (node, l) => {
    const value = named(node)[0];
    return { kind, ...at(node, l), value: value ? lowerExpression(value, l) : undefined };
  };
}

function constant(value: boolean | null | undefined): Lower {
  return (node, l) => ({ kind: 'constant', ...at(node, l), value });
}

function inner(node: RawNode, l: Lowering): Expression {
  const only = named(node);
  const first = only[0];
  return first && only.length === 1 ? lowerExpression(first, l) : other(node, l);
}

function other(node: RawNode, l: Lowering): Expression {
  return { kind: 'other', ...at(node, l), children: named(node).map((c) => lowerExpression(c, l)) };
}

const number: Lower = (node, l) => {
  const text = textOf(node, l).replaceAll('_', '').toLowerCase();
  return {
    kind: 'number',
    ...at(node, l),
    value: Number(/^0\d/.test(text) ? `0o${text}` : text.replace(/[jl]$/, '')),
  };
};

const two =
  (kind: 'binary' | 'bool'): Lower =>
  (node, l) => ({
    kind,
    ...at(node, l),
    op: operatorText(node, l),
    left: lowerOptional(child(node, 'left'), node, l),
    right: lowerOptional(child(node, 'right'), node, l),
  });

const LOWER: Readonly<Record<string, Lower>> = {
  identifier: (node, l) => ({ kind: 'name', ...at(node, l), id: textOf(node, l) }),
  attribute: (node, l) => {
    const attr = child(node, 'attribute');
    const value = lowerOptional(child(node, 'object'), node, l);
    return { kind: 'attribute', ...at(node, l), value, attr: attr ? textOf(attr, l) : '' };
  },
  call: lowerCall,
  string: lowerString,
  concatenated_string: lowerString,
  integer: number,
  float: number,
  true: constant(true),
  false: constant(false),
  none: constant(null),
  ellipsis: constant(undefined),
  list: sequence('list'),
  list_pattern: sequence('list'),
  tuple: sequence('tuple'),
  tuple_pattern: sequence('tuple'),
  expression_list: sequence('tuple'),
  pattern_list: sequence('tuple'),
  set: sequence('set'),
  dictionary: lowerDict,
  binary_operator: two('binary'),
  boolean_operator: two('bool'),
  comparison_operator: (node, l) => ({
    kind: 'compare',
    ...at(node, l),
    ops: childrenOf(node, 'operators').map((op) => textOf(op, l)),
    operands: named(node)
      .filter((c) => c.field !== 'operators')
      .map((c) => lowerExpression(c, l)),
  }),
  not_operator: (node, l) => ({
    kind: 'unary',
    ...at(node, l),
    op: 'not',
    operand: lowerOptional(child(node, 'argument'), node, l),
  }),
  unary_operator: (node, l) => ({
    kind: 'unary',
    ...at(node, l),
    op: operatorText(node, l),
    operand: lowerOptional(child(node, 'argument'), node, l),
  }),
  conditional_expression: (node, l) => {
    const [consequent, test, alternative] = named(node);
    return {
      kind: 'conditional',
      ...at(node, l),
      consequent: lowerOptional(consequent, node, l),
      test: lowerOptional(test, node, l),
      alternative: lowerOptional(alternative, node, l),
    };
  },
  lambda: (node, l) => ({
    kind: 'lambda',
    ...at(node, l),
    params: lowerParams(child(node, 'parameters'), l),
    body: lowerOptional(child(node, 'body'), node, l),
  }),
  subscript: (node, l) => ({
    kind: 'subscript',
    ...at(node, l),
    value: lowerOptional(child(node, 'value'), node, l),
    index: childrenOf(node, 'subscript').map((c) => lowerExpression(c, l)),
  }),
  generic_type: (node, l) => {
    const [value, parameters] = named(node);
    return {
      kind: 'subscript',
      ...at(node, l),
      value: lowerOptional(value, node, l),
      index: parameters ? named(parameters).map((c) => lowerExpression(c, l)) : [],
    };
  },
  list_splat: wrapped('starred'),
  list_splat_pattern: wrapped('starred'),
  dictionary_splat: wrapped('starred'),
  await: wrapped('await'),
  yield: wrapped('yield'),
  list_comprehension: (node, l) => lowerComprehension(node, 'list', l),
  set_comprehension: (node, l) => lowerComprehension(node, 'set', l),
  dictionary_comprehension: (node, l) => lowerComprehension(node, 'dict', l),
  generator_expression: (node, l) => lowerComprehension(node, 'generator', l),
  named_expression: (node, l) => {
    const name = child(node, 'name');
    const value = lowerOptional(child(node, 'value'), node, l);
    if (name?.type !== 'identifier') return { kind: 'other', ...at(node, l), children: [value] };
    return {
      kind: 'walrus',
      ...at(node, l),
      target: { kind: 'name', ...at(name, l), id: textOf(name, l) },
      value,
    };
  },
  parenthesized_expression: inner,
  type: inner,
};

/** Lowers any expression node. */
export function lowerExpression(node: RawNode, l: Lowering): Expression {
  return (LOWER[node.type] ?? other)(node, l);
}

/** Lowers a node that the grammar promises but broken code may lack; `holder` lends its place. */
export function lowerOptional(node: RawNode | undefined, holder: RawNode, l: Lowering): Expression {
  return node ? lowerExpression(node, l) : { kind: 'other', ...at(holder, l), children: [] };
}
