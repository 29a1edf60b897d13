/**
 * Labels and label selectors, and whether one selects the other. What a template fills in counts as fitting: a rule
 * that says "nothing selects this" must be sure.
 */
import { entries, field, items, textOf, type View } from '../yaml/access.ts';

export interface Labels {
  /** A value is undefined when it is not known. */
  readonly values: ReadonlyMap<string, string | undefined>;
  /** There may be more labels than these. */
  readonly open: boolean;
}

interface Requirement {
  readonly key: string | undefined;
  readonly operator: string | undefined;
  readonly values: readonly (string | undefined)[];
}

/** No requirements select everything. */
export interface Selector {
  readonly requirements: readonly Requirement[];
  /** A template may add requirements. */
  readonly open: boolean;
}

function isOpen(view: View): boolean {
  return view.node.kind === 'scalar' ? view.node.templated : view.node.open;
}

/** The labels under `metadata`. */
export function labelsOf(metadata: View | undefined): Labels {
  const labels = metadata ? field(metadata, 'labels') : 'absent';
  if (typeof labels === 'string') return { values: new Map(), open: labels === 'maybe' };
  const values = new Map<string, string | undefined>();
  for (const entry of entries(labels.value))
    if (!entry.pair.templated) values.set(entry.name, textOf(entry.value));
  return { values, open: isOpen(labels.value) };
}

/** Reads a LabelSelector (`matchLabels`, `matchExpressions`). */
export function selectorOf(view: View): Selector {
  const requirements: Requirement[] = [];
  const labels = field(view, 'matchLabels');
  const expressions = field(view, 'matchExpressions');
  let open = isOpen(view);
  if (typeof labels !== 'string') {
    open ||= isOpen(labels.value);
    for (const { name, value } of entries(labels.value))
      requirements.push({ key: name, operator: 'In', values: [textOf(value)] });
  }
  if (typeof expressions !== 'string') {
    open ||= isOpen(expressions.value);
    for (const expression of items(expressions.value)) {
      const [key, operator, values] = ['key', 'operator', 'values'].map((name) => {
        const found = field(expression, name);
        return typeof found === 'string' ? undefined : found.value;
      });
      requirements.push({
        key: key && textOf(key),
        operator: operator && textOf(operator),
        values: values ? items(values).map(textOf) : [],
      });
    }
  }
  return { requirements, open };
}

function fits({ key, operator, values }: Requirement, labels: Labels): boolean {
  if (key === undefined || operator === undefined) return true;
  const there = labels.values.has(key);
  const value = labels.values.get(key);
  if (!there && labels.open) return true;
  const among = value === undefined || values.includes(value) || values.includes(undefined);
  if (operator === 'In') return there && among;
  if (operator === 'Exists') return there;
  if (operator === 'DoesNotExist') return !there;
  return !there || value === undefined || values.includes(undefined) || !values.includes(value);
}

/** Whether `selector` selects, or may select, what carries `labels`. */
export function selects(selector: Selector, labels: Labels): boolean {
  return selector.open || selector.requirements.every((requirement) => fits(requirement, labels));
}
