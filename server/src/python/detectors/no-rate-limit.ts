/** Routes that one caller may ask as often as he likes. */
import { spanOf } from '../ast.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import { calleeSpan, type PythonFile, textOf } from '../file.ts';
import { factsIn, isForTheWorld, type RouteFacts } from '../routes/facts.ts';
import { gatewayLimits } from '../routes/gateway-limits.ts';
import { limiterEdits } from '../routes/limiter-fix.ts';
import { routeTitle } from '../routes/route.ts';
import { noThrottles, throttleEdits } from '../routes/view-settings.ts';
import { oncePerPlace } from '../struck.ts';

function seen(file: PythonFile, facts: RouteFacts): Seen | undefined {
  const { route } = facts;
  const { declaration } = route;
  const title = routeTitle(route);
  const list = facts.asksModel ? noThrottles(file, route) : undefined;
  if (list) {
    const values = { route: title, name: textOf(file, list) };
    return { case: 'off', span: spanOf(list), values, edits: { throttle: throttleEdits(file, list) } };
  }
  if (!declaration || !isForTheWorld(facts) || facts.limit !== undefined) return undefined;
  return {
    case: gatewayLimits(file.project) ? 'gateway' : 'open',
    span: calleeSpan(file, declaration),
    values: { route: title },
    edits: { limit: limiterEdits(file, route) },
  };
}

export const detector: PythonDetector = {
  chunk: (chunk, file) => oncePerPlace(factsIn(file, chunk).flatMap((facts) => seen(file, facts) ?? [])),
};
