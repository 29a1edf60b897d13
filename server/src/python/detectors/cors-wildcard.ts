/** Servers that let the scripts of any website read their answers. */
import type { Edit } from '../../engine/types.ts';
import { wordsOf } from '../../personal/words.ts';
import { argumentOf } from '../arguments.ts';
import { type Call, type Expression, type Node, rootOf, spanOf } from '../ast.ts';
import { boundOf } from '../bind.ts';
import { constantOf, meaning } from '../constants.ts';
import { hasCookieLogins } from '../cookie-logins.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import { importModule, replace, setArgument } from '../edit.ts';
import { calleeSpan, type PythonFile, textOf } from '../file.ts';
import { walk } from '../walk.ts';

const ORIGINS = 'os.environ["ALLOWED_ORIGINS"].split(",")';

/** The keywords of each family: where its origins stand, and what sends cookies along. */
const FAMILIES = [
  {
    names: /CORSMiddleware$|\.CORSConfig$/,
    origins: 'allow_origins',
    credentials: 'allow_credentials',
    methods: 'allow_methods',
  },
  { names: /^flask_cors\./, origins: 'origins', credentials: 'supports_credentials', methods: 'methods' },
] as const;

/** Words of a condition that only development meets. */
const DEVELOPMENT = new Set(['debug', 'dev', 'development', 'develop', 'local', 'testing']);

type Family = (typeof FAMILIES)[number];

function isWildcard(file: PythonFile, node: Expression): boolean {
  const meant = meaning(node, file.names);
  if (meant.kind === 'list' || meant.kind === 'tuple')
    return meant.items.some((item) => isWildcard(file, item));
  const value = constantOf(meant, file.names);
  return value.state === 'known' && value.value === '*';
}

function isTrue(file: PythonFile, call: Call, name: string): boolean {
  const filled = argumentOf(call, name, file.names);
  if (filled.state !== 'given') return false;
  const value = constantOf(filled.value, file.names);
  return value.state === 'known' && value.value === true;
}

/** Whether only reading is allowed: what any site may fetch anyway. */
function readsOnly(file: PythonFile, call: Call, { methods, origins }: Family): boolean {
  const filled = argumentOf(call, methods, file.names);
  if (filled.state === 'absent') return origins === 'allow_origins';
  const list = filled.state === 'given' ? meaning(filled.value, file.names) : undefined;
  if (list?.kind !== 'list' && list?.kind !== 'tuple') return false;
  return list.items.every((item) => item.kind === 'string' && /^(GET|HEAD|OPTIONS)$/i.test(item.value));
}

/** The dictionary entry of Flask's `resources={"/api/*": {"origins": "*"}}` that opens everything. */
function openResource(file: PythonFile, call: Call): Expression | undefined {
  const filled = argumentOf(call, 'resources', file.names);
  let found: Expression | undefined;
  if (filled.state !== 'given') return undefined;
  walk(meaning(filled.value, file.names), (node) => {
    if (node.kind === 'dict') {
      for (const { key, value } of node.entries)
        if (key?.kind === 'string' && key.value === 'origins' && isWildcard(file, value)) found ??= value;
    }
    return found === undefined;
  });
  return found;
}

/** What opens the server to every origin: an argument's value, or the call itself by what it leaves out. */
function opening(file: PythonFile, call: Call, family: Family): { value?: Expression; at: Node } | undefined {
  const filled = argumentOf(call, family.origins, file.names);
  if (filled.state === 'given')
    return isWildcard(file, filled.value) ? { value: filled.value, at: filled.argument } : undefined;
  if (filled.state === 'maybe' || family.origins !== 'origins') return undefined;
  const resource = openResource(file, call);
  if (resource) return { value: resource, at: resource };
  return argumentOf(call, 'resources', file.names).state === 'absent' ? { at: call.func } : undefined;
}

function edits(
  file: PythonFile,
  call: Call,
  family: Family,
  found: { value?: Expression; at: Node },
): Edit[] | undefined {
  const os = importModule(file, 'os');
  const set = found.value
    ? [replace(found.value, ORIGINS)]
    : setArgument(file, call, family.origins, ORIGINS);
  return os && set && [...os, ...set];
}

function familyOf(file: PythonFile, call: Call, name: string): Family | undefined {
  const [first] = call.args;
  const added =
    /\.(add_middleware|Middleware)$/.test(name) && first ? file.names.resolve(first.value) : [name];
  return FAMILIES.find(({ names }) => added.some((n) => names.test(n)));
}

/** Whether the call runs only in development: inside an `if` that asks for it. */
function inDevelopment(file: PythonFile, call: Call): boolean {
  const { start } = spanOf(call);
  return boundOf(rootOf(call.chunk)).statements.some(({ statement }) => {
    if (statement.kind !== 'if') return false;
    const inside = statement.body.some((s) => spanOf(s).start <= start && start < spanOf(s).end);
    return inside && wordsOf(textOf(file, statement.test)).some((word) => DEVELOPMENT.has(word));
  });
}

export const detector: PythonDetector = {
  calls: [
    'fastapi.**.add_middleware',
    'starlette.**.add_middleware',
    'starlette.**.Middleware',
    'fastapi.**.Middleware',
    'starlette.**.CORSMiddleware',
    'fastapi.**.CORSMiddleware',
    'litestar.**.CORSConfig',
    'flask_cors.CORS',
    'flask_cors.cross_origin',
  ],
  *call({ call }, name, file): Iterable<Seen> {
    const family = familyOf(file, call, name);
    const found = family && opening(file, call, family);
    if (!family || !found || inDevelopment(file, call)) return;
    const credentials = isTrue(file, call, family.credentials);
    if (!credentials && readsOnly(file, call, family)) return;
    const span = found.at === call.func ? calleeSpan(file, call) : spanOf(found.at);
    yield {
      case: !credentials ? 'open' : hasCookieLogins(file) ? 'credentials' : 'unused-credentials',
      span,
      edits: { list: edits(file, call, family, found) },
    };
  },
};
