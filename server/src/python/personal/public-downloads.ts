/**
 * Data that code fetches from a fixed address for whoever runs it: they are public, and to encrypt the copy protects
 * nobody. An address with a key, of a company's own network or one that somebody hands in says nothing of the kind.
 */
import { wordsOf } from '../../personal/words.ts';
import { argumentOf } from '../arguments.ts';
import type { Call, Expression } from '../ast.ts';
import { boundOf } from '../bind.ts';
import { boundCall } from '../call-index.ts';
import { meaning, template } from '../constants.ts';
import { downloadAt, downloadsOf, isInside, isThisMachine } from '../downloads.ts';
import type { PythonFile } from '../file.ts';
import { gathered } from '../memo.ts';
import { classOf, functionOf } from '../scopes.ts';
import { sameText } from './safeguards.ts';

const ADDRESS = /^https?:\/\/([\w.-]+)(?::\d+)?\/([^?#]*)(.*)$/is;
/** What a query says where the address is a key at the same time. */
const KEY = /token|key|sig|auth|secret|credential|passw|x-amz|x-goog/i;
/** Arguments that tell the server who asks. */
const WHO_ASKS = /auth|header|cookie|token|key|user|passw|cert|credential|session/i;
/** Words of a function that brings a file here. */
const FETCHING = /^(download\w*|urlretrieve|retrieve|fetch|wget)$/;

/** The ways to one address are not followed further. */
const DEEPEST = 6;

/** Where an address begins for whoever asks, with what is known of its path; undefined for any other text. */
function publicPath(node: Expression, file: PythonFile): string | undefined {
  const text = template(node, file.names);
  const [first] = text;
  const known = text.map((part) => part ?? '').join('');
  const [, host, path = '', query = ''] = ADDRESS.exec(known) ?? [];
  // The host must be written out, and what is not known must not be what only a holder of a key knows.
  if (first === undefined || !host || !/^https?:\/\/[^/]+\//i.test(first)) return undefined;
  if (isThisMachine(host) || isInside(host)) return undefined;
  if (query !== '' && (KEY.test(query) || text.includes(undefined))) return undefined;
  return path;
}

/** All that an address may be: each of a list, what a loop goes through, what a table has. */
function publicPaths(node: Expression, file: PythonFile, depth = 0): (string | undefined)[] {
  const again = (each: Expression): (string | undefined)[] => publicPaths(each, file, depth + 1);
  const meant = meaning(node, file.names);
  if (depth > DEEPEST) return [undefined];
  switch (meant.kind) {
    case 'list':
    case 'tuple':
      return meant.items.flatMap(again);
    case 'dict':
      return meant.entries.flatMap(({ value }) => again(value));
    case 'subscript':
      return again(meant.value);
    case 'name': {
      const [binding, ...others] = file.names.bindings(meant) ?? [];
      const loop = others.length === 0 && binding?.kind === 'for' ? binding.node : undefined;
      return loop?.kind === 'for' ? again(loop.iterable) : [publicPath(meant, file)];
    }
    case 'binary': {
      const whole = publicPath(meant, file);
      if (whole !== undefined || meant.op !== '+') return [whole];
      return again(meant.left).map((path) =>
        path === undefined ? undefined : `${path}${lastOf(meant.right, file)}`,
      );
    }
    default:
      return [publicPath(meant, file)];
  }
}

function lastOf(node: Expression, file: PythonFile): string {
  return template(node, file.names).at(-1) ?? '';
}

/** Whether `call` fetches a file from an address where anybody gets it. */
function fetchesForAnybody(call: Call, file: PythonFile): boolean {
  if (call.args.some(({ name, star }) => star === undefined && name !== undefined && WHO_ASKS.test(name)))
    return false;
  const downloads = downloadsOf(file);
  const found = downloads && downloadAt(call, downloads, file);
  // A session may have been given a key before.
  if (found?.name.includes('Session()')) return false;
  const isPublic = (node: Expression, fitting?: RegExp): boolean => {
    const paths = publicPaths(node, file);
    return paths.length > 0 && paths.every((path) => path !== undefined && (fitting?.test(path) ?? true));
  };
  if (found) {
    const filled = argumentOf(call, found.row.url, file.names);
    const fitting = found.row.any ? undefined : new RegExp(downloads.artefact, 'i');
    return filled.state === 'given' && isPublic(filled.value, fitting);
  }
  const { func } = call;
  const last = func.kind === 'attribute' ? func.attr : func.kind === 'name' ? func.id : '';
  return wordsOf(last).some((word) => FETCHING.test(word)) && call.args.some(({ value }) => isPublic(value));
}

const fetchedForAnybody = gathered((file, chunk) =>
  boundOf(chunk).calls.flatMap(({ call }) => (fetchesForAnybody(call, file) ? [call] : [])),
);

/**
 * Whether what `call` loads from `path` was fetched for anybody: by the class that it stands in, else by the same
 * function or by the module's own code, or to that very path.
 */
export function isFetchedForAnybody(call: Call, path: Expression, file: PythonFile): boolean {
  const here = boundCall(call)?.place.scope;
  if (!here) return false;
  return fetchedForAnybody(file).some((other) => {
    const there = boundCall(other)?.place.scope;
    if (!there || other === call) return false;
    const around = classOf(here);
    if (around || classOf(there)) return around === classOf(there);
    if (functionOf(here) === functionOf(there)) return true;
    return other.args.some(({ value }) => sameText(value, path, file));
  });
}
