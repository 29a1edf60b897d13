/** What is read of something by a name of its own: an attribute, a key in brackets or in `get`. Knows no receiver. */
import type { Node } from './ast.ts';

/** The name by which `node` reads (`.user`, `["user"]`, `.get("user")`); undefined where it does not, or by no constant. */
export function keyRead(node: Node): string | undefined {
  switch (node.kind) {
    case 'attribute':
      return node.attr;
    case 'subscript':
      return node.index[0]?.kind === 'string' ? node.index[0].value : undefined;
    case 'call': {
      const { func, args } = node;
      const isGet =
        func.kind === 'attribute' ? func.attr === 'get' : func.kind === 'name' && func.id === 'get';
      const key = isGet ? args[0]?.value : undefined;
      return key?.kind === 'string' ? key.value : undefined;
    }
    default:
      return undefined;
  }
}
