/** Routes that load, replace or delete models. */
import type { PythonFile } from '../file.ts';
import { wordsOf } from '../words.ts';
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

/** Whether a route's path, or the name of its handler, says that it manages models. */
export function managesModels({ path, handler, methods }: Route): boolean {
  if (methods.every((method) => method === 'HEAD' || method === 'OPTIONS' || method === 'WEBSOCKET'))
    return false;
  const words = [...wordsOf((path ?? '').replaceAll(/[{<][^}>]*[}>]/g, '')), ...wordsOf(handler.name)];
  const deletes = methods.length === 1 && methods[0] === 'DELETE';
  return words.some((word) => THINGS.has(word)) && (words.some((word) => DEEDS.has(word)) || deletes);
}

/** Whether anyone may manage models by a route; `exposed` when the file opens it to every network, too. */
export function openManagementRoute(
  file: PythonFile,
  { route, authentication }: RouteFacts,
): 'open' | 'exposed' | undefined {
  if (!route.declaration || !managesModels(route) || authentication !== undefined) return undefined;
  return isExposed(file) ? 'exposed' : 'open';
}
