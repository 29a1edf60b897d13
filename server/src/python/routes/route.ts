/** The words of routes: what is known of each entrance of a program. Data only. */
import type { Call, ClassDef, Expression, FunctionDef, Param } from '../ast.ts';
import type { Check, Shape } from './checks.ts';
import type { Framework } from './frameworks.ts';

/** What fills a parameter of a handler. `request` is the request object itself, `supplied` what the framework makes. */
export type Source =
  | 'path'
  | 'query'
  | 'header'
  | 'cookie'
  | 'body'
  | 'form'
  | 'file'
  | 'request'
  | 'socket'
  | 'dependency'
  | 'supplied'
  | 'raw'
  | 'component';

export interface Parameter {
  readonly param: Param;
  readonly source: Source;
  readonly check: Check;
  /** The type without `Annotated` and `Optional`, where there is one. */
  readonly type: Expression | undefined;
  /** The model of this file that validates it. */
  readonly model: ClassDef | undefined;
  /** The fields of the model, where another file defines it. */
  readonly fields?: ReadonlyMap<string, Shape>;
  /** For a request object its full name, as the models know it: `starlette.requests.Request()`. */
  readonly instance: string | undefined;
}

/** An app or router of this file. */
export interface RouteOwner {
  readonly framework: Framework;
  readonly role: 'app' | 'group';
  /** Where it is made; undefined when that cannot be seen. */
  readonly creation: Call | undefined;
}

/** What was recognised as a check of the caller. */
export interface Recognised {
  readonly level: 'route' | 'group' | 'app' | 'platform';
  readonly by: string;
}

export interface Route {
  readonly framework: Framework;
  /** In upper case; `ANY` when the code does not say. */
  readonly methods: readonly string[];
  /** Undefined when it is not a constant. */
  readonly path: string | undefined;
  readonly handler: FunctionDef;
  /** The class of a class based handler. */
  readonly holder: ClassDef | undefined;
  /** The decorator or call that declares the route; undefined for handlers that are known by their name. */
  readonly declaration: Call | undefined;
  readonly owner: RouteOwner | undefined;
  readonly parameters: readonly Parameter[];
}

/** What a route is called in messages: `POST /predict`. */
export function routeTitle({ methods, path, handler }: Route): string {
  const verbs = methods.filter((method) => method !== 'ANY').join('/');
  return `${verbs === '' ? '' : `${verbs} `}${path ?? handler.name}`;
}
