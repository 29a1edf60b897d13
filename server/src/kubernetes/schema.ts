/**
 * Which fields Kubernetes knows, for the kinds in `schema.json` (written by `scripts/kubernetes-schema.ts`). Knows
 * names and types of fields, no values.
 */
import schema from './schema.json' with { type: 'json' };

const KINDS: Readonly<Record<string, string>> = schema.kinds;
const TYPES: Readonly<Record<string, Readonly<Record<string, string>>>> = schema.types;

/** A type of the table: a name in it, a scalar, or `any`. */
export type TypeName = string;

/** The type of a resource; undefined when no schema is bundled for it (all CRDs, old API versions). */
export function kindType(apiVersion: string, kind: string): TypeName | undefined {
  return Object.hasOwn(KINDS, `${apiVersion}/${kind}`) ? KINDS[`${apiVersion}/${kind}`] : undefined;
}

/** The fields of a type by name; undefined for scalars, free maps and `any`. */
export function fieldsOf(type: TypeName): Readonly<Record<string, TypeName>> | undefined {
  return Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
}

/** The type of a list's items or a free map's values; undefined for other types. */
export function memberOf(
  type: TypeName,
): { readonly kind: 'list' | 'map'; readonly type: TypeName } | undefined {
  if (type.startsWith('[]')) return { kind: 'list', type: type.slice(2) };
  return type.startsWith('{}') ? { kind: 'map', type: type.slice(2) } : undefined;
}
