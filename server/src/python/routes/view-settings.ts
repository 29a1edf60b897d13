/**
 * What a view of the Django REST framework says of itself: the lists of its permissions and throttles, as attributes of
 * its class or in decorators. A view that says nothing takes the project's settings.
 */
import type { Edit } from '../../engine/types.ts';
import { type Expression, rootOf, type Sequence } from '../ast.ts';
import { replace } from '../edit.ts';
import type { PythonFile } from '../file.ts';
import { linesAt } from './app-lines.ts';
import { basesOf } from './classes.ts';
import { importNames } from './imports.ts';
import type { Route } from './route.ts';
import { bodyTells } from './telling.ts';

type Setting = 'permission_classes' | 'throttle_classes';

function isList(node: Expression | undefined): node is Sequence {
  return node?.kind === 'list' || node?.kind === 'tuple';
}

/** The list that `route` gives `setting`. */
function settingOf(file: PythonFile, route: Route, setting: Setting): Sequence | undefined {
  const { framework, handler, holder } = route;
  if (framework.name !== 'django') return undefined;
  for (const decorator of handler.decorators) {
    if (decorator.kind !== 'call') continue;
    const named = file.names.resolve(decorator.func).includes(`rest_framework.decorators.${setting}`);
    const list = decorator.args[0]?.value;
    if (named && isList(list)) return list;
  }
  if (!holder || !basesOf(file, holder).some((base) => base.startsWith('rest_framework.'))) return undefined;
  for (const statement of holder.body) {
    if (statement.kind !== 'assign' || !isList(statement.value)) continue;
    if (statement.targets.some((target) => target.kind === 'name' && target.id === setting))
      return statement.value;
  }
  return undefined;
}

/** The list by which a view says that anyone may ask it. */
export function openPermissions(file: PythonFile, route: Route): Sequence | undefined {
  const list = settingOf(file, route, 'permission_classes');
  const open = list?.items.every((item) =>
    file.names.resolve(item).includes('rest_framework.permissions.AllowAny'),
  );
  return open && !bodyTells(file, 'authentication', route.handler) ? list : undefined;
}

/** The empty list by which a view says that nothing limits its callers. */
export function noThrottles(file: PythonFile, route: Route): Sequence | undefined {
  const list = settingOf(file, route, 'throttle_classes');
  return list?.items.length === 0 && !bodyTells(file, 'rate-limit', route.handler) ? list : undefined;
}

/** Lets only known users in. */
export function permissionEdits(file: PythonFile, list: Sequence): readonly Edit[] | undefined {
  const { offset } = rootOf(list.chunk);
  const imported = importNames(file, 'rest_framework.permissions', ['IsAuthenticated'], offset);
  return imported && [...imported.edits, replace(list, `[${imported.local.get('IsAuthenticated')}]`)];
}

const THROTTLE = 'ModelRateThrottle';

/** Writes a throttle before the view and names it. */
export function throttleEdits(file: PythonFile, list: Sequence): readonly Edit[] | undefined {
  const { offset } = rootOf(list.chunk);
  const imported = importNames(file, 'rest_framework.throttling', ['UserRateThrottle'], offset);
  const alone = offset === 0 || file.text[offset - 1] === '\n';
  if (!imported || !alone || file.names.moduleBindings(THROTTLE).length > 0) return undefined;
  const added = linesAt(file, { offset, indent: '', open: false }, [
    `class ${THROTTLE}(${imported.local.get('UserRateThrottle')}):`,
    '    """At most 60 requests a minute for each caller."""',
    '',
    '    scope = "model"',
    '    rate = "60/minute"',
    '',
    '',
  ]);
  return [...imported.edits, added, replace(list, `[${THROTTLE}]`)];
}
