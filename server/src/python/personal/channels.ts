/** Connections to databases whose encryption is switched off in so many words. */
import type { Edit, Span } from '../../engine/types.ts';
import { argumentOf } from '../arguments.ts';
import { type Call, type Expression, spanOf } from '../ast.ts';
import { constantOf, meaning, template } from '../constants.ts';
import type { PythonFile } from '../file.ts';
import { textOf } from '../file.ts';

/** A switch that is off: what to underline, how it reads, and the edits that turn it on. */
export interface OpenChannel {
  readonly span: Span;
  readonly switch: string;
  readonly edits: readonly Edit[] | undefined;
}

const LOCAL = /^(localhost|127\.[\d.]+|::1|\[::1\]|\/.*|)$/i;

const IN_ADDRESS =
  /([?&\s;]|^)(sslmode=(?:disable|allow)|ssl-?mode=disabled|ssl=(?:false|0|disable)|tls=false|usessl=false|encrypt=(?:no|false))(?=[&\s;]|$)/i;

/** The host of an address or of a list of settings (`host=db user=x`). */
function hostOf(text: string): string | undefined {
  return (
    /^\w[\w+.-]*:\/\/(?:[^/@\s]*@)?([^/:?\s]*)/.exec(text)?.[1] ??
    /(?:^|[\s;])host=([^\s;]+)/i.exec(text)?.[1]
  );
}

function inAddress(url: Expression, file: PythonFile): OpenChannel | undefined {
  const text = template(url, file.names)
    .map((part) => part ?? 'unknown')
    .join('');
  const [, , off] = IN_ADDRESS.exec(text) ?? [];
  if (off === undefined || LOCAL.test(hostOf(text) ?? 'unknown')) return undefined;
  const literal = meaning(url, file.names);
  const edits: Edit[] = [];
  if (literal.kind === 'string' || literal.kind === 'fstring') {
    const start = spanOf(literal).start + textOf(file, literal).indexOf(off);
    const [name = '', value = ''] = off.split('=');
    if (name.toLowerCase() === 'sslmode')
      edits.push({
        span: { start: start + name.length + 1, end: start + name.length + 1 + value.length },
        text: 'require',
      });
  }
  return { span: spanOf(url), switch: off, edits: edits.length > 0 ? edits : undefined };
}

/** Keywords that switch encryption off by these values. */
const SWITCHES: Readonly<Record<string, readonly unknown[]>> = {
  sslmode: ['disable', 'allow'],
  ssl: [false, 'disable'],
  tls: [false],
  ssl_disabled: [true],
  secure: [false],
  encrypt: [false, 'no'],
};

function byKeyword(name: string, value: Expression, file: PythonFile): OpenChannel | undefined {
  const constant = constantOf(value, file.names);
  if (constant.state !== 'known' || !SWITCHES[name]?.includes(constant.value)) return undefined;
  const quote = textOf(file, value)[0] ?? '"';
  const edits =
    name === 'sslmode' && value.kind === 'string'
      ? [{ span: spanOf(value), text: `${quote}require${quote}` }]
      : undefined;
  return { span: spanOf(value), switch: `${name}=${textOf(file, value)}`, edits };
}

/** Where `call`, or the address `url`, switches encryption off for a host that is not this machine. */
export function openChannel(
  call: Call | undefined,
  url: Expression | undefined,
  file: PythonFile,
): OpenChannel | undefined {
  const found = url && inAddress(url, file);
  if (found || !call) return found;
  const host = argumentOf(call, 'host|hostname|server', file.names);
  const known = host.state === 'given' ? constantOf(host.value, file.names) : undefined;
  if (known?.state === 'known' && LOCAL.test(String(known.value))) return undefined;
  for (const { name, value } of call.args) {
    if (name === undefined) continue;
    const direct = byKeyword(name, value, file);
    if (direct) return direct;
    const settings = name === 'connect_args' ? meaning(value, file.names) : undefined;
    for (const { key, value: inner } of settings?.kind === 'dict' ? settings.entries : []) {
      const nested = key?.kind === 'string' ? byKeyword(key.value, inner, file) : undefined;
      if (nested) return nested;
    }
  }
  return undefined;
}
