/**
 * `mcp-server-network-exposed`: MCP servers that listen on a network and ask nobody who they are. What a server listens
 * on is said where it is started or where it is made; who it lets in, where it is made.
 */
import type { Rule } from '../../engine/types.ts';
import { surelyAtLeast } from '../../versions/interval.ts';
import { versionsOf } from '../../versions/versions.ts';
import { argumentOf, argumentValue } from '../arguments.ts';
import type { Call, Expression } from '../ast.ts';
import { writtenEdits } from '../call-fix.ts';
import { meaning } from '../constants.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import { replace } from '../edit.ts';
import { calleeSpan, type PythonFile, textOf } from '../file.ts';
import { fits } from '../patterns.ts';

const SERVERS = ['mcp.**.FastMCP', 'mcp.**.MCPServer', 'fastmcp.**.FastMCP'];
const STARTS = ['run', 'run_async', 'run_http_async', 'run_sse_async', 'run_streamable_http_async'];
const APPS = ['sse_app', 'streamable_http_app', 'http_app'];

const ON_NETWORK = new Set(['sse', 'streamable-http', 'http']);
const GUARDS = ['auth', 'token_verifier', 'auth_server_provider', 'middleware'];
const LOOPBACK = /^(?:127\.|localhost$|::1$)/;

/** From this version on the SDK refuses names that it was not asked for on a loopback address. */
const PROTECTED = '1.23.0';

/** A server that is started, and what is known of the way. */
interface Start {
  readonly server: Expression;
  /** By its first name: `FastMCP` of two packages. */
  readonly name: string;
  readonly transport: Expression | undefined;
}

/** The call that makes what `node` is; undefined where it comes from elsewhere. */
function makerOf(node: Expression, file: PythonFile): Call | undefined {
  const meant = meaning(node, file.names);
  if (meant.kind !== 'call') return undefined;
  return file.names.resolve(meant.func).some((name) => fits(name, SERVERS)) ? meant : undefined;
}

/** `server.run(transport="sse")`, `server.run_http_async()`. */
function startedBy(call: Call, name: string, file: PythonFile): Start | undefined {
  if (call.func.kind !== 'attribute') return undefined;
  const { value: server, attr } = call.func;
  if (/_(?:http|sse)_async$/.test(attr)) return { server, name, transport: undefined };
  const given = argumentOf(call, '0|transport', file.names);
  if (given.state !== 'given') return undefined;
  const value = argumentValue(call, '0|transport', file.names);
  const isNetwork = value.state === 'known' && ON_NETWORK.has(String(value.value));
  return isNetwork ? { server, name, transport: given.value } : undefined;
}

/** `uvicorn.run(server.sse_app(), host=…)`. */
function servedBy(call: Call, file: PythonFile): Start | undefined {
  const given = argumentOf(call, '0|app', file.names);
  const app = given.state === 'given' ? meaning(given.value, file.names) : undefined;
  if (app?.kind !== 'call' || app.func.kind !== 'attribute' || !APPS.includes(app.func.attr))
    return undefined;
  const [name] = file.names.resolve(app.func);
  const { value: server } = app.func;
  return name !== undefined && makerOf(server, file) ? { server, name, transport: undefined } : undefined;
}

/** Whether the server asks who calls, or may. */
function isGuarded({ server }: Start, maker: Call, file: PythonFile): boolean {
  const open = GUARDS.every((argument) => {
    const { state } = argumentOf(maker, argument, file.names);
    const value = argumentValue(maker, argument, file.names);
    return state === 'absent' || (value.state === 'known' && value.value === null);
  });
  const changes = file.names.changes(server);
  return !open || changes.has('') || changes.has('.auth');
}

/** The address, where it is written; `unknown` where it is and cannot be read. */
function hostOf(call: Call, maker: Call, file: PythonFile): { node?: Expression; host: string } {
  for (const one of [call, maker]) {
    const given = argumentOf(one, 'host', file.names);
    if (given.state === 'maybe') return { host: 'unknown' };
    if (given.state !== 'given') continue;
    const value = argumentValue(one, 'host', file.names);
    const host = value.state === 'known' ? String(value.value) : 'unknown';
    return { ...(given.argument.star ? {} : { node: given.value }), host };
  }
  return { host: '' };
}

/** Whether the library refuses other names on a loopback address, so that no page can reach the server. */
function isProtected({ name }: Start, file: PythonFile): boolean {
  if (name.startsWith('fastmcp')) return false;
  if (/\.MCPServer\(/.test(name)) return true;
  return surelyAtLeast(versionsOf(file.project, file.source.path, 'mcp'), PROTECTED);
}

function* seen(call: Call, start: Start, file: PythonFile, rule: Rule): Iterable<Seen> {
  const maker = makerOf(start.server, file);
  if (!maker || isGuarded(start, maker, file)) return;
  const { node, host } = hostOf(call, maker, file);
  const isLocal = host === '' || LOOPBACK.test(host);
  if (isLocal && isProtected(start, file)) return;
  const plain = (value: Expression | undefined): Expression | undefined =>
    value?.kind === 'string' && !value.joined ? value : undefined;
  const literal = plain(node);
  const transport = call.args.length === 1 ? plain(start.transport) : undefined;
  yield {
    case: isLocal ? 'local' : host === 'unknown' ? 'somewhere' : 'open',
    span: calleeSpan(file, call),
    values: { callee: textOf(file, call.func), host },
    edits: {
      ...writtenEdits(file, rule, maker),
      loopback: literal && !isLocal ? [replace(literal, '"127.0.0.1"')] : undefined,
      stdio: transport && [replace(transport, '"stdio"')],
    },
  };
}

export const detector: PythonDetector = {
  calls: [...SERVERS.flatMap((server) => STARTS.map((start) => `${server}().${start}`)), 'uvicorn.run'],
  *call({ call }, name, file, rule) {
    const start = name === 'uvicorn.run' ? servedBy(call, file) : startedBy(call, name, file);
    if (start) yield* seen(call, start, file, rule);
  },
};
