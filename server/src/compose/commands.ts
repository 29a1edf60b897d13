/**
 * What a service starts: `entrypoint` and `command`, as a list or as one text that Compose splits at white space like a
 * shell. The words are the shell's, so that one set of functions reads Dockerfiles, manifests and compose files.
 */
import { concat, type MappedText, spanIn, standIn, verbatim } from '../shell/mapped.ts';
import type { Script, SimpleCommand, Word } from '../shell/model.ts';
import { parseShell, scriptOfWords } from '../shell/parse.ts';
import { commandsOf } from '../shell/walk.ts';
import { items, spanOf, textOf, type View } from '../yaml/access.ts';
import { nodeOf, type Service } from './services.ts';

const MOST_WORDS = 2_000;

/** `$$` is what Compose makes `$` of; the text of a scalar, each run of it where the file has it. */
function mappedOf(view: View): MappedText | undefined {
  const written = textOf(view);
  if (written === undefined || view.node.kind !== 'scalar') return undefined;
  const span = spanOf(view);
  const source = view.tree.text.slice(span.start, span.end);
  const pieces: MappedText[] = [];
  let at = 0;
  for (const run of written.match(/\s+|[^\s"'\\]+|["'\\]/g) ?? []) {
    const found = /\s/.test(run) ? -1 : source.indexOf(run, at);
    if (found < 0) {
      pieces.push(standIn(run, { start: span.start + at, end: span.start + at }));
      continue;
    }
    pieces.push(verbatim(run, span.start + found));
    at = found + run.length;
  }
  return concat(pieces);
}

function wordOf(view: View): Word {
  const value = mappedOf(view);
  const span = spanOf(view);
  if (!value) return { span, parts: [], state: 'unknown', value: standIn('$_', span) };
  const state = /\$(?!\$)/.test(value.text) ? 'partial' : 'known';
  const part = { kind: 'literal', value, span: spanIn(value, 0, value.text.length), quoted: true } as const;
  return { span, parts: [part], state, value };
}

function wordsOf(view: View | undefined): readonly Word[] {
  if (!view) return [];
  if (view.node.kind === 'sequence') return items(view).slice(0, MOST_WORDS).map(wordOf);
  const text = mappedOf(view);
  const [only, ...more] = text ? parseShell(text).statements : [];
  // Compose knows no `&&` and no pipes: what looks like more than one command is not understood.
  return only?.kind === 'command' && more.length === 0 ? only.words : [];
}

/** The script that `service` starts, as far as the file says; none where the image alone decides. */
export function scriptOf(service: Service): Script {
  return scriptOfWords([...wordsOf(nodeOf(service, 'entrypoint')), ...wordsOf(nodeOf(service, 'command'))]);
}

/** The commands of a service, those inside of `sh -c` among them. */
export function startedBy(service: Service): readonly SimpleCommand[] {
  return commandsOf(scriptOf(service));
}

/** Whether the file says what is started: without an entry point, a command comes behind that of the image. */
export function startsItself(service: Service): boolean {
  return nodeOf(service, 'entrypoint') !== undefined;
}
