/**
 * `mcp-secret-in-config`: keys, tokens and passwords among what a server is given (environment, headers, arguments,
 * address): by the forms of known keys, or by the name that they stand under.
 */
import type { Edit, Source, Span } from '../../engine/types.ts';
import { isPassword, isToken, promises } from '../../secrets/chosen.ts';
import { isCalledHarmless } from '../../secrets/claims.ts';
import { hitsOf } from '../../secrets/scan.ts';
import { scannerNamed } from '../../secrets/table.ts';
import type { AgentsDetector, Seen, View } from '../detector.ts';
import { type Json, valueAt } from '../json.ts';
import { isVsCode, type McpServer, referenceForm } from '../settings.ts';

/** A text that a server is given, without its quotes. */
interface Given {
  /** Of the variable, header or option. */
  readonly name: string;
  readonly text: string;
  readonly span: Span;
  readonly plain: boolean;
}

interface Secret extends Given {
  /** The variable that should hold it. */
  readonly variable: string;
}

const TABLES = ['provider-keys', 'cloud-credentials'];

/** What stands before the credential in a header. */
const SCHEME = /^(?:Bearer|Basic|Token|token|ApiKey)\s+/;

/** A reference to something else: `${…}`, `$NAME`, `{env:NAME}`, `<your-key>`, `%NAME%`. */
const REFERENCE = /[${}<>%]|^env:/;

/** The password in an address, and a credential among its arguments. */
const IN_ADDRESS = /^[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:(?<password>[^\s/@]{3,})@/i;

function variableFor(name: string): string {
  return name
    .replace(/^-+/, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toUpperCase();
}

function textOf(name: string, node: Json | undefined): Given[] {
  if (node?.kind !== 'text') return [];
  const { text, span, plain } = node;
  return [{ name, text, span: { start: span.start + 1, end: span.end - 1 }, plain }];
}

/** The values behind options, `--api-key VALUE` and `--api-key=VALUE`, and variables that docker is given. */
function* argumentsOf({ words }: McpServer): Generator<Given> {
  for (const [index, { text, span, plain }] of words.entries()) {
    const equals = text.indexOf('=');
    if (equals > 0) {
      const start = span.start + (plain ? equals + 1 : 0);
      yield { name: text.slice(0, equals), text: text.slice(equals + 1), span: { ...span, start }, plain };
    } else {
      const before = words[index - 1]?.text ?? '';
      yield { name: before.startsWith('--') ? before : '', text, span, plain };
    }
  }
}

/** Names of headers that carry a credential. */
function isCredentialHeader(name: string): boolean {
  return /^(?:authorization|x-api-key|api-key|x-auth-token)$/i.test(name);
}

/** The part of `given` that its name says is a secret. */
function byName(given: Given): Secret | undefined {
  const { name, text, span, plain } = given;
  const password = IN_ADDRESS.exec(text)?.groups?.password;
  if (password !== undefined && plain && isPassword(password)) {
    const start = span.start + text.lastIndexOf(`:${password}@`) + 1;
    const place = { start, end: start + password.length };
    return { ...given, text: password, span: place, variable: `${variableFor(name) || 'SERVER'}_PASSWORD` };
  }
  const scheme = plain ? (SCHEME.exec(text)?.[0].length ?? 0) : 0;
  const rest = text.slice(scheme);
  const promise = isCredentialHeader(name) ? 'token' : promises(name.replace(/^-+/, ''));
  if (promise === undefined || REFERENCE.test(rest)) return undefined;
  if (!isToken(rest) && !(promise === 'password' && isPassword(rest))) return undefined;
  const place = { start: span.start + scheme, end: span.end };
  const variable = isCredentialHeader(name) ? 'MCP_TOKEN' : variableFor(name);
  return { ...given, text: rest, span: place, variable };
}

/** The keys with a form of their own in `given`. */
function byForm(given: Given, { source, models }: View): Secret[] {
  const { span, name } = given;
  return TABLES.flatMap((table) =>
    hitsOf(source, scannerNamed(models, table)).flatMap(({ span: place, value, kind }): Secret[] => {
      if (place.start < span.start || place.end > span.end) return [];
      const named = promises(name.replace(/^-+/, '')) === undefined ? undefined : variableFor(name);
      return [{ ...given, text: value, span: place, variable: named ?? kind.variable ?? 'MCP_TOKEN' }];
    }),
  );
}

/** What stands before the first element of a list or after the brace of an object, to put another before it. */
function between(source: Source, { start, end }: Span): { readonly at: number; readonly gap: string } {
  const gap = /^\s*/.exec(source.text.slice(start + 1, end - 1))?.[0] ?? '';
  return { at: start + 1, gap };
}

/** Visual Studio Code asks for the value once and keeps it in its secret storage. */
function inputFor({ source, root }: View, secret: Secret): readonly Edit[] | undefined {
  if (root?.kind !== 'object' || !secret.plain) return undefined;
  const id = secret.variable.toLowerCase().replaceAll('_', '-');
  const reference: Edit = { span: secret.span, text: `\${input:${id}}` };
  const inputs = valueAt(root, 'inputs');
  if (inputs && inputs.kind !== 'array') return undefined;
  const known = inputs?.items.some((item) => {
    const own = valueAt(item, 'id');
    return own?.kind === 'text' && own.text === id;
  });
  if (known) return [reference];
  const input = `{ "type": "promptString", "id": "${id}", "description": "${secret.variable}", "password": true }`;
  if (inputs?.kind === 'array') {
    const { at, gap } = between(source, inputs.span);
    const text = inputs.items.length > 0 ? `${gap}${input},` : input;
    return [{ span: { start: at, end: at }, text }, reference];
  }
  const { at, gap } = between(source, root.span);
  return [{ span: { start: at, end: at }, text: `${gap}"inputs": [${input}],` }, reference];
}

function editsFor(view: View, secret: Secret): NonNullable<Seen['edits']> {
  const { path } = view.source;
  if (isVsCode(path)) return { input: inputFor(view, secret) };
  const form = referenceForm(path);
  if (form === undefined || !secret.plain) return {};
  return { environment: [{ span: secret.span, text: form.replace('NAME', secret.variable) }] };
}

function overlaps(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}

function secretsOf(server: McpServer, view: View): Secret[] {
  const given = [
    ...server.given.flatMap(({ key, value }) => textOf(key, value)),
    ...argumentsOf(server),
    ...textOf('', server.url),
  ];
  const found: Secret[] = [];
  for (const each of given) {
    const named = byName(each);
    for (const secret of [...byForm(each, view), ...(named ? [named] : [])])
      if (!found.some(({ span }) => overlaps(span, secret.span))) found.push(secret);
  }
  return found;
}

export const detector: AgentsDetector = {
  *detect(view) {
    const { source, servers } = view;
    for (const server of servers)
      for (const secret of secretsOf(server, view)) {
        const { text, span, variable } = secret;
        yield {
          case: isCalledHarmless(source.text, span) ? 'harmless' : 'secret',
          span,
          values: {
            server: server.name,
            variable,
            start: text.slice(0, Math.min(4, Math.floor(text.length / 3))),
            length: String(text.length),
          },
          edits: editsFor(view, secret),
        };
      }
  },
};
