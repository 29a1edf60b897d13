/**
 * Routes as facts: of each route of a chunk everything that rules ask. What costs something is worked out when it is asked
 * for.
 */
import type { Chunk } from '../ast.ts';
import type { PythonFile } from '../file.ts';
import { servingOf } from './frameworks.ts';
import { asksModel } from './inference.ts';
import type { Route } from './route.ts';
import { routesIn } from './routes.ts';
import { type Found, safeguardOf } from './safeguards.ts';

export interface RouteFacts {
  readonly route: Route;
  /** Meant to be open: health checks, metrics, documentation. */
  readonly open: boolean;
  /** The handler, or a function of this file that it calls, asks a model. */
  readonly asksModel: boolean;
  /** What checks the caller. */
  readonly authentication: Found;
  /** What limits how often a caller may ask. */
  readonly limit: Found;
  /** What records who asked for what. */
  readonly record: Found;
}

class Facts implements RouteFacts {
  readonly route: Route;
  readonly #file: PythonFile;

  constructor(file: PythonFile, route: Route) {
    this.#file = file;
    this.route = route;
  }

  get open(): boolean {
    const { path } = this.route;
    return path !== undefined && servingOf(this.#file).openPaths.some((pattern) => pattern.test(path));
  }

  get asksModel(): boolean {
    return asksModel(this.#file, this.route.handler);
  }

  get authentication(): Found {
    return safeguardOf(this.#file, 'authentication', this.route);
  }

  get limit(): Found {
    return safeguardOf(this.#file, 'rate-limit', this.route);
  }

  get record(): Found {
    return safeguardOf(this.#file, 'record', this.route);
  }
}

/** What is known of the routes whose handlers stand in a chunk. */
export function factsIn(file: PythonFile, chunk: Chunk): readonly RouteFacts[] {
  return routesIn(file, chunk).map((route) => new Facts(file, route));
}

/** Whether a route asks a model for whoever calls it: declared in this file, and not meant for machines only. */
export function isForTheWorld({ route: { declaration }, open, asksModel: asks }: RouteFacts): boolean {
  return declaration !== undefined && !open && asks;
}
