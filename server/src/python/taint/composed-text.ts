/**
 * Texts that are put together: what the program itself writes in front of a piece decides what that piece can still do.
 * Behind a host it chooses no host, behind `https://` no file. Knows no library.
 */
import type { Expression } from '../ast.ts';
import { template } from '../constants.ts';
import type { Names } from '../names.ts';
import { CLEAN, join, stop, type Taint } from './kinds.ts';

/** Sinks that matter only to what begins a text: a whole address, not a part behind a fixed host. */
const ADDRESSED = ['url'];

/** Sinks that take a text for a path of this machine. */
const FILED = ['path', 'path-check', 'stored-name'];

/** What a text that is no constant is written as where the beginning of an address is looked at. */
const HOLE = '\0';

/** A beginning that names the host, or leaves that to what stands first: `https://host/`, `{base}/path`, `https://{host}/`. */
const FIXED_HOST = /^(?:[a-z][a-z0-9+.-]*:\/\/[^/?#{}%]+|\0(?!:\/\/)[^/?#{}%]*)[/?#]/iu;

/** A beginning by which no reader takes the text for a path of this machine. */
const REMOTE = /^(?!file:|local:)[a-z][a-z0-9+.-]+:\/\//iu;

/** A piece of a text: what is written out, or what a value carries; `begin`: how that begins, worked out when it matters. */
export interface TextPiece {
  readonly text?: string;
  readonly begin?: () => string;
  readonly taint: Taint;
}

function behind(begin: string, taint: Taint): Taint {
  const left = REMOTE.test(begin) ? stop(taint, FILED) : taint;
  return FIXED_HOST.test(begin) ? stop(left, ADDRESSED) : left;
}

/** What a text carries that is put together of `pieces`. */
export function composedText(pieces: readonly TextPiece[]): Taint {
  if (pieces.every(({ taint }) => taint.size === 0)) return CLEAN;
  let begin = '';
  let taint = CLEAN;
  for (const piece of pieces) {
    begin += piece.begin?.() ?? '';
    if (piece.text === undefined) taint = join(taint, behind(begin, piece.taint));
    begin += piece.text ?? HOLE;
  }
  return taint;
}

/** What a text carries into whose places, each begun by `mark`, values are put that carry `taint`. */
export function filledIn(text: string, mark: '%' | '{', taint: Taint): Taint {
  const at = text.indexOf(mark);
  return behind(at < 0 ? text : text.slice(0, at), taint);
}

/** How the text of `node` begins, as far as that is written in the file. */
export function beginningOf(node: Expression, names: Names): string {
  const [first] = template(node, names);
  return first ?? '';
}

/** What a text carries that is put behind the text of `before`. */
export function appendedText(before: Expression, taint: Taint, names: Names): Taint {
  return behind(
    template(before, names)
      .map((text) => text ?? HOLE)
      .join(''),
    taint,
  );
}

export function constantText(node: Expression): string | undefined {
  return node.kind === 'string' && !node.bytes ? node.value : undefined;
}

/** The texts and expressions that `a + f"/b/{c}"` adds up. */
export function addends(node: Expression): readonly (string | Expression)[] {
  if (node.kind === 'binary' && node.op === '+') return [...addends(node.left), ...addends(node.right)];
  return node.kind === 'fstring' ? node.parts : [constantText(node) ?? node];
}
