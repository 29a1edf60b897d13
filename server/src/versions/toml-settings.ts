/** The indexes that pyproject.toml, uv.toml and Pipfile name, as settings. Knows the tools' tables and nothing of rules. */
import { endOfLine } from '../engine/lines.ts';
import type { Value } from '../engine/predicates.ts';
import type { Span } from '../engine/types.ts';
import { type Field, indexFields, is, isAlone, type Setting, settingValue, wholeLines } from './setting.ts';
import type { TomlNode } from './toml.ts';

function stateOf({ value }: TomlNode): Value {
  if (typeof value === 'string') return settingValue(value);
  if (typeof value === 'number' || typeof value === 'boolean') return { state: 'known', value };
  return value === undefined ? { state: 'absent' } : { state: 'unknown' };
}

/** With the quotes around it. */
function quoted(text: string, { start, end }: Span): Span {
  return /["']/.test(text[start - 1] ?? '') ? { start: start - 1, end: end + 1 } : { start, end };
}

/** Where the table that holds `pair` takes another key: a line below it, or a comma behind it in an inline table. */
function addition(text: string, pair: Span): Setting['addition'] {
  const lines = wholeLines(text, pair);
  if (text.slice(lines.start, pair.start).trim() !== '') return { at: pair.end, before: ', ', after: '' };
  const eol = endOfLine(text);
  const indent = text.slice(lines.start, pair.start);
  const ended = text[lines.end - 1] === '\n';
  return { at: lines.end, before: ended ? indent : eol + indent, after: ended ? eol : '' };
}

/** One table that names an index. */
function table(text: string, name: string, node: TomlNode): Setting[] {
  const url = node.get('url');
  if (typeof url.value !== 'string' || !url.span || !url.key) return [];
  const fields = Object.fromEntries(
    node
      .entries()
      .map(([key, inner]): [string, Field] => [
        key,
        { value: stateOf(inner), ...(inner.span ? { span: inner.span } : {}) },
      ]),
  );
  const pair = { start: url.key.start, end: quoted(text, url.span).end };
  const added = addition(text, pair);
  return [
    {
      name,
      value: settingValue(url.value),
      span: pair,
      valueSpan: url.span,
      ...(added ? { addition: added } : {}),
      fields: { ...fields, ...indexFields(url.value) },
    },
  ];
}

/** A text, or a list of texts, under one key of uv's. */
function option(text: string, name: string, node: TomlNode): Setting[] {
  const several = Array.isArray(node.value) ? node.items() : [node];
  return several.flatMap((each): Setting[] => {
    if (typeof each.value !== 'string' || !each.span) return [];
    const whole = quoted(text, each.span);
    const start = each === node && node.key ? node.key.start : whole.start;
    const span = { start, end: whole.end };
    const only = several.length === 1 && node.key && node.span;
    const all = only ? { start: node.key.start, end: Math.max(whole.end, node.span.end) } : undefined;
    return [
      {
        name,
        value: settingValue(each.value),
        span,
        valueSpan: each.span,
        ...(all && isAlone(text, all) ? { removal: wholeLines(text, all) } : {}),
        fields: { ...indexFields(each.value), tool: is('uv') },
      },
    ];
  });
}

/** What `[tool.uv]` or uv.toml says. */
export function uvSettings(text: string, uv: TomlNode): Setting[] {
  return [
    ...uv
      .get('index')
      .items()
      .flatMap((each) => table(text, 'uv.index', each)),
    ...[uv, uv.get('pip')].flatMap((holder) => [
      ...option(text, 'index-url', holder.get('index-url')),
      ...option(text, 'extra-index-url', holder.get('extra-index-url')),
      ...option(text, 'find-links', holder.get('find-links')),
      ...option(text, 'index-strategy', holder.get('index-strategy')),
      ...option(text, 'exclude-newer', holder.get('exclude-newer')),
      ...option(text, 'trusted-host', holder.get('allow-insecure-host')),
    ]),
  ];
}

/** The indexes that a pyproject.toml names for uv, Poetry and PDM. */
export function projectSettings(text: string, root: TomlNode): Setting[] {
  const tool = root.get('tool');
  return [
    ...uvSettings(text, tool.get('uv')),
    ...tool
      .get('poetry', 'source')
      .items()
      .flatMap((each) => table(text, 'poetry.source', each)),
    ...tool
      .get('pdm', 'source')
      .items()
      .flatMap((each) => table(text, 'pdm.source', each)),
  ];
}

/** The indexes of a Pipfile. */
export function pipfileSettings(text: string, root: TomlNode): Setting[] {
  return root
    .get('source')
    .items()
    .flatMap((each) => table(text, 'pipfile.source', each));
}
