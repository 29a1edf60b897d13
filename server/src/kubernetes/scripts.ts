/**
 * The shell script of a container, with the way back to where it stands. Knows `command` and `args`, no rule.
 */
import type { Span } from '../engine/types.ts';
import { standIn } from '../shell/mapped.ts';
import type { Script } from '../shell/model.ts';
import { scriptOfWords } from '../shell/parse.ts';
import { plainWord } from '../shell/words.ts';
import { items, nodeAt, spanOf, textOf, type View } from '../yaml/access.ts';
import type { Container } from './resources.ts';

export interface ContainerScript {
  readonly script: Script;
  /** The place of `text`, which the script holds, in the document; the whole argument where it is escaped there. */
  readonly placeOf: (text: string, near: Span) => Span;
}

function argumentsOf({ view }: Container): View[] {
  return ['command', 'args'].flatMap((name) => {
    const list = nodeAt(view, name);
    return list ? items(list) : [];
  });
}

/** What the container runs; undefined where it says nothing, or a template has a part in it. */
export function scriptOf(container: Container): ContainerScript | undefined {
  const views = argumentsOf(container);
  const texts = views.map(textOf);
  if (views.length === 0 || texts.some((text) => text === undefined)) return undefined;
  const words = views.map((view, index) =>
    plainWord(standIn(texts[index] ?? '', spanOf(view)), spanOf(view)),
  );
  const { text: whole } = container.view.tree;
  const placeOf = (text: string, near: Span): Span => {
    const argument =
      views.map(spanOf).find((span) => span.start <= near.start && near.start < span.end) ?? near;
    const at = whole.indexOf(text, argument.start);
    return at >= 0 && at + text.length <= argument.end ? { start: at, end: at + text.length } : argument;
  };
  return { script: scriptOfWords(words), placeOf };
}
