/**
 * What handlers return as a page: frameworks that send a text as HTML, and routes that ask for it. Only texts that are put
 * together here, or come straight from the request: what a function made of them is not known to be a text.
 */
import type { Expression } from '../ast.ts';
import { constantOf, meaning } from '../constants.ts';
import type { PythonFile } from '../file.ts';
import { returnedBy } from '../returns.ts';
import { keyword } from './owners.ts';
import type { Route } from './route.ts';

/** Frameworks whose handlers' texts are sent as HTML. */
const PAGES = new Set(['flask', 'quart', 'bottle']);

function asksForHtml(file: PythonFile, { declaration }: Route): boolean {
  const kind = declaration && keyword(file, declaration, 'response_class');
  return kind !== undefined && file.names.resolve(kind).some((name) => name.endsWith('.HTMLResponse'));
}

/** Whether `node` is a text, as far as that shows. */
function isText(node: Expression, file: PythonFile): boolean {
  const meant = meaning(node, file.names);
  switch (meant.kind) {
    case 'string':
    case 'fstring':
      return true;
    case 'binary':
      return (
        (meant.op === '+' || meant.op === '%') && (isText(meant.left, file) || isText(meant.right, file))
      );
    case 'call':
      return (
        meant.func.kind === 'attribute' && meant.func.attr === 'format' && isText(meant.func.value, file)
      );
    default:
      return false;
  }
}

/** The constant texts in `node`, put side by side. */
function markup(node: Expression, file: PythonFile): string {
  const meant = meaning(node, file.names);
  if (meant.kind === 'fstring')
    return meant.parts.map((part) => (typeof part === 'string' ? part : '')).join('');
  if (meant.kind === 'binary') return markup(meant.left, file) + markup(meant.right, file);
  if (meant.kind === 'call' && meant.func.kind === 'attribute') return markup(meant.func.value, file);
  const known = constantOf(meant, file.names);
  return known.state === 'known' && typeof known.value === 'string' ? known.value : '';
}

/** Whether `node` is put together here as a text with markup. */
export function isPage(file: PythonFile, node: Expression): boolean {
  return isText(node, file) && /<[a-z!/]/i.test(markup(node, file));
}

/** Texts with markup that the handler of `route` returns as a page. */
export function pagesOf(file: PythonFile, route: Route): Expression[] {
  const { handler, framework } = route;
  if (!PAGES.has(framework.name) && !asksForHtml(file, route)) return [];
  return returnedBy(handler).flatMap((returned) => {
    const page = returned.kind === 'tuple' ? returned.items[0] : returned;
    return page && isPage(file, page) ? [page] : [];
  });
}
