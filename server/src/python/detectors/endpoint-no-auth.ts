/** Routes that ask a model for anyone who calls. */
import { spanOf } from '../ast.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import { calleeSpan, type PythonFile, textOf } from '../file.ts';
import { isExposed } from '../routes/binding.ts';
import { factsIn, isForTheWorld, type RouteFacts } from '../routes/facts.ts';
import { keyEdits } from '../routes/key-fix.ts';
import { routeTitle } from '../routes/route.ts';
import { openPermissions, permissionEdits } from '../routes/view-settings.ts';
import { oncePerPlace } from '../struck.ts';

function seen(file: PythonFile, facts: RouteFacts): Seen | undefined {
  const { route } = facts;
  const { declaration } = route;
  const title = routeTitle(route);
  const list = facts.asksModel && !facts.open ? openPermissions(file, route) : undefined;
  if (list) {
    const values = { route: title, name: textOf(file, list) };
    return { case: 'off', span: spanOf(list), values, edits: { permission: permissionEdits(file, list) } };
  }
  if (!declaration || !isForTheWorld(facts) || facts.authentication !== undefined) return undefined;
  return {
    case: isExposed(file) ? 'exposed' : 'open',
    span: calleeSpan(file, declaration),
    values: { route: title },
    edits: { key: keyEdits(file, route) },
  };
}

export const detector: PythonDetector = {
  chunk: (chunk, file) => oncePerPlace(factsIn(file, chunk).flatMap((facts) => seen(file, facts) ?? [])),
};
