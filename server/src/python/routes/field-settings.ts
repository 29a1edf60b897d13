/** Edits that demand more of a field of a Pydantic model: `text: str = Field(max_length=4096)`. */
import type { Edit } from '../../engine/types.ts';
import { spanOf } from '../ast.ts';
import { insert, replace, setArgument } from '../edit.ts';
import { type PythonFile, textOf } from '../file.ts';
import { importNames } from './imports.ts';
import type { Field } from './schemas.ts';

/** Gives the `Field(...)` of `field` one more argument, and makes one around its default where there is none. */
export function settingEdits(
  file: PythonFile,
  { setting, fallback, statement }: Field,
  name: string,
  code: string,
): readonly Edit[] | undefined {
  if (setting) return setArgument(file, setting, name, code);
  const imported = importNames(file, 'pydantic', ['Field'], spanOf(statement).start);
  if (!imported) return undefined;
  const call = imported.local.get('Field') ?? 'Field';
  if (fallback)
    return [
      ...imported.edits,
      replace(fallback, `${call}(default=${textOf(file, fallback)}, ${name}=${code})`),
    ];
  return [...imported.edits, insert(spanOf(statement).end, ` = ${call}(${name}=${code})`)];
}
