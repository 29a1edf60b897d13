/**
 * The fix that limits how often one caller may ask a route: the library's limiter, what ties it to the app, the decorator,
 * and the parameter that it looks for.
 */
import type { Edit } from '../../engine/types.ts';
import { type FunctionDef, spanOf } from '../ast.ts';
import { insert } from '../edit.ts';
import { type PythonFile, speaksOf, textFrom } from '../file.ts';
import { beforeDef, beforeRoutes, behindCreation, linesAt } from './app-lines.ts';
import { aroundOf } from './apps.ts';
import { usesOfName } from './body.ts';
import { importNames } from './imports.ts';
import type { Route } from './route.ts';

const LIMITER = 'limiter';

/** How a framework's limiter is made and used. */
interface Library {
  /** Module -> the names that are needed of it. */
  readonly imports: Readonly<Record<string, readonly string[]>>;
  /** Full name of the limiter's class. */
  readonly made: string;
  readonly creation: (name: (full: string) => string) => string;
  /** The lines that tie the limiter to `app`. */
  readonly tie: (app: string, name: (full: string) => string) => readonly string[];
  readonly rate: string;
  /** The limiter wants a parameter `request`. */
  readonly request: boolean;
}

const LIBRARIES: Readonly<Record<string, Library>> = {
  fastapi: {
    imports: {
      slowapi: ['Limiter', '_rate_limit_exceeded_handler'],
      'slowapi.errors': ['RateLimitExceeded'],
      'slowapi.util': ['get_remote_address'],
      fastapi: ['Request'],
    },
    made: 'slowapi.Limiter()',
    creation: (name) => `${LIMITER} = ${name('Limiter')}(key_func=${name('get_remote_address')})`,
    tie: (app, name) => [
      `${app}.state.limiter = ${LIMITER}`,
      `${app}.add_exception_handler(${name('RateLimitExceeded')}, ${name('_rate_limit_exceeded_handler')})`,
    ],
    rate: '60/minute',
    request: true,
  },
  flask: {
    imports: { flask_limiter: ['Limiter'], 'flask_limiter.util': ['get_remote_address'] },
    made: 'flask_limiter.Limiter()',
    creation: (name) => `${LIMITER} = ${name('Limiter')}(key_func=${name('get_remote_address')})`,
    tie: (app) => [`${LIMITER}.init_app(${app})`],
    rate: '60 per minute',
    request: false,
  },
};

/** The edits that give `handler` the parameter `request`; none where it has it, undefined where it cannot have it. */
function withRequest(file: PythonFile, route: Route, type: string): readonly Edit[] | undefined {
  const { handler, parameters } = route;
  const requests = parameters.filter(({ source }) => source === 'request');
  if (requests.length > 0) return requests[0]?.param.name === 'request' ? [] : undefined;
  if (handler.params.some(({ name }) => name === 'request') || usesOfName(handler, 'request').length > 0)
    return undefined;
  if (isCalled(file, handler)) return undefined;
  const text = textFrom(file, handler);
  const open = handler.chunk.offset + handler.nameSpan.end;
  if (text[open] !== '(') return undefined;
  const [first] = handler.params;
  if (!first) {
    const close = /^\(\s*\)/.exec(text.slice(open));
    return close ? [insert(open + 1, `request: ${type}`)] : undefined;
  }
  const { start } = spanOf(first);
  if (first.star || first.name === '') return undefined;
  const gap = text.slice(open + 1, start);
  if (gap.includes('#')) return undefined;
  return [insert(start, gap.includes('\n') ? `request: ${type},${gap}` : `request: ${type}, `)];
}

/** Whether other code of the file calls the handler, which would then lack the new argument. */
function isCalled(file: PythonFile, { name }: FunctionDef): boolean {
  return speaksOf(file, new RegExp(`(?<!def\\s+)(?<![\\w.])${name}\\s*\\(`));
}

interface Preparation {
  readonly edits: readonly Edit[];
  readonly name: (full: string) => string;
}

function imported(file: PythonFile, library: Library, use: number, only?: string): Preparation | undefined {
  const edits: Edit[] = [];
  const local = new Map<string, string>();
  for (const [module, names] of Object.entries(library.imports)) {
    if (only !== undefined && module !== only) continue;
    const found = importNames(file, module, names, use);
    if (!found) return undefined;
    edits.push(...found.edits);
    for (const [full, name] of found.local) local.set(full, name);
  }
  return { edits, name: (full) => local.get(full) ?? full };
}

/** The limiter of the file, or the edits that make one before the routes and tie it to the app. */
function prepared(file: PythonFile, route: Route, library: Library): Preparation | undefined {
  const { owner, framework } = route;
  const use = beforeRoutes(file, framework.name);
  if (use === undefined || !owner) return undefined;
  const existing = file.names.moduleBindings(LIMITER);
  if (existing.length > 0) {
    const [binding] = existing;
    const ours =
      binding?.value !== undefined &&
      binding.chunk.offset < use &&
      file.names.resolve(binding.value).includes(library.made);
    return ours ? imported(file, library, use, library.request ? 'fastapi' : '') : undefined;
  }
  const apps = aroundOf(file, owner).owners.filter(({ role }) => role === 'app');
  const [creation, ...others] = apps.flatMap((app) => app.creation ?? []);
  const place = creation && others.length === 0 ? behindCreation(file, creation) : undefined;
  if (!place?.module) return undefined;
  const names = imported(file, library, Math.min(use, place.offset));
  if (!names) return undefined;
  const made = library.creation(names.name);
  const tied = library.tie(place.target, names.name);
  if (place.offset <= use)
    return { ...names, edits: [...names.edits, linesAt(file, place, [made, ...tied])] };
  const before = linesAt(file, { offset: use, indent: '', open: false }, [made, '', '']);
  return { ...names, edits: [...names.edits, before, linesAt(file, place, tied)] };
}

/** The edits for `route`; undefined where they cannot be made to run. */
export function limiterEdits(file: PythonFile, route: Route): readonly Edit[] | undefined {
  const { framework, declaration, handler, methods } = route;
  const library = LIBRARIES[framework.name];
  if (!library || !declaration || methods.includes('WEBSOCKET')) return undefined;
  if (!handler.decorators.includes(declaration) || handler.scope?.parent?.kind !== 'module') return undefined;
  const place = beforeDef(file, handler);
  const preparation = place && prepared(file, route, library);
  if (!place || !preparation) return undefined;
  const parameter = library.request ? withRequest(file, route, preparation.name('Request')) : [];
  if (!parameter) return undefined;
  return [...preparation.edits, linesAt(file, place, [`@${LIMITER}.limit("${library.rate}")`]), ...parameter];
}
