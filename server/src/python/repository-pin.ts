/** Writes a placeholder for a commit behind the GitHub repository that a call names. Knows no rule. */
import { placeholder } from '../engine/placeholder.ts';
import type { Edit } from '../engine/types.ts';
import { argumentOf } from './arguments.ts';
import type { Call } from './ast.ts';
import { replace } from './edit.ts';
import { type PythonFile, textOf } from './file.ts';

/**
 * `"owner/name:main"` -> `"owner/name:<placeholder>"` in the argument `key`; undefined where it is not one plain literal
 * that names a repository.
 */
export function pinRepository(file: PythonFile, call: Call, key: string): Edit[] | undefined {
  const filled = argumentOf(call, key, file.names);
  if (filled.state !== 'given' || filled.value.kind !== 'string') return undefined;
  const { value } = filled.value;
  const written = textOf(file, filled.value);
  const quote = written[0] ?? '';
  const [, repository] = /^([\w.-]+\/[\w.-]+)(?::[\w./-]+)?$/.exec(value) ?? [];
  if (repository === undefined || written !== `${quote}${value}${quote}`) return undefined;
  const commit = placeholder('commit', `https://github.com/${repository}/commits`);
  return [replace(filled.value, `${quote}${repository}:${commit}${quote}`)];
}
