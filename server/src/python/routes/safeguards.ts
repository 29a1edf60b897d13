/**
 * Whether something of a kind stands between the world and a route's model: a check of the caller, a limit, a record.
 * Looked for at the route, its router, its app, in middlewares and extensions. Errs towards yes: what only might be one
 * counts as one, and what other files decide is `hidden`.
 */

import { wordsOf } from '../../personal/words.ts';
import type { Call, Expression, FunctionDef } from '../ast.ts';
import type { PythonFile } from '../file.ts';
import { perNode } from '../memo.ts';
import { walk } from '../walk.ts';
import { aroundOf } from './apps.ts';
import { basesOf, classNamed } from './classes.ts';
import { calleeName } from './constraints.ts';
import { servingOf } from './frameworks.ts';
import { keyword } from './owners.ts';
import type { Parameter, Recognised, Route, RouteOwner } from './route.ts';
import { type Safeguard, vocabularyOf } from './safeguard-words.ts';
import { bodyTells, reachedTells, speaks, within } from './telling.ts';

/** What was found: where the safeguard stands, `hidden` when other files decide, undefined when there surely is none. */
export type Found = Recognised | 'hidden' | undefined;

function functionOfName(file: PythonFile, node: Expression): FunctionDef | undefined {
  if (node.kind !== 'name') return undefined;
  const [binding] = file.names.bindings(node) ?? [];
  return binding?.kind === 'function' ? (binding.node as FunctionDef) : undefined;
}

/** The methods of a class of this file. */
function methodsTell(file: PythonFile, safeguard: Safeguard, node: Expression): boolean | undefined {
  const cls = classNamed(file, node);
  return cls?.body.some((s) => s.kind === 'function' && bodyTells(file, safeguard, s));
}

/** Whether what is depended on is the safeguard, by its name or by its code in this file. */
function dependencyTells(file: PythonFile, safeguard: Safeguard, node: Expression): boolean {
  if (within(file, safeguard, node, true)) return true;
  const local = functionOfName(file, node);
  if (local) return reachedTells(file, safeguard, local);
  return methodsTell(file, safeguard, node.kind === 'call' ? node.func : node) ?? false;
}

function dependsTells(file: PythonFile, safeguard: Safeguard, node: Expression): boolean {
  if (node.kind !== 'call') return within(file, safeguard, node, true);
  if (safeguard === 'authentication' && calleeName(node) === 'Security') return true;
  return node.args.some(({ value }) => dependencyTells(file, safeguard, value));
}

/** Whether arguments of a declaration, router or app bring the safeguard. */
function argumentsTell(file: PythonFile, safeguard: Safeguard, call: Call): boolean {
  const { arguments: names } = vocabularyOf(file, safeguard);
  if (call.args.some(({ name, star }) => star === '**' || (name !== undefined && names.has(name))))
    return true;
  const depends = keyword(file, call, 'dependencies');
  if (!depends) return false;
  if (depends.kind !== 'list' && depends.kind !== 'tuple') return true;
  return depends.items.some((item) => dependsTells(file, safeguard, item));
}

/** A middleware counts unless its name says that it does something else, or its code is here and does not. */
function middlewareTells(file: PythonFile, safeguard: Safeguard, node: Expression): boolean {
  const local = functionOfName(file, node);
  if (local) return bodyTells(file, safeguard, local);
  const own = methodsTell(file, safeguard, node);
  if (own !== undefined) return own;
  const { harmless } = vocabularyOf(file, safeguard);
  const name = node.kind === 'attribute' ? node.attr : node.kind === 'name' ? node.id : '';
  return within(file, safeguard, node, true) || !wordsOf(name).some((word) => harmless.has(word));
}

function parameterTells(file: PythonFile, safeguard: Safeguard, { param, source }: Parameter): boolean {
  if (source === 'header' || source === 'cookie')
    return safeguard === 'authentication' && speaks(file, safeguard, param.name, true);
  const places = [param.annotation, param.default].filter((e) => e !== undefined);
  if (source === 'dependency') {
    if (speaks(file, safeguard, param.name, true)) return true;
    return places.some((place) => {
      const calls: Expression[] = [];
      walk(place, (node) => {
        if (node.kind === 'call' && /^(Depends|Security|Inject)$/.test(calleeName(node))) calls.push(node);
        return true;
      });
      return (
        calls.some((call) => dependsTells(file, safeguard, call)) || within(file, safeguard, place, true)
      );
    });
  }
  return (
    speaks(file, safeguard, param.name, false) ||
    places.some((place) => within(file, safeguard, place, false))
  );
}

/** Whether the class of a class based handler brings the safeguard. */
function holderTells(
  file: PythonFile,
  safeguard: Safeguard,
  { holder, handler, declaration }: Route,
): boolean {
  if (!holder) return false;
  if (basesOf(file, holder).some((base) => speaks(file, safeguard, base, true))) return true;
  const settings = holder.body.some((statement) => {
    if (statement.kind === 'function')
      return statement !== handler && /^(prepare|get_current_user|dispatch|initial)$/.test(statement.name);
    if (statement.kind !== 'assign') return false;
    return statement.targets.some(
      (t) => t.kind === 'name' && (speaks(file, safeguard, t.id, true) || /decorators$/.test(t.id)),
    );
  });
  return settings || holder.decorators.some((d) => d !== declaration && within(file, safeguard, d, true));
}

function routeTells(file: PythonFile, safeguard: Safeguard, route: Route): string | undefined {
  const { handler, declaration, parameters } = route;
  const others = handler.decorators.filter((d) => d !== declaration);
  if (others.some((decorator) => within(file, safeguard, decorator, true))) return 'a decorator';
  if (declaration && argumentsTell(file, safeguard, declaration)) return 'an argument of the route';
  if (parameters.some((parameter) => parameterTells(file, safeguard, parameter))) return 'a parameter';
  if (reachedTells(file, safeguard, handler)) return 'the handler';
  return holderTells(file, safeguard, route) ? 'the class' : undefined;
}

/** Whether an extension, or the code of a function of this file that is given the app, brings the safeguard. */
function extensionTells(file: PythonFile, safeguard: Safeguard, call: Call): boolean {
  if (within(file, safeguard, call.func, true)) return true;
  const local = file.names.definition(call);
  return local?.kind === 'function' && reachedTells(file, safeguard, local);
}

/** Whether a function that another file of the project defines gets hold of the app: it may add anything. */
function isHandedOver(file: PythonFile, call: Call): boolean {
  return (
    file.names.definition(call) === undefined &&
    file.names.resolve(call.func).some((name) => name.startsWith('.'))
  );
}

function aroundTells(file: PythonFile, safeguard: Safeguard, owner: RouteOwner): Found {
  const around = aroundOf(file, owner);
  if (!around.complete) return 'hidden';
  for (const { call, level, by } of around.declarations)
    if (argumentsTell(file, safeguard, call)) return { level, by };
  if (
    around.unknown ||
    around.middlewares.some((node) => middlewareTells(file, safeguard, node)) ||
    around.extensions.some((call) => extensionTells(file, safeguard, call)) ||
    around.hooks.some((fn) => reachedTells(file, safeguard, fn))
  )
    return { level: 'app', by: 'a middleware or extension' };
  return around.extensions.some((call) => isHandedOver(file, call)) ? 'hidden' : undefined;
}

/** What stands before everything that an app or router of this file serves. */
const ownerSafeguards = perNode(
  (file, owner: RouteOwner): Readonly<Record<Safeguard, Found>> => ({
    authentication: aroundTells(file, 'authentication', owner),
    'rate-limit': aroundTells(file, 'rate-limit', owner),
    record: aroundTells(file, 'record', owner),
  }),
);

/** Whether whoever runs the handler looks after its callers. */
export function byPlatform(file: PythonFile, { framework, path }: Route): boolean {
  const { platformPaths } = servingOf(file);
  return framework.platform || (path !== undefined && platformPaths.some((pattern) => pattern.test(path)));
}

/** What of this kind stands before `route`. */
export function safeguardOf(file: PythonFile, safeguard: Safeguard, route: Route): Found {
  const { framework, owner } = route;
  if (byPlatform(file, route)) return { level: 'platform', by: framework.name };
  const own = routeTells(file, safeguard, route);
  if (own !== undefined) return { level: 'route', by: own };
  return framework.elsewhere || !owner?.creation ? 'hidden' : ownerSafeguards(file, owner)[safeguard];
}
