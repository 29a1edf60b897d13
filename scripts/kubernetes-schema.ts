/**
 * Writes `server/src/kubernetes/schema.json`: the fields of the built-in kinds that hold pods or guard them, from the
 * models that `@kubernetes/client-node` (Apache-2.0) generates from the API's own description.
 * Run it after that package is updated; a test proves that the file is current.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as models from '@kubernetes/client-node';

export const SCHEMA_FILE = join(import.meta.dirname, '../server/src/kubernetes/schema.json');

/** apiVersion -> kinds. */
const KINDS = {
  v1: ['Pod', 'PodTemplate', 'ReplicationController', 'LimitRange', 'ServiceAccount'],
  'apps/v1': ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'],
  'batch/v1': ['Job', 'CronJob'],
  'networking.k8s.io/v1': ['NetworkPolicy'],
} as const;

interface Attribute {
  readonly baseName: string;
  readonly type: string;
}

const SCALARS: Readonly<Record<string, string>> = {
  string: 'string',
  number: 'number',
  boolean: 'boolean',
  Date: 'string',
};

function attributesOf(model: string): readonly Attribute[] | undefined {
  const found: unknown = (models as Record<string, unknown>)[model];
  if (typeof found !== 'function' || !('getAttributeTypeMap' in found)) return undefined;
  return (found.getAttributeTypeMap as () => readonly Attribute[])();
}

function bare(model: string): string {
  return model.replace(/^V1/, '');
}

/** `Array<V1Container>` -> `[]Container`, `{ [key: string]: string; }` -> `{}string`; `any` for what has no fields. */
function shortened(type: string, met: (model: string) => void): string {
  const list = /^Array<(.+)>$/.exec(type)?.[1];
  if (list !== undefined) return `[]${shortened(list, met)}`;
  const map = /^\{ \[key: string\]: (.+); \}$/.exec(type)?.[1];
  if (map !== undefined) return `{}${shortened(map, met)}`;
  const scalar = SCALARS[type];
  if (scalar !== undefined) return scalar;
  if (!attributesOf(type)) return 'any';
  met(type);
  return bare(type);
}

/** The schema file's text, made from the installed package. */
export function schemaText(): string {
  const manifest = join(import.meta.dirname, '../node_modules/@kubernetes/client-node/package.json');
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  const kinds: Record<string, string> = {};
  const types: Record<string, Record<string, string>> = {};
  const open: string[] = [];
  for (const [apiVersion, names] of Object.entries(KINDS)) {
    for (const name of names) {
      kinds[`${apiVersion}/${name}`] = name;
      open.push(`V1${name}`);
    }
  }
  for (let model = open.pop(); model !== undefined; model = open.pop()) {
    const name = bare(model);
    if (types[name]) continue;
    const attributes = attributesOf(model);
    if (!attributes) throw new Error(`@kubernetes/client-node has no model ${model}`);
    types[name] = Object.fromEntries(
      attributes.map(({ baseName, type }) => [baseName, shortened(type, (next) => open.push(next))]),
    );
  }
  const sorted = Object.fromEntries(Object.entries(types).sort(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify({ from: `@kubernetes/client-node ${version}, Apache-2.0`, kinds, types: sorted }, null, 2)}\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) writeFileSync(SCHEMA_FILE, schemaText());
