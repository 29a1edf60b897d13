/** What pytest hands to a parameter of a test: the values that its `parametrize` lists. */
import type { Expression, FunctionDef } from './ast.ts';
import { constantOf, meaning } from './constants.ts';
import type { PythonFile } from './file.ts';

function itemsOf(node: Expression): readonly Expression[] | undefined {
  if (node.kind === 'list' || node.kind === 'tuple') return node.items;
  return node.kind === 'call' ? node.args.map(({ value }) => value) : undefined;
}

/** The values of the parameter called `name`; undefined where the test is not parametrised by it. */
export function valuesByTest(
  { decorators }: FunctionDef,
  name: string,
  file: PythonFile,
): readonly Expression[] | undefined {
  for (const decorator of decorators) {
    if (decorator.kind !== 'call' || !file.names.resolve(decorator.func).includes('pytest.mark.parametrize'))
      continue;
    const [named, listed] = decorator.args.map(({ value }) => value);
    const known = named && constantOf(named, file.names);
    if (known?.state !== 'known' || typeof known.value !== 'string' || !listed) continue;
    const all = known.value.split(',').map((each) => each.trim());
    const position = all.indexOf(name);
    const rows = meaning(listed, file.names);
    if (position < 0 || (rows.kind !== 'list' && rows.kind !== 'tuple')) continue;
    const values = rows.items.map((row) => (all.length === 1 ? row : itemsOf(row)?.[position]));
    const found = values.filter((value) => value !== undefined);
    if (found.length > 0 && found.length === values.length) return found;
  }
  return undefined;
}
