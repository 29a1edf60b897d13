/**
 * Pod specs and whole resources inside a resource of a kind that nobody told us, found by their form. Looks at the form
 * only; whether what was found can be judged is the caller's business.
 */
import { entries, field, items, type Step, type View } from '../yaml/access.ts';
import { textAt } from './values.ts';

export interface Embedded {
  readonly path: readonly Step[];
  readonly view: View;
  /** The map around it. */
  readonly parent: View;
}

/** Nodes looked at in one resource; one with more is a bundle of data. */
const MOST = 20_000;
const DEEPEST = 30;

/** What describes pods without being any: patterns of policies, patches and overrides, schemas. */
const NOT_PODS =
  /^(?:pattern|anyPattern|match|exclude|overlay|patch\w*|mutate|foreach|openAPIV3Schema|validation|status|podTemplateOverrides)$/;

function isContainer(view: View | undefined): boolean {
  return view !== undefined && textAt(view, 'name') !== undefined && textAt(view, 'image') !== undefined;
}

/** A map with a list of containers, each with a name and an image. */
function isPodSpec(view: View): boolean {
  const list = field(view, 'containers');
  if (typeof list === 'string' || list.value.node.kind !== 'sequence') return false;
  const containers = items(list.value);
  return containers.length > 0 && containers.every(isContainer);
}

function isResource(view: View): boolean {
  return (
    textAt(view, 'apiVersion') !== undefined &&
    textAt(view, 'kind') !== undefined &&
    typeof field(view, 'spec') !== 'string'
  );
}

/** All below `view`, outermost first; nothing inside of what was found is looked at again. */
export function embeddedIn(view: View): { readonly pods: Embedded[]; readonly resources: Embedded[] } {
  const pods: Embedded[] = [];
  const resources: Embedded[] = [];
  const seen = new Set<View['node']>();
  const walk = (at: View, path: readonly Step[], parent: View): void => {
    if (at.node.kind === 'scalar' || seen.has(at.node) || seen.size > MOST || path.length > DEEPEST) return;
    seen.add(at.node);
    if (at.node.kind === 'sequence') {
      for (const [index, item] of items(at).entries()) walk(item, [...path, index], at);
      return;
    }
    if (path.length > 0 && isResource(at)) {
      resources.push({ path, view: at, parent });
      return;
    }
    if (isPodSpec(at)) {
      pods.push({ path, view: at, parent });
      return;
    }
    for (const { name, value } of entries(at)) if (!NOT_PODS.test(name)) walk(value, [...path, name], at);
  };
  walk(view, [], view);
  return { pods, resources };
}
