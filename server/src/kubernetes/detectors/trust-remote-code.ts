/** `trust-remote-code` in manifests: arguments of containers, scripts among them, and variables. */
import type { Span } from '../../engine/types.ts';
import { trustIn, trustsByVariable } from '../../shell/remote-model-code.ts';
import { items, nodeAt, spanOf, textOf, type View } from '../../yaml/access.ts';
import type { KubernetesDetector } from '../detector.ts';
import { textAt } from '../values.ts';

interface Item {
  readonly text: string | undefined;
  readonly span: Span;
}

function itemsOf(view: View, list: string): Item[] {
  const node = nodeAt(view, list);
  return (node ? items(node) : []).map((item) => ({ text: textOf(item), span: spanOf(item) }));
}

/** The arguments of a container; the words of a script count where it stands. */
function wordsOf(view: View): Item[] {
  return [...itemsOf(view, 'command'), ...itemsOf(view, 'args')].flatMap((item) =>
    item.text !== undefined && /\s/.test(item.text)
      ? item.text.split(/\s+/).map((text) => ({ text, span: item.span }))
      : [item],
  );
}

export const detector: KubernetesDetector = {
  scope: 'document',
  container: ({ view }, report) => {
    const words = wordsOf(view);
    const trust = trustIn(words.map(({ text }) => text));
    const word = trust && words[trust.at];
    if (word)
      report(
        { span: word.span, values: { option: word.text ?? '' } },
        trust.pinned ? 'container-pinned' : 'container-option',
      );
    const env = nodeAt(view, 'env');
    for (const variable of env ? items(env) : []) {
      const name = textAt(variable, 'name');
      const value = nodeAt(variable, 'value');
      const text = value && textOf(value);
      if (name === undefined || !value || text === undefined || !trustsByVariable(name, text)) continue;
      report({ span: spanOf(value), values: { name } }, 'container-variable');
    }
  },
};
