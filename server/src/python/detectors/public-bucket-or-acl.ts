/** DATA-008: objects, buckets and links that anybody on the internet may read. */
import type { Edit } from '../../engine/types.ts';
import { wordsOf } from '../../personal/words.ts';
import { argumentOf } from '../arguments.ts';
import { type Argument, type Call, type Expression, spanOf } from '../ast.ts';
import { boundOf } from '../bind.ts';
import { constantOf, meaning, template } from '../constants.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import { removeArgument, replace } from '../edit.ts';
import { calleeSpan, type PythonFile, textOf } from '../file.ts';
import { occurs } from '../occurrence.ts';
import { walk } from '../walk.ts';

/** What opens something: what to underline, how it reads, and what closes it again. */
interface Opening {
  readonly span: Seen['span'];
  readonly switch: string;
  readonly edits: Seen['edits'];
}

const AWS = /^(boto3|botocore|aiobotocore|aioboto3)\./;
const GOOGLE = /^google\.cloud\.storage\./;
const AZURE = /^azure\.storage\./;

const PUBLIC_ACL = new Set(['public-read', 'public-read-write', 'authenticated-read']);
const GOOGLE_ACL = new Set(['publicRead', 'publicReadWrite']);

/** A week in seconds: how long a signed link may work at most. */
const WEEK = 7 * 24 * 60 * 60;
const HOUR = 60 * 60;

const speaksOfStores = occurs((text) =>
  /ACL|PublicAccess|public_access|make_public|predefined_acl|allUsers|generate_presigned|grant_read/.test(
    text,
  ),
);

/** Data and models, by the ending of what is stored. */
const DATA =
  /\.(csv|tsv|parquet|feather|orc|avro|jsonl?|ndjson|xlsx?|npy|npz|h5|hdf5|pkl|pickle|joblib|pt|pth|ckpt|bin|safetensors|onnx|gguf|keras|pb|tflite|db|sqlite3?|sql|zip|tar|gz|tgz|zst)$/i;
const DATA_WORDS = new Set(
  'data dataset datasets training train model models checkpoint checkpoints weights embeddings features customers patients users backup backups export exports'.split(
    ' ',
  ),
);

/** What is public on purpose. */
const WEB = /\.(html?|css|js|mjs|map|svg|png|jpe?g|gif|webp|ico|woff2?|ttf|mp4|mp3|pdf|xml|txt)$/i;
const WEB_WORDS = new Set(
  'static assets asset www web website site cdn public media image images img avatar avatars thumbnail thumbnails thumb logo logos frontend css js fonts docs podcast'.split(
    ' ',
  ),
);

/** Arguments that say who may read, and not what. */
const OPENING = new Set([
  'ACL',
  'ExtraArgs',
  'PublicAccessBlockConfiguration',
  'predefined_acl',
  'public_access',
]);

/** What the call is about, by the texts and names in its other arguments and its receiver. */
function subjectOf(call: Call, file: PythonFile): 'data' | 'web' | 'unknown' {
  let data = false;
  let web = false;
  const judge = (text: string): void => {
    const words = wordsOf(text);
    data ||= DATA.test(text) || words.some((word) => DATA_WORDS.has(word));
    web ||= WEB.test(text) || words.some((word) => WEB_WORDS.has(word));
  };
  const look = (node: Expression, depth: number): void =>
    walk(node, (inner) => {
      if (inner.kind === 'string') judge(inner.value);
      if (inner.kind === 'fstring') for (const part of inner.parts) if (typeof part === 'string') judge(part);
      if (inner.kind === 'name') {
        judge(inner.id);
        const meant = meaning(inner, file.names);
        if (meant !== inner && depth < 3) look(meant, depth + 1);
      }
      if (inner.kind === 'attribute') judge(inner.attr);
      return true;
    });
  for (const { name, value } of call.args) if (!OPENING.has(name ?? '')) look(value, 0);
  if (call.func.kind === 'attribute') look(call.func.value, 0);
  return web ? 'web' : data ? 'data' : 'unknown';
}

function textIn(node: Expression, file: PythonFile): string | undefined {
  const constant = constantOf(node, file.names);
  return constant.state === 'known' && typeof constant.value === 'string' ? constant.value : undefined;
}

function removal(call: Call, argument: Argument, file: PythonFile): Edit[] | undefined {
  return removeArgument(file, call, argument);
}

/** `ACL="public-read"` of S3, also among `ExtraArgs`. */
function byAcl(call: Call, file: PythonFile): Opening | undefined {
  for (const argument of call.args) {
    const { name, value } = argument;
    if (name === 'ACL' && PUBLIC_ACL.has(textIn(value, file) ?? ''))
      return {
        span: spanOf(argument),
        switch: textOf(file, argument),
        edits: { private: removal(call, argument, file) },
      };
    const options = name === 'ExtraArgs' ? meaning(value, file.names) : undefined;
    const entry =
      options?.kind === 'dict'
        ? options.entries.find(
            ({ key, value: given }) =>
              key?.kind === 'string' && key.value === 'ACL' && PUBLIC_ACL.has(textIn(given, file) ?? ''),
          )
        : undefined;
    if (entry) {
      const quote = textOf(file, entry.value)[0] ?? '"';
      const literal = entry.value.kind === 'string';
      return {
        span: spanOf(value),
        switch: `ACL=${textOf(file, entry.value)}`,
        edits: { private: literal ? [replace(entry.value, `${quote}private${quote}`)] : undefined },
      };
    }
  }
  return undefined;
}

/** `PublicAccessBlockConfiguration={"BlockPublicAcls": False}`. */
function byBlock(call: Call, file: PythonFile): Opening | undefined {
  const filled = argumentOf(call, 'PublicAccessBlockConfiguration', file.names);
  const settings = filled.state === 'given' ? meaning(filled.value, file.names) : undefined;
  if (settings?.kind !== 'dict' || filled.state !== 'given') return undefined;
  const off = settings.entries.filter(({ value }) => {
    const constant = constantOf(value, file.names);
    return constant.state === 'known' && constant.value === false;
  });
  const [first] = off;
  if (!first?.key) return undefined;
  return {
    span: spanOf(filled.value),
    switch: `${textOf(file, first.key).replaceAll(/['"]/g, '')}=False`,
    edits: { private: off.map(({ value }) => replace(value, 'True')) },
  };
}

/** A number, or numbers multiplied: `60 * 60 * 24`. */
function numberOf(node: Expression, file: PythonFile): number | undefined {
  const meant = meaning(node, file.names);
  if (meant.kind === 'binary' && meant.op === '*') {
    const [left, right] = [numberOf(meant.left, file), numberOf(meant.right, file)];
    return left !== undefined && right !== undefined ? left * right : undefined;
  }
  const constant = constantOf(meant, file.names);
  return constant.state === 'known' && typeof constant.value === 'number' ? constant.value : undefined;
}

/** A signed link that works for longer than a week. */
function byLink(call: Call, file: PythonFile): Opening | undefined {
  const filled = argumentOf(call, 'ExpiresIn', file.names);
  const seconds = filled.state === 'given' ? numberOf(filled.value, file) : undefined;
  if (filled.state !== 'given' || seconds === undefined || seconds <= WEEK) return undefined;
  return {
    span: spanOf(filled.argument),
    switch: textOf(file, filled.argument),
    edits: { hour: filled.argument.star ? undefined : [replace(filled.value, String(HOUR))] },
  };
}

function whole(call: Call, file: PythonFile): Opening {
  return { span: calleeSpan(file, call), switch: textOf(file, call.func), edits: {} };
}

function inAmazon(call: Call, method: string, file: PythonFile): Opening | undefined {
  if (method === 'generate_presigned_url' || method === 'generate_presigned_post') return byLink(call, file);
  if (method === 'delete_public_access_block') return whole(call, file);
  return method === 'put_public_access_block' ? byBlock(call, file) : byAcl(call, file);
}

function inGoogle(call: Call, method: string, file: PythonFile): Opening | undefined {
  if (method === 'make_public') return whole(call, file);
  if (method === 'grant_read' && /\.all\(\)\.grant_read$/.test(textOf(file, call.func).replaceAll(/\s/g, '')))
    return whole(call, file);
  const argument = call.args.find(({ name }) => name === 'predefined_acl');
  if (!argument || !GOOGLE_ACL.has(textIn(argument.value, file) ?? '')) return undefined;
  return {
    span: spanOf(argument),
    switch: textOf(file, argument),
    edits: { private: removal(call, argument, file) },
  };
}

function inAzure(call: Call, file: PythonFile): Opening | undefined {
  const argument = call.args.find(({ name }) => name === 'public_access');
  if (!argument) return undefined;
  const text = textIn(argument.value, file) ?? textOf(file, argument.value);
  if (!/^(blob|container)$|PublicAccess\.(BLOB|CONTAINER|Blob|Container)$/.test(text)) return undefined;
  return {
    span: spanOf(argument),
    switch: textOf(file, argument),
    edits: { private: removal(call, argument, file) },
  };
}

function openingAt(call: Call, file: PythonFile): Opening | undefined {
  if (call.func.kind !== 'attribute') return undefined;
  const method = call.func.attr;
  const names = file.names.resolve(call.func);
  if (names.some((name) => AWS.test(name))) return inAmazon(call, method, file);
  if (names.some((name) => GOOGLE.test(name))) return inGoogle(call, method, file);
  if (names.some((name) => AZURE.test(name))) return inAzure(call, file);
  return undefined;
}

/** The name of what is stored, where the call says it, for the message. */
function named(call: Call, file: PythonFile): string {
  for (const key of ['Key', '2|Key', 'Bucket']) {
    const filled = argumentOf(call, key, file.names);
    const [text] = filled.state === 'given' ? template(filled.value, file.names) : [];
    if (text !== undefined && text !== '') return `\`${text.slice(0, 60)}\``;
  }
  return 'what is stored here';
}

export const detector: PythonDetector = {
  *chunk(chunk, file): Iterable<Seen> {
    if (!speaksOfStores(file)) return;
    for (const { call } of boundOf(chunk).calls) {
      const opening = openingAt(call, file);
      if (!opening) continue;
      const subject = subjectOf(call, file);
      const link = opening.edits?.hour !== undefined;
      if (subject === 'web') continue;
      yield {
        case: link ? 'link' : subject === 'data' ? 'data' : 'unknown',
        span: opening.span,
        values: { switch: opening.switch, what: named(call, file) },
        ...(opening.edits ? { edits: opening.edits } : {}),
      };
    }
  },
};
