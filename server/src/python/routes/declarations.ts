/** Where the handlers of a file are: decorators, registering calls, classes, and functions that a platform calls by name. */

import { argumentOf } from '../arguments.ts';
import { type Call, type Chunk, type ClassDef, type Expression, type FunctionDef, spanOf } from '../ast.ts';
import { boundOf } from '../bind.ts';
import { constantOf, template, whole } from '../constants.ts';
import type { PythonFile } from '../file.ts';
import { gathered, perFile } from '../memo.ts';
import { functionNamed } from '../named-functions.ts';
import type { NameIndex } from '../patterns.ts';
import { basesOf, classNamed, lineage } from './classes.ts';
import { type Framework, type HandlerClass, servingOf } from './frameworks.ts';
import { keyword, ownerOf } from './owners.ts';
import type { RouteOwner } from './route.ts';

/** A route before its parameters are known. */
export interface Declared {
  readonly framework: Framework;
  readonly methods: readonly string[];
  readonly path: string | undefined;
  readonly handler: FunctionDef;
  readonly holder: ClassDef | undefined;
  readonly declaration: Call | undefined;
  readonly owner: RouteOwner | undefined;
  /** Positions of the parameters that carry data, for handlers known by their name. */
  readonly raw?: readonly number[];
}

const ANY = ['ANY'];

const WIRING = /^add_(resource|url_rule|route)$/;

function textOf(file: PythonFile, node: Expression | undefined): string | undefined {
  return node && whole(template(node, file.names));
}

function pathOf(file: PythonFile, call: Call): string | undefined {
  const filled = argumentOf(call, '0|path|rule|uri', file.names);
  return filled.state === 'given' ? textOf(file, filled.value) : undefined;
}

function methodsOf(file: PythonFile, call: Call, otherwise: readonly string[]): readonly string[] {
  const given = keyword(file, call, 'methods');
  if (!given) return otherwise;
  if (given.kind !== 'list' && given.kind !== 'tuple' && given.kind !== 'set') return ANY;
  return given.items.map((item) => {
    const value = constantOf(item, file.names);
    return value.state === 'known' ? String(value.value).toUpperCase() : 'ANY';
  });
}

/** The class whose method `node` is. */
function holderOf(node: FunctionDef): ClassDef | undefined {
  const parent = node.scope?.parent;
  return parent?.kind === 'class' ? (parent.node as ClassDef) : undefined;
}

function decorated(file: PythonFile, handler: FunctionDef): Declared[] {
  const { decorators } = servingOf(file);
  const holder = holderOf(handler);
  return handler.decorators.flatMap((decorator): Declared[] => {
    const call = decorator.kind === 'call' ? decorator : undefined;
    const func = call ? call.func : decorator;
    for (const name of file.names.resolve(func)) {
      const [found] = decorators.find(name);
      if (!found) continue;
      const methods = found.method === 'ANY' ? ANY : [found.method];
      const path = call && pathOf(file, call);
      return [
        { framework: found.framework, methods, path, handler, holder, declaration: call, owner: undefined },
      ];
    }
    if (func.kind !== 'attribute') return [];
    const owner = ownerOf(file, func.value);
    const verb = owner?.framework.verbs.get(func.attr);
    if (!owner || !verb) return [];
    // `@server.event` takes the function itself.
    const methods = call ? methodsOf(file, call, verb) : verb;
    return [
      {
        framework: owner.framework,
        methods,
        path: call && pathOf(file, call),
        handler,
        holder,
        declaration: call,
        owner,
      },
    ];
  });
}

function registered(file: PythonFile, chunk: Chunk): Declared[] {
  const { registrations } = servingOf(file);
  return boundOf(chunk).calls.flatMap(({ call }): Declared[] => {
    for (const name of file.names.resolve(call.func)) {
      const [found] = registrations.find(name);
      if (!found) continue;
      const filled = argumentOf(call, found.handler, file.names);
      const handler = filled.state === 'given' ? functionNamed(file, filled.value) : undefined;
      if (!handler) return [];
      const path = found.path === undefined ? undefined : argumentOf(call, found.path, file.names);
      const owner = call.func.kind === 'attribute' ? ownerThrough(file, call.func.value) : undefined;
      return [
        {
          framework: found.framework,
          methods: methodsOf(file, call, ANY),
          path: path?.state === 'given' ? textOf(file, path.value) : undefined,
          handler,
          holder: holderOf(handler),
          declaration: call,
          owner,
        },
      ];
    }
    return [];
  });
}

/** The owner that `app` or `app.router` stands for. */
function ownerThrough(file: PythonFile, node: Expression): RouteOwner | undefined {
  return ownerOf(file, node) ?? (node.kind === 'attribute' ? ownerOf(file, node.value) : undefined);
}

const wiringCalls = gathered((_file, chunk) =>
  boundOf(chunk)
    .calls.map(({ call }) => call)
    .filter(({ func }) => func.kind === 'attribute' && WIRING.test(func.attr)),
);

/** The path and owner of a class based handler, as its decorator or a registering call gives them. */
function wiring(
  file: PythonFile,
  node: ClassDef,
): { path: string | undefined; owner: RouteOwner | undefined; declaration: Call | undefined } {
  for (const decorator of node.decorators) {
    if (decorator.kind !== 'call' || decorator.func.kind !== 'attribute') continue;
    const owner = ownerOf(file, decorator.func.value);
    if (owner) return { path: pathOf(file, decorator), owner, declaration: decorator };
  }
  for (const call of wiringCalls(file)) {
    if (call.func.kind !== 'attribute' || !WIRING.test(call.func.attr)) continue;
    const mentions = call.args.some(({ value }) => {
      const view =
        value.kind === 'call' && value.func.kind === 'attribute' && value.func.attr === 'as_view'
          ? value.func.value
          : value;
      return (
        (view.kind === 'name' || view.kind === 'call') &&
        classNamed(file, view.kind === 'call' ? view.func : view) === node
      );
    });
    if (!mentions) continue;
    const path = call.args.map(({ value }) => textOf(file, value)).find((text) => text?.startsWith('/'));
    return { path, owner: ownerOf(file, call.func.value), declaration: call };
  }
  return { path: undefined, owner: undefined, declaration: undefined };
}

/** What `node` is to the frameworks, by its bases and its decorators. */
function handlerClasses(file: PythonFile, node: ClassDef): HandlerClass[] {
  const { classes, decoratedClasses } = servingOf(file);
  const bases = [...basesOf(file, node), 'object'].flatMap((name) => classes.find(name));
  const decorators = node.decorators.flatMap((decorator) =>
    file.names
      .resolve(decorator.kind === 'call' ? decorator.func : decorator)
      .flatMap((name) => decoratedClasses.find(name)),
  );
  return [...new Set([...bases, ...decorators])].filter(
    ({ needs }) => needs === undefined || file.names.imports(needs),
  );
}

function handlersIn(file: PythonFile, node: ClassDef, found: HandlerClass): Declared[] {
  const { framework, chain } = found;
  const { path, owner, declaration } = wiring(file, node);
  const bodies = lineage(file, node).flatMap((cls) => cls.body);
  const defined = (name: string): boolean => bodies.some((s) => s.kind === 'function' && s.name === name);
  const methods = chain ? new Set([...(found.methods ?? [])].filter(defined).slice(0, 1)) : found.methods;
  return bodies.flatMap((statement): Declared[] => {
    if (statement.kind !== 'function') return [];
    const { name, params } = statement;
    if (methods ? !methods.has(name) : name.startsWith('_') || params.length < 2) return [];
    const verb = name.replace(/^on_/, '').toUpperCase();
    const verbs = /^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)$/.test(verb) ? [verb] : ANY;
    return [{ framework, methods: verbs, path, handler: statement, holder: node, declaration, owner }];
  });
}

function namesDecorator(file: PythonFile, node: Expression, names: NameIndex<true>): boolean {
  const callee = node.kind === 'call' ? node.func : node;
  return file.names.resolve(callee).some((name) => names.find(name).length > 0);
}

function byName(file: PythonFile, functions: readonly FunctionDef[]): Declared[] {
  const names = new Set(functions.map((node) => node.name));
  return servingOf(file).named.flatMap((row) =>
    functions.flatMap((handler): Declared[] => {
      if (handler.name !== row.function || row.beside.some((name) => !names.has(name))) return [];
      if (row.without.some((name) => names.has(name))) return [];
      if (row.first && !row.first.test(handler.params[0]?.name ?? '')) return [];
      if (handler.decorators.some((d) => namesDecorator(file, d, row.unless))) return [];
      const { framework, raw } = row;
      return [
        {
          framework,
          methods: ANY,
          path: undefined,
          handler,
          holder: undefined,
          declaration: undefined,
          owner: undefined,
          raw,
        },
      ];
    }),
  );
}

/** Functions that the table knows by what their first parameter is called, and that nothing else makes handlers. */
function viewsIn(
  file: PythonFile,
  functions: readonly FunctionDef[],
  others: readonly Declared[],
): Declared[] {
  return servingOf(file).views.flatMap(({ framework, first, needs }) => {
    if (!file.names.imports(needs)) return [];
    return functions.flatMap((handler): Declared[] => {
      if (handler.scope?.parent?.kind !== 'module' || !first.test(handler.params[0]?.name ?? '')) return [];
      if (others.some((other) => other.handler === handler)) return [];
      const unknown = { path: undefined, holder: undefined, declaration: undefined, owner: undefined };
      return [{ framework, methods: ANY, handler, ...unknown }];
    });
  });
}

/** The module's functions whose names say something about handlers. */
const namedFunctions = gathered((file, chunk) => {
  const names = new Set(
    servingOf(file).named.flatMap(({ function: name, beside, without }) => [name, ...beside, ...without]),
  );
  return boundOf(chunk).functions.filter(
    (node) => node.scope?.parent?.kind === 'module' && names.has(node.name),
  );
});

const declaredIn = gathered((file, chunk): readonly Declared[] => {
  const { functions, classes } = boundOf(chunk);
  const declared = [
    ...functions.flatMap((node) => decorated(file, node)),
    ...registered(file, chunk),
    ...classes.flatMap((node) =>
      handlerClasses(file, node).flatMap((found) => handlersIn(file, node, found)),
    ),
  ];
  return [...declared, ...viewsIn(file, functions, declared)];
});

/** All declarations of handlers, in the order of the handlers in the text; several may share one handler. */
export const declarationsOf: (file: PythonFile) => readonly Declared[] = perFile((file) =>
  [...declaredIn(file), ...byName(file, namedFunctions(file))].sort(
    (a, b) => spanOf(a.handler).start - spanOf(b.handler).start,
  ),
);
