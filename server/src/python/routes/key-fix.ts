/** The fix that asks the caller of a FastAPI route for a key: a dependency, and the function that checks it. */
import type { Edit } from '../../engine/types.ts';
import { type Call, spanOf } from '../ast.ts';
import { importModule, insert, lineEnd, setArgument } from '../edit.ts';
import type { PythonFile } from '../file.ts';
import { importNames } from './imports.ts';
import { keyword } from './owners.ts';
import type { Route } from './route.ts';
import { routesOf } from './routes.ts';

const CHECK = 'verify_api_key';

function checkCode(names: ReadonlyMap<string, string>): string[] {
  const name = (full: string): string => names.get(full) ?? full;
  return [
    `def ${CHECK}(x_api_key: str = ${name('Header')}(default="")) -> None:`,
    '    """Refuses callers whose X-API-Key header is not the API_KEY of the environment."""',
    '    expected = os.environ["API_KEY"]',
    '    if not expected or not secrets.compare_digest(x_api_key.encode(), expected.encode()):',
    `        raise ${name('HTTPException')}(status_code=401, detail="Send a valid key in the X-API-Key header.")`,
    '',
    '',
  ];
}

/** Before the first route of the module: the check must be defined when a decorator names it. */
function place(file: PythonFile): number | undefined {
  const first = routesOf(file).all.find(
    ({ framework, handler }) => framework.name === 'fastapi' && handler.decorators.length > 0,
  );
  const chunk = first?.handler.chunk;
  if (!chunk || chunk.owner) return undefined;
  const { offset } = chunk;
  return offset === 0 || file.text[offset - 1] === '\n' ? offset : undefined;
}

function withDependency(file: PythonFile, call: Call, depends: string): Edit[] | undefined {
  const code = `${depends}(${CHECK})`;
  const given = keyword(file, call, 'dependencies');
  if (!given) return setArgument(file, call, 'dependencies', `[${code}]`);
  const last = given.kind === 'list' ? given.items.at(-1) : undefined;
  return last && [insert(spanOf(last).end, `, ${code}`)];
}

/** What all fixes of a file share: imports, the check, and what `Depends` is called; undefined where they cannot run. */
function shared(file: PythonFile): { edits: readonly Edit[]; depends: string } | undefined {
  const offset = place(file);
  if (offset === undefined || file.names.moduleBindings(CHECK).length > 0) return undefined;
  const os = importModule(file, 'os');
  const secrets = importModule(file, 'secrets');
  const fastapi = importNames(file, 'fastapi', ['Depends', 'Header', 'HTTPException'], offset);
  if (!os || !secrets || !fastapi) return undefined;
  const newline = lineEnd(file);
  const code = checkCode(fastapi.local)
    .map((line) => line + newline)
    .join('');
  const depends = fastapi.local.get('Depends') ?? 'Depends';
  return { edits: [...os, ...secrets, ...fastapi.edits, insert(offset, code)], depends };
}

/** The edits for `route`; undefined where they cannot be made to run. */
export function keyEdits(file: PythonFile, route: Route): readonly Edit[] | undefined {
  const { framework, declaration, handler } = route;
  if (framework.name !== 'fastapi' || !declaration || !handler.decorators.includes(declaration))
    return undefined;
  if (handler.scope?.parent?.kind !== 'module' || route.methods.includes('WEBSOCKET')) return undefined;
  const common = shared(file);
  const dependency = common && withDependency(file, declaration, common.depends);
  return common && dependency && [...common.edits, ...dependency];
}
