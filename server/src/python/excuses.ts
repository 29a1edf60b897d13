/** What a rule may say nothing about although a case of it holds (`unless`): by name, as rule files have it. */
import type { Call } from './ast.ts';
import { isOptedIn } from './consent.ts';
import type { PythonFile } from './file.ts';
import { isForOlderVersions } from './older-versions.ts';
import { isOfOwnProcesses } from './own-processes.ts';
import { isAfterSafetensors } from './safer-first.ts';
import { isTakenApart } from './taken-apart.ts';

const EXCUSES: Readonly<Record<string, (file: PythonFile, call: Call) => boolean>> = {
  'opted-in': (_, call) => isOptedIn(call),
  'older-versions': isForOlderVersions,
  'own-processes': isOfOwnProcesses,
  'after-safetensors': (_, call) => isAfterSafetensors(call),
  'taken-apart': (_, call) => isTakenApart(call),
};

/** Whether one of `excuses` holds for `call`. */
export function isExcused(file: PythonFile, call: Call, excuses: readonly string[]): boolean {
  return excuses.some((name) => EXCUSES[name]?.(file, call) ?? false);
}
