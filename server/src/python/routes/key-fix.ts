/** The fix that asks the caller of a route for a key: the function that checks it, and what puts it before the route. */
import type { Edit } from '../../engine/types.ts';
import { type Call, type FunctionDef, spanOf } from '../ast.ts';
import { importModule, insert, setArgument } from '../edit.ts';
import type { PythonFile } from '../file.ts';
import { beforeDef, beforeRoutes, linesAt } from './app-lines.ts';
import { importNames } from './imports.ts';
import { keyword } from './owners.ts';
import type { Route } from './route.ts';

type Name = (full: string) => string;

/** How a framework's routes ask for a key. */
interface Check {
  /** What the check is called. */
  readonly name: string;
  readonly modules: readonly string[];
  readonly imports: readonly string[];
  readonly code: (name: Name) => readonly string[];
  /** Puts the check before a route. */
  readonly use: (file: PythonFile, call: Call, handler: FunctionDef, name: Name) => Edit[] | undefined;
}

const DOCSTRING = '"""Refuses callers whose X-API-Key header is not the API_KEY of the environment."""';

const CHECKS: Readonly<Record<string, Check>> = {
  fastapi: {
    name: 'verify_api_key',
    modules: ['os', 'secrets'],
    imports: ['Depends', 'Header', 'HTTPException'],
    code: (name) => [
      `def verify_api_key(x_api_key: str = ${name('Header')}(default="")) -> None:`,
      `    ${DOCSTRING}`,
      '    expected = os.environ["API_KEY"]',
      '    if not expected or not secrets.compare_digest(x_api_key.encode(), expected.encode()):',
      `        raise ${name('HTTPException')}(status_code=401, detail="Send a valid key in the X-API-Key header.")`,
      '',
      '',
    ],
    use: (file, call, _handler, name) => {
      const code = `${name('Depends')}(verify_api_key)`;
      const given = keyword(file, call, 'dependencies');
      if (!given) return setArgument(file, call, 'dependencies', `[${code}]`);
      const last = given.kind === 'list' ? given.items.at(-1) : undefined;
      return last && [insert(spanOf(last).end, `, ${code}`)];
    },
  },
  flask: {
    name: 'require_api_key',
    modules: ['functools', 'os', 'secrets'],
    imports: ['abort', 'request'],
    code: (name) => [
      'def require_api_key(view):',
      `    ${DOCSTRING}`,
      '',
      '    @functools.wraps(view)',
      '    def checked(*args, **kwargs):',
      '        expected = os.environ["API_KEY"]',
      `        given = ${name('request')}.headers.get("X-API-Key", "")`,
      '        if not expected or not secrets.compare_digest(given.encode(), expected.encode()):',
      `            ${name('abort')}(401)`,
      '        return view(*args, **kwargs)',
      '',
      '    return checked',
      '',
      '',
    ],
    use: (file, _call, handler) => {
      const place = handler.async ? undefined : beforeDef(file, handler);
      return place && [linesAt(file, place, ['@require_api_key'])];
    },
  },
};

/** What all fixes of a file share: imports and the check; undefined where they cannot run. */
function shared(
  file: PythonFile,
  framework: string,
  check: Check,
): { edits: readonly Edit[]; name: Name } | undefined {
  const offset = beforeRoutes(file, framework);
  if (offset === undefined || file.names.moduleBindings(check.name).length > 0) return undefined;
  const modules = check.modules.map((module) => importModule(file, module));
  const imported = importNames(file, framework, check.imports, offset);
  if (!imported || modules.includes(undefined)) return undefined;
  const name: Name = (full) => imported.local.get(full) ?? full;
  const code = linesAt(file, { offset, indent: '', open: false }, check.code(name));
  return { edits: [...modules.flatMap((edits) => edits ?? []), ...imported.edits, code], name };
}

/** The edits for `route`; undefined where they cannot be made to run. */
export function keyEdits(file: PythonFile, route: Route): readonly Edit[] | undefined {
  const { framework, declaration, handler } = route;
  const check = CHECKS[framework.name];
  if (!check || !declaration || !handler.decorators.includes(declaration)) return undefined;
  if (handler.scope?.parent?.kind !== 'module' || route.methods.includes('WEBSOCKET')) return undefined;
  const common = shared(file, framework.name, check);
  const use = common && check.use(file, declaration, handler, common.name);
  return common && use && [...common.edits, ...use];
}
