/**
 * What a chart's `values.yaml` puts into its templates, where a scalar is one simple reference: `{{ .Values.a.b }}`, also
 * with `quote` or `default` and a literal. Everything else stays unknown, and so does what is written under a condition that
 * is no such reference, or in a loop. Knows no rule.
 */
import type { Scalar } from '../engine/predicates.ts';
import type { Detection, Language, Project, Source, Span } from '../engine/types.ts';
import { nodeAt, rootOf, spanOf, type View } from '../yaml/access.ts';
import { type Document, inFile, readDocuments } from '../yaml/documents.ts';
import type { MapNode, Node, ScalarNode, SequenceNode, Tree } from '../yaml/nodes.ts';

/** The values of one chart. */
interface Values {
  readonly source: Source;
  readonly document: Document;
}

/** What is known of the values of one template: those of its chart, and where in it nothing is, for it may not be written. */
export interface Filling {
  readonly values: Values;
  readonly unsure: readonly Span[];
}

/** A scalar of a template whose value is known, and where that stands in `values.yaml`; the template itself may say it. */
interface Resolved {
  readonly span: Span;
  readonly from: Span | undefined;
}

const TEMPLATE = /^(.*\/|)templates\//;
const LANGUAGES: readonly Language[] = ['yaml', 'kubernetes', 'compose'];

const LITERAL = String.raw`"[^"\\{}]*"|-?\d{1,6}|true|false`;
const REFERENCE = String.raw`\$?\.Values((?:\.[A-Za-z_]\w*)+)`;
const ACTION = new RegExp(
  String.raw`^\{\{-?\s*(?:default\s+(${LITERAL})\s+)?${REFERENCE}((?:\s*\|\s*(?:s?quote|default\s+(?:${LITERAL})))*)\s*-?\}\}$`,
);
const PIPE = new RegExp(String.raw`\|\s*(?:(s?quote)|default\s+(${LITERAL}))`, 'g');

const read = new WeakMap<Source, Values | undefined>();

function valuesIn(source: Source): Values | undefined {
  if (read.has(source)) return read.get(source);
  const { documents } = readDocuments(source.text, '1.1');
  const [document, ...more] = documents;
  const whole = document && more.length === 0 && document.tree.gaps.length === 0;
  const values = whole ? { source, document } : undefined;
  read.set(source, values);
  return values;
}

/**
 * The values of the chart that the template `source` belongs to. A chart inside of another one gets values from there, too,
 * so that nobody knows them.
 */
export function valuesFor(source: Source, project: Project): Filling | undefined {
  const chart = source.text.includes('.Values.') ? TEMPLATE.exec(source.path)?.[1] : undefined;
  if (chart === undefined) return undefined;
  const outer = /^(.*\/|)charts\/[^/]+\/$/.exec(chart)?.[1];
  let own: Source | undefined;
  for (const language of LANGUAGES)
    for (const file of project.files(language)) {
      if (file.path === `${chart}values.yaml`) own = file;
      if (outer !== undefined && file.path === `${outer}Chart.yaml`) return undefined;
    }
  const values = own && valuesIn(own);
  return values && { values, unsure: unsureIn(source.text, values) };
}

const CONTROL = /\{\{-?\s*(if|with|range|define|block|else|end)\b([^}]*)\}\}/g;
const CONDITION = new RegExp(`^\\s*${REFERENCE}\\s*-?$`);

/** Whether `condition` is one reference to a value that holds. */
function surelyHolds(condition: string, values: Values): boolean {
  const path = CONDITION.exec(condition)?.[1]?.slice(1);
  const found = path === undefined ? 'unknown' : scalarAt(values, path);
  return found !== 'unknown' && !isEmpty(found.value);
}

/** The parts of a template that are written under a condition that nobody knows to hold, or several times. */
function unsureIn(text: string, values: Values): Span[] {
  const unsure: Span[] = [];
  const open: { start: number; sure: boolean }[] = [];
  const close = (end: number): void => {
    const last = open.pop();
    if (last && !last.sure) unsure.push({ start: last.start, end });
  };
  for (const { 0: action, 1: word, 2: rest = '', index } of text.matchAll(CONTROL)) {
    if (word === 'end' || word === 'else') close(index);
    if (word !== 'end')
      open.push({ start: index + action.length, sure: word === 'if' && surelyHolds(rest, values) });
  }
  while (open.length > 0) close(text.length);
  return unsure;
}

/** What Go's templates take for nothing, so that `default` speaks. */
function isEmpty(value: Scalar | undefined): boolean {
  return value === undefined || value === null || value === '' || value === 0 || value === false;
}

function literalOf(text: string): Scalar {
  if (text.startsWith('"')) return text.slice(1, -1);
  return text === 'true' || text === 'false' ? text === 'true' : Number(text);
}

/** The scalar at `path`; undefined where nothing stands there, `unknown` where nobody can say what is written for it. */
function scalarAt(values: Values, path: string): { value: Scalar | undefined; view?: View } | 'unknown' {
  const root = rootOf(values.document.tree);
  const view = root && nodeAt(root, path);
  if (!view) return { value: undefined };
  const { node } = view;
  if (node.kind !== 'scalar' || node.templated) return 'unknown';
  // Go writes large and broken numbers in its own way.
  if (typeof node.value === 'number' && (!Number.isInteger(node.value) || Math.abs(node.value) > 999_999))
    return 'unknown';
  return { value: node.value, view };
}

/** What YAML makes of `text` where it stands without quotes; undefined where that is no scalar. */
function plainValue(text: string): { value: Scalar } | undefined {
  const { documents } = readDocuments(`- ${text}`, '1.1');
  const tree = documents.length === 1 ? documents[0]?.tree : undefined;
  if (tree?.root?.kind !== 'sequence' || tree.gaps.length > 0 || tree.root.items.length !== 1)
    return undefined;
  const node = tree.root.items[0]?.value;
  const whole = node?.kind === 'scalar' && node.style === 'plain' && node.span.end === text.length + 2;
  return whole && tree.comments.length === 0 ? { value: node.value } : undefined;
}

/** The value that a template's scalar has, and where it comes from; undefined where that is not known. */
function resolve(node: ScalarNode, tree: Tree, values: Values): { value: Scalar; from?: Span } | undefined {
  if (!node.templated || node.style === 'block') return undefined;
  const written = tree.text.slice(node.span.start, node.span.end);
  const found = ACTION.exec(node.style === 'plain' ? written : written.slice(1, -1));
  const stated = found && scalarAt(values, (found[2] ?? '').slice(1));
  if (!found || stated === 'unknown' || !stated) return undefined;
  let value = stated.value;
  let quoted = node.style !== 'plain';
  let from: Span | undefined = stated.view && spanOf(stated.view);
  let piped = false;
  const fall = (text: string): void => {
    // Quotes are a text that is not empty.
    if (piped || !isEmpty(value)) return;
    value = literalOf(text);
    from = undefined;
  };
  if (found[1] !== undefined) fall(found[1]);
  for (const [, quote, literal] of (found[3] ?? '').matchAll(PIPE)) {
    if (literal !== undefined) fall(literal);
    if (quote === undefined) continue;
    // In quotes already, or twice in quotes: the quotes are part of the text.
    if (quoted) return undefined;
    quoted = true;
    piped = true;
  }
  // Nothing is written for what is missing, and what that means somebody else may say.
  if (value === undefined || value === null || value === '') return undefined;
  const text = String(value);
  if (/[\n\r\t"'\\]|\{\{/.test(text)) return undefined;
  const seen = quoted ? { value: text } : plainValue(text);
  return seen && { ...seen, ...(from ? { from } : {}) };
}

/** A tree with the values of its chart put in, and the scalars that got one. */
interface Filled {
  readonly values: Values;
  /** The unsure parts of the tree, by its offsets. */
  readonly unsure: readonly Span[];
  readonly tree: Tree;
  readonly resolved: readonly Resolved[];
}

function fill(tree: Tree, values: Values, unsure: readonly Span[]): Filled {
  const resolved: Resolved[] = [];
  const copies = new Map<Node, Node>();
  const copy = (node: Node): Node => {
    const known = copies.get(node);
    if (known) return known;
    if (node.kind === 'scalar') {
      const sure = !unsure.some(({ start, end }) => start <= node.span.start && node.span.start < end);
      const found = sure ? resolve(node, tree, values) : undefined;
      if (found) resolved.push({ span: node.span, from: found.from });
      const made = found ? { ...node, value: found.value, templated: false } : node;
      copies.set(node, made);
      return made;
    }
    if (node.kind === 'alias') {
      const made: { -readonly [Key in keyof typeof node]: (typeof node)[Key] } = { ...node };
      copies.set(node, made);
      made.target = node.target && copy(node.target);
      return made;
    }
    if (node.kind === 'map') {
      const made: { -readonly [Key in keyof MapNode]: MapNode[Key] } = { ...node };
      copies.set(node, made);
      made.pairs = node.pairs.map((pair) => ({ ...pair, value: copy(pair.value) }));
      made.merges = node.merges.map(copy);
      return made;
    }
    const made: { -readonly [Key in keyof SequenceNode]: SequenceNode[Key] } = { ...node };
    copies.set(node, made);
    made.items = node.items.map((item) => ({ ...item, value: copy(item.value) }));
    return made;
  };
  const root = tree.root && copy(tree.root);
  return { values, unsure, tree: resolved.length > 0 ? { ...tree, root } : tree, resolved };
}

const filled = new WeakMap<Tree, Filled>();
const origins = new WeakMap<Tree, Filled>();

/** The tree of `document` with its values put in; the same object for as long as these are the same. */
export function withValues({ start, tree }: Document, filling: Filling | undefined): Tree {
  if (!filling || !tree.templated || !tree.text.includes('.Values.')) return tree;
  const { values } = filling;
  const unsure = filling.unsure.flatMap((span): Span[] => {
    const inside = {
      start: Math.max(0, span.start - start),
      end: Math.min(tree.text.length, span.end - start),
    };
    return inside.start < inside.end ? [inside] : [];
  });
  const known = filled.get(tree);
  const same =
    known?.unsure.length === unsure.length &&
    known.unsure.every(
      (span, index) => span.start === unsure[index]?.start && span.end === unsure[index]?.end,
    );
  if (same && known.values === values) return known.tree;
  const made = fill(tree, values, unsure);
  filled.set(tree, made);
  origins.set(made.tree, made);
  return made.tree;
}

/**
 * `found` in a tree with values: it names the place in `values.yaml` that decides, and offers no fix that would write over a
 * reference.
 */
export function withOrigin(found: Detection, tree: Tree): Detection {
  const origin = origins.get(tree);
  if (!origin || origin.resolved.length === 0) return found;
  const overlaps = ({ start, end }: Span): boolean =>
    origin.resolved.some(({ span }) => span.start < end && start < span.end);
  const fixes = found.fixes.filter(({ edits }) => !edits.some(({ span }) => overlaps(span)));
  const { source, document } = origin.values;
  const places = origin.resolved.flatMap(({ span, from }) =>
    from && span.start < found.span.end && found.span.start < span.end ? [inFile(document, from)] : [],
  );
  const steps = places.map((span) => ({ uri: source.uri, span, note: 'the value comes from here' }));
  return steps.length === 0 || found.steps ? { ...found, fixes } : { ...found, fixes, steps };
}
