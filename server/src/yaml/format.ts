/**
 * Plain data -> YAML text, in the layout of the document it goes into. Knows no tree: only columns and style.
 */
import type { Scalar } from '../engine/predicates.ts';
import type { Style } from './nodes.ts';

/** What a fix can write. */
export type Plain = Scalar | readonly Plain[] | { readonly [key: string]: Plain };

/** Quantities: a number with a unit is text in every YAML version. */
const QUANTITY = /^\d+(?:m|Ki|Mi|Gi|Ti)$/;
const SAFE = /^[A-Za-z_/][\w./-]*(?:[:@=+][\w./-]+)*$/;
/** Words that some YAML version reads as something else than text. */
const RESERVED = /^(?:y|yes|n|no|true|false|on|off|null|\.inf|\.nan)$/i;

/** A scalar on one line; `json` quotes all text with double quotes. */
export function formatScalar(value: Scalar, json = false): string {
  if (typeof value !== 'string') return String(value);
  const bare = !json && (QUANTITY.test(value) || (SAFE.test(value) && !RESERVED.test(value)));
  return bare ? value : JSON.stringify(value);
}

function isList(value: Plain): value is readonly Plain[] {
  return Array.isArray(value);
}

/** `value` on one line. */
export function formatFlow(value: Plain, json = false): string {
  if (value === null || typeof value !== 'object') return formatScalar(value, json);
  if (isList(value)) return `[${value.map((item) => formatFlow(item, json)).join(', ')}]`;
  const fields = Object.entries(value).map(
    ([key, item]) => `${formatScalar(key, json)}: ${formatFlow(item, json)}`,
  );
  return fields.length === 0 ? '{}' : json ? `{${fields.join(', ')}}` : `{ ${fields.join(', ')} }`;
}

function isEmpty(value: Plain): boolean {
  return (
    value !== null &&
    typeof value === 'object' &&
    (isList(value) ? value.length === 0 : Object.keys(value).length === 0)
  );
}

function isScalar(value: Plain): value is Scalar {
  return value === null || typeof value !== 'object';
}

/** The lines of a sequence whose dashes stand at `column`. */
function listLines(list: readonly Plain[], column: number, style: Style): string[] {
  return list.flatMap((item) => itemLines(item, column, style));
}

/** The lines of a map's fields at `column`. */
function mapLines(map: { readonly [key: string]: Plain }, column: number, style: Style): string[] {
  return Object.entries(map).flatMap(([key, value]) => pairLines(key, value, column, style));
}

/** The lines of `- item` with the dash at `column`. */
export function itemLines(item: Plain, column: number, style: Style): string[] {
  const lead = ' '.repeat(column);
  if (isScalar(item) || isEmpty(item)) return [`${lead}- ${formatFlow(item)}`];
  const inner = isList(item) ? listLines(item, column + 2, style) : mapLines(item, column + 2, style);
  return inner.map((line, index) => (index === 0 ? `${lead}- ${line.slice(column + 2)}` : line));
}

/** The lines of `key: value` with the key at `column`. */
export function pairLines(key: string, value: Plain, column: number, style: Style): string[] {
  const head = `${' '.repeat(column)}${formatScalar(key)}:`;
  if (isScalar(value) || isEmpty(value)) return [`${head} ${formatFlow(value)}`];
  const inner = isList(value)
    ? listLines(value, column + style.dash, style)
    : mapLines(value, column + style.step, style);
  return [head, ...inner];
}

/** A whole document of the fields of `map`, each line ended. */
export function documentText(map: { readonly [key: string]: Plain }, style: Style): string {
  return mapLines(map, 0, style)
    .map((line) => line + style.endOfLine)
    .join('');
}
