/** `mcp-tool-poisoned-description` in what an agent follows: its instructions, and descriptions among its settings. */
import type { Edit, Span } from '../../engine/types.ts';
import { invisibleIn } from '../../injections/invisible.ts';
import { ordersIn } from '../../injections/orders.ts';
import type { AgentsDetector, Seen } from '../detector.ts';
import { textAt, walkJson } from '../json.ts';

function placed({ start, end }: Span, by: number): Span {
  return { start: start + by, end: end + by };
}

/** What is hidden in `text`, which begins at `offset`; `instructions`: a text in which tags are usual. */
function hiddenIn(text: string, offset: number, instructions: boolean): Seen[] {
  const invisible = invisibleIn(text).map(({ span, codes }): Seen => {
    const place = placed(span, offset);
    const remove: Edit = { span: place, text: '' };
    return { case: 'invisible', span: place, values: { codes }, edits: { remove: [remove] } };
  });
  const orders = ordersIn(text, !instructions).map(
    ({ span, what }): Seen => ({
      case: what,
      span: placed(span, offset),
      values: { text: text.slice(span.start, span.end) },
    }),
  );
  return [...invisible, ...orders];
}

export const detector: AgentsDetector = {
  *detect({ source, root }) {
    if (source.language === 'agent-instructions') {
      yield* hiddenIn(source.text, 0, true);
      return;
    }
    for (const { node, path } of walkJson(root)) {
      if (path.at(-1) !== 'description' || textAt(node) === undefined) continue;
      const { start, end } = node.span;
      yield* hiddenIn(source.text.slice(start + 1, end - 1), start + 1, false);
    }
  },
};
