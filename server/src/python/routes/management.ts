/** Routes that load, replace or delete models. */

import { wordsOf } from '../../personal/words.ts';
import type { PythonFile } from '../file.ts';
import { isExposed } from './binding.ts';
import type { RouteFacts } from './facts.ts';
import type { Route } from './route.ts';

const THINGS = new Set([
  'model',
  'models',
  'checkpoint',
  'checkpoints',
  'weights',
  'adapter',
  'adapters',
  'lora',
  'loras',
]);
const DEEDS = new Set([
  'load',
  'reload',
  'unload',
  'upload',
  'delete',
  'remove',
  'register',
  'unregister',
  'switch',
  'swap',
  'replace',
  'deploy',
  'undeploy',
  'update',
  'refresh',
  'retrain',
  'import',
]);

/** Words that change nothing of what a path is about. */
const NEUTRAL =
  /^(api|v\d+|admin|internal|the|all|new|from|by|name|file|files|current|active|base|repository|management|manager|index|version|versions|ml)$/;

/** Whether `text` speaks of doing something to models, and of nothing else. */
function speaksOfManaging(text: string, deletes: boolean): boolean {
  const words = wordsOf(text);
  const things = words.filter((word) => THINGS.has(word));
  const deeds = words.filter((word) => DEEDS.has(word));
  const others = words.filter((word) => !THINGS.has(word) && !DEEDS.has(word) && !NEUTRAL.test(word));
  return things.length > 0 && (deeds.length > 0 || deletes) && others.length === 0;
}

/** Whether a route's path, or the name of its handler, says that it manages models. */
export function managesModels({ path, handler, methods }: Route): boolean {
  if (methods.every((method) => /^(HEAD|OPTIONS|WEBSOCKET)$/.test(method))) return false;
  const deletes = methods.length === 1 && methods[0] === 'DELETE';
  const fixed = (path ?? '').replaceAll(/[{<][^}>]*[}>]/g, '');
  return speaksOfManaging(fixed, deletes) || speaksOfManaging(handler.name, false);
}

/** Whether anyone may manage models by a route; `exposed` when the file opens it to every network, too. */
export function openManagementRoute(
  file: PythonFile,
  { route, authentication }: RouteFacts,
): 'open' | 'exposed' | undefined {
  if (!route.declaration || !managesModels(route) || authentication !== undefined) return undefined;
  return isExposed(file) ? 'exposed' : 'open';
}
