/**
 * Writes a commit into a download from a model hub, where its library takes one. Which commit that is, is not known
 * here.
 */
import type { Edit } from '../engine/types.ts';
import { argumentOf } from './arguments.ts';
import type { Expression } from './ast.ts';
import { meaning } from './constants.ts';
import { replace, setArgument } from './edit.ts';
import { type PythonFile, textOf } from './file.ts';
import type { HubCall } from './hub-calls.ts';

/** `hf-hub:org/vit` -> `hf-hub:org/vit@commit`; undefined where the id is not one plain literal. */
function pinId(file: PythonFile, id: Expression, commit: string): Edit[] | undefined {
  if (id.kind !== 'string' || id.joined || id.triple || id.bytes) return undefined;
  const written = textOf(file, id);
  const quote = written[0] ?? '';
  if (written !== `${quote}${id.value}${quote}`) return undefined;
  return [replace(id, `${quote}${id.value.replace(/@.*$/, '')}@${commit}${quote}`)];
}

/** `model_kwargs={"revision": …}`: into a dict that names it already, or where there is none. */
function pinKey(file: PythonFile, { call }: HubCall, path: string, code: string): Edit[] | undefined {
  const [argument = '', key = ''] = path.split('.');
  const filled = argumentOf(call, argument, file.names);
  if (filled.state === 'absent') return setArgument(file, call, argument, `{"${key}": ${code}}`);
  if (filled.state !== 'given' || meaning(filled.value, file.names) !== filled.value) return undefined;
  if (filled.value.kind !== 'dict') return undefined;
  const entry = filled.value.entries.find((each) => each.key?.kind === 'string' && each.key.value === key);
  return entry && [replace(entry.value, code)];
}

/** The edits that make `hub` load `commit`; undefined where there is no place for it. */
export function pinTo(file: PythonFile, hub: HubCall, commit: string): Edit[] | undefined {
  const { call, keyword, pinnedId } = hub;
  if (pinnedId) return pinId(file, pinnedId, commit);
  if (keyword === undefined) return undefined;
  const code = `"${commit}"`;
  return keyword.includes('.') ? pinKey(file, hub, keyword, code) : setArgument(file, call, keyword, code);
}
