/**
 * The matcher `field` of rule files: what stands, or does not stand, at a path of a resource, pod or container.
 * Turns queries into checks, and the `set` and `remove` of fixes into edits.
 */
import { fixesOf, type Sighting } from '../engine/detection.ts';
import { type Predicate, satisfies } from '../engine/predicates.ts';
import type { Edit, FixTemplate, MatchCase, Rule, Span } from '../engine/types.ts';
import { type Place, type Step, spanOf, type View } from '../yaml/access.ts';
import { type Edits, setField } from '../yaml/additions.ts';
import type { Plain } from '../yaml/format.ts';
import { together } from '../yaml/positions.ts';
import { removeField, replaceField } from '../yaml/removals.ts';
import { bind, type Container, type Pod, type Resource } from './resources.ts';
import { at } from './values.ts';
import { counts, type Minor, type Range } from './versions.ts';

/** What a path of a query begins at. */
export type Holder = 'resource' | 'pod' | 'container';

/** A `field` query as the rule file words it. */
export interface FieldQuery extends Range {
  readonly of: Holder | readonly Holder[];
  readonly kinds?: readonly string[];
  readonly path: string;
  /** `present` when left out. */
  readonly value?: Predicate;
  /** By path of the same object; a path that starts with `pod.` looks into the container's PodSpec. */
  readonly unless?: Readonly<Record<string, Predicate>>;
  /** Like `unless`, by the version of Kubernetes from which on it holds. */
  readonly 'unless-from'?: Readonly<Record<string, Readonly<Record<string, Predicate>>>>;
}

/** The case as it stands for one version of Kubernetes; undefined where it does not count there. */
export function forVersion(match: MatchCase, version: Minor): MatchCase | undefined {
  const query = match.query as FieldQuery;
  if (!counts(query, version)) return undefined;
  const more = Object.entries(query['unless-from'] ?? {}).filter(([from]) => counts({ from }, version));
  if (more.length === 0) return match;
  return {
    ...match,
    query: { ...query, unless: Object.assign({}, query.unless, ...more.map(([, it]) => it)) },
  };
}

/** What a query looks at, seen from the object it is about. */
export interface Subject {
  readonly view: View;
  readonly pod: View | undefined;
  readonly kind: string;
  readonly mark: Span;
  /** Something may be called missing here. */
  readonly complete: boolean;
}

export function subjectOf(object: Resource | Pod | Container): Subject {
  if ('role' in object)
    return { ...subjectOf(object.pod), view: object.view, pod: object.pod.view, mark: object.mark };
  if ('resource' in object) {
    const { view, mark, complete, resource } = object;
    return { view, pod: view, kind: resource.kind, mark, complete };
  }
  return { view: object.view, pod: undefined, kind: object.kind, mark: object.mark, complete: true };
}

function holds(subject: Subject, path: string, predicate: Predicate): boolean {
  const inPod = path.startsWith('pod.') && subject.pod;
  const found = inPod ? at(inPod, path.slice('pod.'.length)) : at(subject.view, path);
  return found.some(({ value }) => satisfies(value, predicate));
}

/** The offending scalar, else the key; for what is missing the nearest key that is there. */
function spanAt(subject: Subject, place: Place): Span {
  const node = place.view?.node;
  if (place.view && node?.kind === 'scalar' && !node.empty) return spanOf(place.view);
  return place.key ?? place.nearest ?? subject.mark;
}

function record(value: unknown): Readonly<Record<string, Plain>> {
  return value !== null && typeof value === 'object' ? (value as Record<string, Plain>) : {};
}

/** One field put in the place of another, when a fix removes one and sets its sibling. */
function replacement(view: View, removed: readonly Step[], set: readonly Step[], value: Plain): Edits {
  const siblings =
    removed.length === set.length && removed.slice(0, -1).every((step, index) => step === set[index]);
  return siblings ? replaceField(view, removed, String(set.at(-1)), value) : undefined;
}

/** The edits of a `set`/`remove` fix at `place`; undefined when one of them cannot be done here. */
export function editsOf(template: FixTemplate, view: View, place: readonly Step[]): Edits {
  const removed = typeof template.edit?.remove === 'string' ? bind(template.edit.remove, place) : undefined;
  const set = Object.entries(record(template.edit?.set)).map(([path, value]) => ({
    path: bind(path, place),
    value,
  }));
  const first = set[0];
  if (removed && first)
    return set.length === 1 ? replacement(view, removed, first.path, first.value) : undefined;
  if (removed) return removeField(view, removed);
  const edits: Edit[] = [];
  for (const { path, value } of set) {
    const more = setField(view, path, value);
    if (!more) return undefined;
    edits.push(...more);
  }
  return together(view.tree, edits);
}

function shown(place: Place): string {
  return place.value.state === 'known' ? String(place.value.value) : place.value.state;
}

/** All sightings of one `field` case in `object`. */
export function sightings(rule: Rule, match: MatchCase, object: Resource | Pod | Container): Sighting[] {
  const query = match.query as FieldQuery;
  const subject = subjectOf(object);
  if (query.kinds && !query.kinds.includes(subject.kind)) return [];
  const found = at(subject.view, query.path).filter(
    ({ value }) =>
      satisfies(value, query.value ?? 'present') && (value.state !== 'absent' || subject.complete),
  );
  if (found.length === 0) return [];
  if (Object.entries(query.unless ?? {}).some(([path, predicate]) => holds(subject, path, predicate)))
    return [];
  return found.map((place) => ({
    span: spanAt(subject, place),
    values: { value: shown(place), field: String(place.path.at(-1) ?? ''), kind: subject.kind },
    edits: Object.fromEntries(
      fixesOf(rule, match).map((fix) => [fix.id, editsOf(fix, subject.view, place.path)]),
    ),
  }));
}
