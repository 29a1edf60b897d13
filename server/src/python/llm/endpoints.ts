/** Where the model runs that a call asks: on this machine, elsewhere, or nobody can say. */
import { argumentOf } from '../arguments.ts';
import type { Call, Expression } from '../ast.ts';
import { constantOf, meaning } from '../constants.ts';
import type { PythonFile } from '../file.ts';
import { fits } from '../patterns.ts';

export type Endpoint = 'local' | 'hosted' | 'unknown';

const ADDRESSES = ['base_url', 'api_base', 'openai_api_base', 'server_url', 'host', 'endpoint_url'];

const LOCAL =
  /^(?:\w+:\/\/)?(?:localhost|127\.|0\.0\.0\.0|\[?::1|host\.docker\.internal|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|[\w-]+(?::\d+)?(?:\/|$)|[\w.-]+\.(?:local|internal|svc)\b)/;

interface Table {
  readonly 'local-models'?: readonly string[];
}

/** The object that the methods of `node` belong to: `client` of `client.chat.completions.create`. */
function ownerOf(node: Expression): Expression {
  return node.kind === 'attribute' ? ownerOf(node.value) : node;
}

function addressIn(call: Call, file: PythonFile): Endpoint | undefined {
  for (const key of ADDRESSES) {
    const filled = argumentOf(call, key, file.names);
    if (filled.state === 'absent') continue;
    if (filled.state !== 'given') return 'unknown';
    const known = constantOf(filled.value, file.names);
    if (known.state !== 'known' || typeof known.value !== 'string') return 'unknown';
    return LOCAL.test(known.value) ? 'local' : 'hosted';
  }
  return undefined;
}

/** Where the model runs that `call` asks. */
export function endpointOf(call: Call, file: PythonFile): Endpoint {
  const { names } = file;
  const table = file.tables.transformers as Table | undefined;
  const local = names.resolve(call.func).some((name) => fits(name, table?.['local-models'] ?? []));
  const { func } = call;
  const owner = func.kind === 'attribute' ? meaning(ownerOf(func.value), names) : undefined;
  const address = addressIn(call, file) ?? (owner?.kind === 'call' ? addressIn(owner, file) : undefined);
  if (address !== undefined) return address;
  const model = argumentOf(call, 'model', names);
  const name = model.state === 'given' ? constantOf(model.value, names) : undefined;
  if (name?.state === 'known' && typeof name.value === 'string' && /^(ollama|vllm)/.test(name.value))
    return 'local';
  return local ? 'local' : 'hosted';
}
