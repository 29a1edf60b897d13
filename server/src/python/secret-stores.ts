/**
 * Code that asks a secrets manager for a secret instead of the environment, for fixes. Each store gets one function,
 * supplied once; what it needs to know beyond the secret's name it takes from where its own tools take it.
 */
import type { Edit } from '../engine/types.ts';
import type { Expression } from './ast.ts';
import { replace } from './edit.ts';
import type { PythonFile } from './file.ts';
import { commonQuote } from './quotes.ts';
import { supply } from './supplied-code.ts';

interface Store {
  /** The function's name and code. */
  readonly name: string;
  readonly code: string;
  readonly modules: readonly string[];
  readonly from?: Readonly<Record<string, string>>;
  /** Whether its names of secrets have dashes where variables have underscores. */
  readonly dashes?: true;
}

/** By the id of the fix. */
const STORES: Readonly<Record<string, Store>> = {
  aws: {
    name: 'aws_secret',
    code: `
def aws_secret(name):
    """A secret of AWS Secrets Manager."""
    return boto3.client("secretsmanager").get_secret_value(SecretId=name)["SecretString"]
`,
    modules: ['boto3'],
  },
  gcp: {
    name: 'gcp_secret',
    code: `
def gcp_secret(name):
    """The latest version of a secret of Google Cloud Secret Manager."""
    client = secretmanager.SecretManagerServiceClient()
    path = client.secret_version_path(os.environ["GOOGLE_CLOUD_PROJECT"], name, "latest")
    return client.access_secret_version(name=path).payload.data.decode()
`,
    modules: ['os'],
    from: { secretmanager: 'google.cloud' },
  },
  azure: {
    name: 'azure_secret',
    code: `
def azure_secret(name):
    """A secret of Azure Key Vault."""
    client = SecretClient(vault_url=os.environ["AZURE_KEY_VAULT_URL"], credential=DefaultAzureCredential())
    return client.get_secret(name).value
`,
    modules: ['os'],
    from: { DefaultAzureCredential: 'azure.identity', SecretClient: 'azure.keyvault.secrets' },
    dashes: true,
  },
  vault: {
    name: 'vault_secret',
    code: `
def vault_secret(name):
    """The field "value" of a secret of HashiCorp Vault, version 2 of its key-value store."""
    client = hvac.Client(url=os.environ["VAULT_ADDR"], token=os.environ["VAULT_TOKEN"])
    return client.secrets.kv.v2.read_secret_version(path=name)["data"]["data"]["value"]
`,
    modules: ['hvac', 'os'],
  },
};

/** By fix id, the edits that read the secret `variable` from a store where `node` reads it from the environment. */
export function secretStores(
  file: PythonFile,
  node: Expression,
  variable: string,
): Readonly<Record<string, readonly Edit[] | undefined>> {
  if (!/^\w+$/.test(variable)) return {};
  const quote = commonQuote(file);
  const edits = Object.entries(STORES).map(([id, { name, code, modules, from, dashes }]) => {
    const supplied = supply(file, node, { code: { [name]: code }, modules, ...(from ? { from } : {}) });
    const secret = dashes ? variable.replaceAll('_', '-') : variable;
    return [id, supplied && [...supplied, replace(node, `${name}(${quote}${secret}${quote})`)]] as const;
  });
  return Object.fromEntries(edits);
}
