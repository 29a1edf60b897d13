/** Rows of the tables under `rules/models/` by their place, and the tables without one of them. Knows no table. */

export type Tables = Readonly<Record<string, unknown>>;

/** One row; `at` leads to it from the table's file name on. */
export interface Row {
  readonly at: readonly string[];
  readonly value: unknown;
}

function children(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

/** The rows at `path`, in which `*` stands for every key or element: `hub-callables.callables.*.to.*`. */
export function rowsAt(tables: Tables, path: string): Row[] {
  let rows: Row[] = [{ at: [], value: tables }];
  for (const part of path.split('.')) {
    rows = rows.flatMap(({ at, value }) =>
      children(value)
        .filter(([key]) => part === '*' || part === key)
        .map(([key, inner]) => ({ at: [...at, key], value: inner })),
    );
  }
  return rows;
}

function drop(value: unknown, [key = '', ...rest]: readonly string[]): unknown {
  const put = (inner: unknown): unknown => (rest.length === 0 ? undefined : drop(inner, rest));
  if (Array.isArray(value))
    return value.flatMap((item: unknown, index) => {
      if (String(index) !== key) return [item];
      return rest.length === 0 ? [] : [put(item)];
    });
  return Object.fromEntries(
    children(value)
      .filter(([name]) => name !== key || rest.length > 0)
      .map(([name, inner]) => [name, name === key ? put(inner) : inner]),
  );
}

/** The tables without `row`; what does not lead to it is the same object as before. */
export function without(tables: Tables, { at }: Row): Tables {
  return drop(tables, at) as Tables;
}

/** A text field of a row. */
export function field(row: Row, key: string): string {
  const found = children(row.value).find(([name]) => name === key)?.[1];
  return typeof found === 'string' ? found : '';
}

/** The elements of a list in a row, or the row's one text as a list. */
export function list(row: Row, key: string): string[] {
  const found: unknown = children(row.value).find(([name]) => name === key)?.[1];
  if (typeof found === 'string') return [found];
  return Array.isArray(found) ? found.filter((item): item is string => typeof item === 'string') : [];
}
