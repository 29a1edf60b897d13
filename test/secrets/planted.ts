/**
 * Files with a secret planted wherever Parapet looks for one: by its form, its name, in what notebooks print, encoded, and
 * put together. Drawn anew from a seed, so that no file of the project holds one.
 */
import { models } from '../../scripts/rules.ts';
import type { SecretTable } from '../../server/src/secrets/table.ts';
import { random } from '../support/random.ts';
import { sample } from './sample.ts';

const next = random(20270101);

function keyOf(table: string, name: string): string {
  const row = (models()[table] as SecretTable).keys.find((each) => each.name === name);
  if (!row) throw new Error(`no ${name} in ${table}`);
  return sample(row.pattern, next);
}

const token = (): string => sample('[A-Z][a-z]\\d[A-Za-z0-9]{24}\\d[A-Z][a-z]', next);

/** What is planted: none of it may be read in any output. */
export const SECRETS = {
  groq: keyOf('provider-keys', 'Groq'),
  hub: keyOf('provider-keys', 'Hugging Face'),
  google: keyOf('provider-keys', 'Google'),
  github: keyOf('cloud-credentials', 'GitHub'),
  slack: keyOf('cloud-credentials', 'Telegram bot'),
  named: token(),
  header: token(),
  password: 'Regen-Winter-2041-Sommer',
  address: 'Nebel-Herbst-1977',
  registry: token(),
  printed: keyOf('provider-keys', 'Replicate'),
  parts: keyOf('provider-keys', 'Cerebras'),
  encoded: keyOf('provider-keys', 'Perplexity'),
  pem: sample('[A-Za-z0-9+/]{64}', next),
} as const;

const S = SECRETS;
const json = (value: unknown): string => `${JSON.stringify(value, undefined, 1)}\n`;

/** By path. */
export const FILES: Readonly<Record<string, string>> = {
  'app.py': [
    'import base64, os',
    'import boto3',
    'from groq import Groq',
    `client = Groq(api_key="${S.groq}")`,
    `TOKEN = os.environ.get("HF_TOKEN", "${S.hub}")`,
    `headers = {"Authorization": f"Bearer ${S.google}"}`,
    `db_password = "${S.password}"`,
    `made = "${S.parts.slice(0, 9)}" + "${S.parts.slice(9)}"`,
    `read = base64.b64decode("${btoa(S.encoded)}").decode()`,
    `s3 = boto3.client("s3", aws_secret_access_key="${S.named}")`,
    `print(f"using {TOKEN} and {db_password}")`,
    '',
  ].join('\n'),
  '.env': `GROQ_API_KEY=${S.groq}\nSERVICE_TOKEN=${S.named}\nDB_PASSWORD=${S.password}\n`,
  'settings.json': json({ apiKey: S.named, telegram: S.slack, url: `postgres://ml:${S.address}@db/x` }),
  'settings.toml': `[db]\npassword = "${S.password}"\nauth_token = "${S.named}"\n`,
  'main.tf': `variable "x" {}\nprovider "github" {\n  token = "${S.github}"\n}\n`,
  'run.sh': `#!/bin/sh\nexport HF_TOKEN=${S.hub}\ncurl -H "Authorization: Bearer ${S.google}" https://example.org\n`,
  'client.ts': `const apiToken: string = "${S.header}";\n`,
  'README.md': `Put \`${S.groq}\` there.\n`,
  'key.pem': `-----BEGIN ${'PRIVATE'} KEY-----\n${S.pem}\n${S.pem}\n-----END ${'PRIVATE'} KEY-----\n`,
  '.vscode/mcp.json': json({
    servers: {
      a: { command: 'x', env: { API_TOKEN: S.named }, headers: { Authorization: `Bearer ${S.header}` } },
    },
  }),
  'pod.yaml': `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - name: a\n      image: x\n      env:\n        - name: DB_PASSWORD\n          value: ${S.password}\n        - name: HF_TOKEN\n          value: ${S.hub}\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData:\n  api-token: ${S.registry}\n`,
  'compose.yaml': `services:\n  a:\n    image: x\n    environment:\n      GROQ_API_KEY: ${S.groq}\n      DB_PASSWORD: ${S.password}\n`,
  Dockerfile: `FROM python:3.12\nENV HF_TOKEN=${S.hub}\nARG DB_PASSWORD=${S.password}\nRUN huggingface-cli login --token ${S.hub}\n`,
  'a.ipynb': json({
    cells: [
      {
        cell_type: 'code',
        execution_count: 1,
        metadata: {},
        source: ['from groq import Groq\n', `client = Groq(api_key="${S.groq}")\n`, `print("${S.hub}")`],
        outputs: [{ output_type: 'stream', text: [`token:\n${S.printed}\n`] }],
      },
    ],
    metadata: { widgets: { value: S.google } },
  }),
};

/** The secrets that can be read in `text`: more than their first four characters, or their end. */
export function readable(text: string): string[] {
  return Object.entries(SECRETS).flatMap(([name, secret]) =>
    [secret, secret.slice(0, 8), secret.slice(-8), btoa(secret)].some((part) => text.includes(part))
      ? [name]
      : [],
  );
}
