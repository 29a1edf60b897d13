/**
 * Whether anything in the file checks who calls a route: at the route, its router, its app or a middleware. Errs towards
 * yes: what only might be a check counts as one, and what other files decide is `hidden`.
 */
import type { Attribute, Call, Expression, FunctionDef } from '../ast.ts';
import { boundOf } from '../bind.ts';
import type { PythonFile } from '../file.ts';
import { gathered, perNode } from '../memo.ts';
import { walk } from '../walk.ts';
import { wordsOf } from '../words.ts';
import { bodyTells, reachedTells, speaks, within } from './caller-words.ts';
import { basesOf, classNamed } from './classes.ts';
import { calleeName } from './constraints.ts';
import { servingOf } from './frameworks.ts';
import { chainOf, keyword, ownerCalls, ownerOf } from './owners.ts';
import type { Parameter, Recognised, Route, RouteOwner } from './route.ts';

function functionOfName(file: PythonFile, node: Expression): FunctionDef | undefined {
  if (node.kind !== 'name') return undefined;
  const [binding] = file.names.bindings(node) ?? [];
  return binding?.kind === 'function' ? (binding.node as FunctionDef) : undefined;
}

/** Whether what is depended on checks the caller, by its name or by its code in this file. */
function dependencyTells(file: PythonFile, node: Expression): boolean {
  if (within(file, node, true)) return true;
  const local = functionOfName(file, node);
  if (local) return reachedTells(file, local);
  const cls = classNamed(file, node.kind === 'call' ? node.func : node);
  return cls?.body.some((s) => s.kind === 'function' && bodyTells(file, s)) ?? false;
}

function dependsTells(file: PythonFile, node: Expression): boolean {
  if (node.kind !== 'call') return within(file, node, true);
  if (calleeName(node) === 'Security') return true;
  return node.args.some(({ value }) => dependencyTells(file, value));
}

/** Whether arguments of a declaration, router or app bring a check. */
function argumentsTell(file: PythonFile, call: Call): boolean {
  const { authentication } = servingOf(file);
  if (
    call.args.some(
      ({ name, star }) => star === '**' || (name !== undefined && authentication.arguments.has(name)),
    )
  )
    return true;
  const depends = keyword(file, call, 'dependencies');
  if (depends) {
    if (depends.kind !== 'list' && depends.kind !== 'tuple') return true;
    if (depends.items.some((item) => dependsTells(file, item))) return true;
  }
  const middleware = keyword(file, call, 'middleware');
  if (!middleware) return false;
  if (middleware.kind !== 'list' && middleware.kind !== 'tuple') return true;
  return middleware.items.some((item) =>
    middlewareTells(file, item.kind === 'call' ? (item.args[0]?.value ?? item) : item),
  );
}

/** A middleware counts unless its name says that it does something else, or its code is here and checks nothing. */
function middlewareTells(file: PythonFile, node: Expression): boolean {
  const local = functionOfName(file, node);
  if (local) return bodyTells(file, local);
  const cls = classNamed(file, node);
  if (cls) return cls.body.some((s) => s.kind === 'function' && bodyTells(file, s));
  const { harmless } = servingOf(file).authentication;
  const name = node.kind === 'attribute' ? node.attr : node.kind === 'name' ? node.id : '';
  return within(file, node, true) || !wordsOf(name).some((word) => harmless.has(word));
}

function parameterTells(file: PythonFile, { param, source }: Parameter): boolean {
  if (source === 'header' || source === 'cookie') return speaks(file, param.name, true);
  const places = [param.annotation, param.default].filter((e) => e !== undefined);
  if (source === 'dependency') {
    if (speaks(file, param.name, true)) return true;
    return places.some((place) => {
      const calls: Expression[] = [];
      walk(place, (node) => {
        if (node.kind === 'call' && /^(Depends|Security|Inject)$/.test(calleeName(node))) calls.push(node);
        return true;
      });
      return calls.some((call) => dependsTells(file, call)) || within(file, place, true);
    });
  }
  return speaks(file, param.name, false) || places.some((place) => within(file, place, false));
}

function routeTells(file: PythonFile, route: Route): string | undefined {
  const { handler, holder, declaration, parameters } = route;
  const others = handler.decorators.filter((d) => d !== declaration);
  if (others.some((decorator) => within(file, decorator, true))) return 'a decorator';
  if (declaration && argumentsTell(file, declaration)) return 'an argument of the route';
  if (parameters.some((parameter) => parameterTells(file, parameter))) return 'a parameter';
  if (reachedTells(file, handler)) return 'the handler';
  if (!holder) return undefined;
  if (basesOf(file, holder).some((base) => speaks(file, base, true))) return 'a base class';
  const settings = holder.body.some((statement) => {
    if (statement.kind === 'function')
      return statement !== handler && /^(prepare|get_current_user|dispatch|initial)$/.test(statement.name);
    if (statement.kind !== 'assign') return false;
    return statement.targets.some(
      (t) => t.kind === 'name' && (speaks(file, t.id, true) || /decorators$/.test(t.id)),
    );
  });
  return settings || holder.decorators.some((d) => d !== declaration && within(file, d, true))
    ? 'the class'
    : undefined;
}

function hookOf(decorator: Expression): Attribute | undefined {
  const callee = decorator.kind === 'call' ? decorator.func : decorator;
  return callee.kind === 'attribute' &&
    /^(before_request|before_app_request|middleware|on_request)$/.test(callee.attr)
    ? callee
    : undefined;
}

const hooks = gathered((_file, chunk) =>
  boundOf(chunk).functions.filter((fn) => fn.decorators.some((decorator) => hookOf(decorator))),
);

/** Calls and decorators by which an app or router gets middlewares, hooks and extensions. */
function hooksTell(file: PythonFile, owners: readonly RouteOwner[]): boolean {
  const ours = (node: Expression | undefined): boolean => {
    const owner = node && ownerOf(file, node);
    return owner !== undefined && owners.includes(owner);
  };
  for (const call of ownerCalls(file)) {
    const { func } = call;
    if (func.kind === 'attribute' && ours(func.value)) {
      const [first] = call.args;
      if (
        first &&
        /^(add_middleware|middleware|before_request|before_app_request|register_middleware)$/.test(
          func.attr,
        ) &&
        first.value.kind !== 'string' &&
        middlewareTells(file, first.value)
      )
        return true;
      if (func.attr === 'wsgi_app') return true;
    } else if (call.args.some(({ value }) => ours(value)) && within(file, func, true)) return true;
  }
  return hooks(file).some((fn) =>
    fn.decorators.some((decorator) => {
      const callee = hookOf(decorator);
      return callee && ours(callee.value) && reachedTells(file, fn);
    }),
  );
}

/** What checks the callers of everything that an app or router of this file serves. */
const ownerAuthentication: (file: PythonFile, owner: RouteOwner) => Recognised | 'hidden' | undefined =
  perNode((file, owner) => {
    const { owners, calls } = chainOf(file, owner);
    if (owners.some(({ creation }) => !creation) || !owners.some(({ role }) => role === 'app'))
      return 'hidden';
    for (const { creation, role } of owners)
      if (creation && argumentsTell(file, creation)) return { level: role, by: 'its arguments' };
    if (calls.some((call) => argumentsTell(file, call)))
      return { level: 'group', by: 'the call that includes it' };
    return hooksTell(file, owners) ? { level: 'app', by: 'a middleware or extension' } : undefined;
  });

/** Whether whoever runs the handler has checked the caller. */
export function byPlatform(file: PythonFile, { framework, path }: Route): boolean {
  const { platformPaths } = servingOf(file).authentication;
  return framework.platform || (path !== undefined && platformPaths.some((pattern) => pattern.test(path)));
}

/** What checks the caller of `route`; `hidden` when other files decide, undefined when nothing does. */
export function authenticationOf(file: PythonFile, route: Route): Recognised | 'hidden' | undefined {
  const { framework, owner } = route;
  if (byPlatform(file, route)) return { level: 'platform', by: framework.name };
  const own = routeTells(file, route);
  if (own !== undefined) return { level: 'route', by: own };
  return framework.elsewhere || !owner?.creation ? 'hidden' : ownerAuthentication(file, owner);
}

/** Whether a route is meant to be open: health checks, metrics, documentation. */
export function isOpen(file: PythonFile, { path }: Route): boolean {
  return path !== undefined && servingOf(file).authentication.openPaths.some((pattern) => pattern.test(path));
}
