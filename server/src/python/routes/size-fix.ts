/** Fixes that give an input its largest size: on a field, on a parameter, on the whole app. */
import type { Edit } from '../../engine/types.ts';
import { type Call, type Expression, spanOf } from '../ast.ts';
import { replace, setArgument } from '../edit.ts';
import { type PythonFile, textOf } from '../file.ts';
import { behindCreation, linesAt } from './app-lines.ts';
import { typeClass } from './checks.ts';
import { settingEdits } from './field-settings.ts';
import { importNames } from './imports.ts';
import { isFirstVersion } from './schemas.ts';
import type { FreeField, FreeParameter } from './sizes.ts';

/** Characters of a text, items of a list. */
const LARGEST = 4096;

function isList(file: PythonFile, annotation: Expression): boolean {
  return annotation.kind === 'subscript' && typeClass(file, annotation.value) === 'list';
}

/** Types that take a limit directly: `str`, `list[float]`. Others (`Optional`, `Union`, aliases) are left alone. */
function takesLimit(file: PythonFile, annotation: Expression): boolean {
  return isList(file, annotation) || (annotation.kind === 'name' && annotation.id === 'str');
}

/** `text: str = Field(max_length=4096)`. */
export function fieldEdits(file: PythonFile, { field }: FreeField): readonly Edit[] | undefined {
  const { annotation, owner } = field;
  if (!takesLimit(file, annotation)) return undefined;
  const name = isList(file, annotation) && isFirstVersion(file, owner) ? 'max_items' : 'max_length';
  return settingEdits(file, field, name, String(LARGEST));
}

/** `text: Annotated[str, Body(max_length=4096)]`: what stands before a parameter with or without a default. */
export function parameterEdits(
  file: PythonFile,
  { parameter, annotation, route }: FreeParameter,
): readonly Edit[] | undefined {
  const { param, source } = parameter;
  if (route.framework.name !== 'fastapi' || !takesLimit(file, annotation)) return undefined;
  if (param.default?.kind === 'call') return setArgument(file, param.default, 'max_length', String(LARGEST));
  const use = spanOf(param).start;
  const marker = source === 'form' ? 'Form' : 'Body';
  const typing = importNames(file, 'typing', ['Annotated'], use);
  const fastapi = importNames(file, 'fastapi', [marker], use);
  if (!typing || !fastapi) return undefined;
  const code = `${typing.local.get('Annotated')}[${textOf(file, annotation)}, ${fastapi.local.get(marker)}(max_length=${LARGEST})]`;
  return [...typing.edits, ...fastapi.edits, replace(annotation, code)];
}

/** A line behind `app = Flask(__name__)` that limits every request. */
export function appEdits(file: PythonFile, creation: Call): readonly Edit[] | undefined {
  const place = behindCreation(file, creation);
  return place && [linesAt(file, place, [`${place.target}.config["MAX_CONTENT_LENGTH"] = 10 * 1024 * 1024`])];
}
