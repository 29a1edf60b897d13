/**
 * The tables of serving frameworks, of the types that they validate and of paths that tell what a route is for
 * (`rules/models/`), compiled for look-ups by full name. Knows the notation of the tables, no framework.
 */
import type { PythonFile } from '../file.ts';
import { NameIndex, namesOf } from '../patterns.ts';

/** How a framework fills the parameters of a handler; see the head of the table. */
export type Filling =
  | 'checked'
  | 'path'
  | 'request'
  | 'request-only'
  | 'raw'
  | 'component'
  | 'request-message';

export interface Framework {
  readonly name: string;
  readonly parameters: Filling;
  /** Full name of the request object, as an instance. */
  readonly request: string | undefined;
  /** The same for `self` of a class based handler. */
  readonly self: string | undefined;
  /** Positions of parameters that the framework makes itself (a response). */
  readonly supplied: readonly number[];
  /** The argument of a declaring call that lists the components whose values the parameters get. */
  readonly inputs: string | undefined;
  /** Whoever runs the handler authenticates its callers. */
  readonly platform: boolean;
  /** Routes are wired up in other files, with settings that this one does not show. */
  readonly elsewhere: boolean;
  readonly include: ReadonlySet<string>;
  /** Decorators of an owner by name -> the methods when the call names none. */
  readonly verbs: ReadonlyMap<string, readonly string[]>;
}

export interface Registration {
  readonly framework: Framework;
  /** Argument keys, as `argumentOf` takes them. */
  readonly path: string | undefined;
  readonly handler: string;
}

export interface Owner {
  readonly framework: Framework;
  readonly role: 'app' | 'group';
}

export interface Supplier {
  readonly framework: Framework;
  /** The argument that is the function, as `argumentOf` takes it. */
  readonly function: string;
}

export interface NamedHandler {
  readonly framework: Framework;
  readonly function: string;
  readonly raw: readonly number[];
  readonly beside: readonly string[];
  readonly without: readonly string[];
  /** How the first parameter must be called. */
  readonly first: RegExp | undefined;
  /** Full names of decorators that check the data. */
  readonly unless: NameIndex<true>;
}

export interface HandlerClass {
  readonly framework: Framework;
  /** Names of the methods that are handlers; all when undefined. */
  readonly methods: ReadonlySet<string> | undefined;
  /** Of the methods only the first that the class defines gets the client's data. */
  readonly chain: boolean;
  /** A top-level module that the file must import. */
  readonly needs: string | undefined;
}

/** Functions that other files make handlers, known by their first parameter. */
export interface View {
  readonly framework: Framework;
  readonly first: RegExp;
  /** A top-level module that the file must import. */
  readonly needs: string;
}

/** What a component of a page hands over. */
export type Component = 'text' | 'number' | 'choice' | 'file';

/** How a framework treats a type of an annotation. */
export type TypeClass =
  | 'fixed'
  | 'number'
  | 'text'
  | 'list'
  | 'map'
  | 'raw'
  | 'file'
  | 'request'
  | 'socket'
  | 'supplied'
  | 'models'
  | 'model-decorators'
  | 'model-bases';

export interface Serving {
  /** Finds the name of a framework's module in a text. */
  readonly modules: RegExp;
  readonly owners: NameIndex<Owner>;
  /** Calls by full name of the callee, `aiohttp.web.Application().router.add_post`. */
  readonly registrations: NameIndex<Registration>;
  readonly decorators: NameIndex<{ readonly framework: Framework; readonly method: string }>;
  readonly classes: NameIndex<HandlerClass>;
  readonly decoratedClasses: NameIndex<HandlerClass>;
  /** Calls that name a function which fills a parameter before the handler runs. */
  readonly suppliers: NameIndex<Supplier>;
  readonly named: readonly NamedHandler[];
  readonly views: readonly View[];
  readonly components: NameIndex<Component>;
  readonly types: NameIndex<TypeClass>;
  /** Paths of routes that are open on purpose. */
  readonly openPaths: readonly RegExp[];
  /** Where a platform calls a container, whose callers it has checked. */
  readonly platformPaths: readonly RegExp[];
  /** Words of what limits the size of a request. */
  readonly sizeWords: ReadonlySet<string>;
}

type Methods = 'verbs' | 'any' | string[] | { first: string[] };

interface Row {
  readonly apps?: string[];
  readonly groups?: string[];
  readonly include?: string[];
  readonly verbs?: string[];
  readonly any?: { name: string; default: string[] }[];
  readonly decorators?: Record<string, string>;
  readonly register?: { name: string; path?: string; handler: string }[];
  readonly declare?: { name: string; path?: string; handler: string }[];
  readonly classes?: Record<string, Methods>;
  readonly 'decorated-classes'?: Record<string, string[]>;
  readonly named?: {
    function: string;
    raw: number[];
    beside?: string[];
    without?: string[];
    first?: string;
    unless?: string[];
  }[];
  readonly suppliers?: Record<string, string>;
  readonly needs?: string;
  readonly views?: string;
  readonly inputs?: string;
  readonly parameters?: Filling;
  readonly request?: string;
  readonly self?: string;
  readonly supplied?: number[];
  readonly platform?: boolean;
  readonly elsewhere?: boolean;
}

interface Table {
  readonly serving?: Record<string, Row>;
  readonly types?: Partial<Record<TypeClass, string[]>>;
  readonly paths?: { open?: string[]; platform?: string[] };
  readonly sizes?: { words?: string[] };
  readonly components?: Partial<Record<Component, string[]>>;
}

const VERBS = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'trace'];

function frameworkOf(name: string, row: Row): Framework {
  const verbs = new Map<string, readonly string[]>();
  for (const verb of row.verbs ?? []) verbs.set(verb, [verb.toUpperCase()]);
  for (const { name: decorator, default: methods } of row.any ?? []) verbs.set(decorator, methods);
  return {
    name,
    parameters: row.parameters ?? 'request',
    request: row.request,
    self: row.self,
    supplied: row.supplied ?? [],
    inputs: row.inputs,
    platform: row.platform ?? false,
    elsewhere: row.elsewhere ?? false,
    include: new Set(row.include ?? []),
    verbs,
  };
}

/** The full names that a row mentions. */
function namesIn(row: Row): string[] {
  const { apps = [], groups = [], declare = [], decorators = {}, classes = {}, needs } = row;
  const decorated = row['decorated-classes'] ?? {};
  const listed = [...apps, ...groups, ...declare.map(({ name }) => name)];
  return [
    ...listed,
    ...[decorators, decorated].flatMap((table) => Object.keys(table)),
    ...(needs === undefined ? Object.keys(classes) : [needs]),
  ];
}

function methodsOf(methods: Methods): ReadonlySet<string> | undefined {
  if (methods === 'any') return undefined;
  if (methods === 'verbs') return new Set(VERBS);
  return new Set(Array.isArray(methods) ? methods : methods.first);
}

function handlerClass(framework: Framework, methods: Methods, needs: string | undefined): HandlerClass {
  const chain = typeof methods === 'object' && !Array.isArray(methods);
  return { framework, methods: methodsOf(methods), chain, needs };
}

function patterns(sources: readonly string[] = []): RegExp[] {
  return sources.map((source) => new RegExp(source, 'i'));
}

function compile(table: Table): Serving {
  const owners = new NameIndex<Owner>();
  const registrations = new NameIndex<Registration>();
  const decorators = new NameIndex<{ framework: Framework; method: string }>();
  const classes = new NameIndex<HandlerClass>();
  const decoratedClasses = new NameIndex<HandlerClass>();
  const suppliers = new NameIndex<Supplier>();
  const named: NamedHandler[] = [];
  const views: View[] = [];
  const modules = new Set<string>();
  for (const [name, row] of Object.entries(table.serving ?? {})) {
    const framework = frameworkOf(name, row);
    const { apps = [], groups = [], needs } = row;
    for (const full of namesIn(row)) modules.add(/^\w+/.exec(full)?.[0] ?? '_pb2_grpc');
    if (row.views !== undefined && needs !== undefined)
      views.push({ framework, first: new RegExp(row.views), needs });
    for (const app of apps) owners.add(app, { framework, role: 'app' });
    for (const group of groups) owners.add(group, { framework, role: 'group' });
    for (const { name: method, path, handler } of row.register ?? [])
      for (const owner of [...apps, ...groups])
        registrations.add(`${owner}.${method}`, { framework, path, handler });
    for (const { name: callee, path, handler } of row.declare ?? [])
      registrations.add(callee, { framework, path, handler });
    for (const [decorator, method] of Object.entries(row.decorators ?? {}))
      decorators.add(decorator, { framework, method });
    for (const [callee, called] of Object.entries(row.suppliers ?? {}))
      suppliers.add(callee, { framework, function: called });
    for (const [base, methods] of Object.entries(row.classes ?? {}))
      classes.add(base, handlerClass(framework, methods, needs));
    for (const [decorator, methods] of Object.entries(row['decorated-classes'] ?? {}))
      decoratedClasses.add(decorator, handlerClass(framework, methods, needs));
    for (const { function: called, raw, beside = [], without = [], first, unless = [] } of row.named ?? []) {
      const pattern = first === undefined ? undefined : new RegExp(first);
      named.push({
        framework,
        function: called,
        raw,
        beside,
        without,
        first: pattern,
        unless: namesOf(unless),
      });
    }
  }
  const types = new NameIndex<TypeClass>();
  for (const [kind, names] of Object.entries(table.types ?? {}))
    for (const name of names) types.add(name, kind as TypeClass);
  const components = new NameIndex<Component>();
  for (const [kind, names] of Object.entries(table.components ?? {}))
    for (const name of names) components.add(name, kind as Component);
  return {
    modules: new RegExp(`\\b(?:${[...modules].join('|')})\\b|_pb2_grpc\\b`),
    owners,
    registrations,
    decorators,
    classes,
    decoratedClasses,
    suppliers,
    named,
    views,
    components,
    types,
    openPaths: patterns(table.paths?.open),
    platformPaths: patterns(table.paths?.platform),
    sizeWords: new Set(table.sizes?.words),
  };
}

/** Their keys do not overlap. */
const TABLES = ['serving-frameworks', 'validated-types', 'route-paths', 'page-components'];

const compiled = new WeakMap<object, Serving>();

/** The serving frameworks as the rule set of `file` knows them; compiled once per rule set. */
export function servingOf(file: PythonFile): Serving {
  const { tables } = file.models;
  let serving = compiled.get(tables);
  if (!serving) {
    serving = compile(Object.assign({}, ...TABLES.map((name) => tables[name])) as Table);
    compiled.set(tables, serving);
  }
  return serving;
}
