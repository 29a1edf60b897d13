/** The fix that writes a middleware into an app: for every request a line of JSON, and nothing of what was sent. */
import type { Edit } from '../../engine/types.ts';
import { importModule } from '../edit.ts';
import type { PythonFile } from '../file.ts';
import { behindCreation, linesAt } from './app-lines.ts';
import { aroundOf } from './apps.ts';
import { importNames } from './imports.ts';
import type { Route } from './route.ts';

type Name = (full: string) => string;

interface Middleware {
  readonly imports: readonly string[];
  readonly code: (app: string, name: Name) => readonly string[];
}

const DOCSTRING =
  '"""Logs who asked for what, how it ended and how long it took; nothing of what was sent."""';

const LOG = [
  'audit_log = logging.getLogger("audit")',
  'audit_log.setLevel(logging.INFO)',
  'audit_log.addHandler(logging.StreamHandler())',
  '',
  '',
];

const MIDDLEWARES: Readonly<Record<string, Middleware>> = {
  fastapi: {
    imports: ['Request'],
    code: (app, name) => [
      ...LOG,
      `@${app}.middleware("http")`,
      `async def record_request(request: ${name('Request')}, call_next):`,
      `    ${DOCSTRING}`,
      '    started = time.perf_counter()',
      '    entry = {"id": str(uuid.uuid4()), "method": request.method, "path": request.url.path, "status": 500}',
      '    entry["client"] = request.client.host if request.client else None',
      '    entry["model"] = os.environ.get("MODEL_VERSION")',
      '    try:',
      '        response = await call_next(request)',
      '        entry["status"] = response.status_code',
      '        return response',
      '    finally:',
      '        entry["seconds"] = round(time.perf_counter() - started, 3)',
      '        audit_log.info(json.dumps(entry))',
      '',
      '',
    ],
  },
  flask: {
    imports: ['g', 'request'],
    code: (app, name) => [
      ...LOG,
      `@${app}.before_request`,
      'def start_clock():',
      `    ${name('g')}.started = time.perf_counter()`,
      '',
      '',
      `@${app}.after_request`,
      'def record_request(response):',
      `    ${DOCSTRING}`,
      `    entry = {"id": str(uuid.uuid4()), "method": ${name('request')}.method, "path": ${name('request')}.path}`,
      `    entry["client"] = ${name('request')}.remote_addr`,
      '    entry["model"] = os.environ.get("MODEL_VERSION")',
      '    entry["status"] = response.status_code',
      `    entry["seconds"] = round(time.perf_counter() - ${name('g')}.get("started", time.perf_counter()), 3)`,
      '    audit_log.info(json.dumps(entry))',
      '    return response',
      '',
      '',
    ],
  },
};

const MODULES = ['json', 'logging', 'os', 'time', 'uuid'];
const NAMES = ['audit_log', 'record_request', 'start_clock'];

/** The edits for the app of `route`; undefined where they cannot be made to run. */
export function recordEdits(file: PythonFile, { framework, owner }: Route): readonly Edit[] | undefined {
  const middleware = MIDDLEWARES[framework.name];
  if (!middleware || !owner || NAMES.some((name) => file.names.moduleBindings(name).length > 0))
    return undefined;
  const apps = aroundOf(file, owner).owners.filter(({ role }) => role === 'app');
  const [creation, ...others] = apps.flatMap((app) => app.creation ?? []);
  const place = creation && others.length === 0 ? behindCreation(file, creation) : undefined;
  if (!place?.module) return undefined;
  const modules = MODULES.map((module) => importModule(file, module));
  const imported = importNames(file, framework.name, middleware.imports, place.offset);
  if (!imported || modules.includes(undefined)) return undefined;
  const name: Name = (full) => imported.local.get(full) ?? full;
  return [
    ...modules.flatMap((edits) => edits ?? []),
    ...imported.edits,
    linesAt(file, place, middleware.code(place.target, name)),
  ];
}
