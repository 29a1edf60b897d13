/**
 * What a chart's `values.yaml` puts into its templates, where a scalar is one simple reference: `{{ .Values.a.b }}`, also
 * with `quote` or `default` and a literal. Everything else stays unknown. Knows no rule.
 */
import type { Scalar } from '../engine/predicates.ts';
import type { Detection, Language, Project, Source, Span } from '../engine/types.ts';
import { nodeAt, rootOf, spanOf, type View } from '../yaml/access.ts';
import { type Document, inFile, readDocuments } from '../yaml/documents.ts';
import type { MapNode, Node, ScalarNode, SequenceNode, Tree } from '../yaml/nodes.ts';

/** The values of one chart. */
export interface Values {
  readonly source: Source;
  readonly document: Document;
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
export function valuesFor(source: Source, project: Project): Values | undefined {
  const chart = source.text.includes('.Values.') ? TEMPLATE.exec(source.path)?.[1] : undefined;
  if (chart === undefined) return undefined;
  const outer = /^(.*\/|)charts\/[^/]+\/$/.exec(chart)?.[1];
  let own: Source | undefined;
  for (const language of LANGUAGES)
    for (const file of project.files(language)) {
      if (file.path === `${chart}values.yaml`) own = file;
      if (outer !== undefined && file.path === `${outer}Chart.yaml`) return undefined;
    }
  return own && valuesIn(own);
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
  readonly tree: Tree;
  readonly resolved: readonly Resolved[];
}

function fill(tree: Tree, values: Values): Filled {
  const resolved: Resolved[] = [];
  const copies = new Map<Node, Node>();
  const copy = (node: Node): Node => {
    const known = copies.get(node);
    if (known) return known;
    if (node.kind === 'scalar') {
      const found = resolve(node, tree, values);
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
  return { values, tree: resolved.length > 0 ? { ...tree, root } : tree, resolved };
}

const filled = new WeakMap<Tree, Filled>();
const origins = new WeakMap<Tree, Filled>();

/** `tree` with what `values` says put in; the same object for as long as both are the same. */
export function withValues(tree: Tree, values: Values | undefined): Tree {
  if (!values || !tree.templated || !tree.text.includes('.Values.')) return tree;
  const known = filled.get(tree);
  if (known?.values === values) return known.tree;
  const made = fill(tree, values);
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
