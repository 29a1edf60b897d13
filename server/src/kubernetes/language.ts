/**
 * Kubernetes manifests for the engine: documents read once, rules dispatched in one pass over resources, pods and
 * containers. What a document alone decides is kept with its tree, so that a keystroke costs one document.
 */
import { detected, detection, guarded } from '../engine/detection.ts';
import type { Detected, LanguageSupport } from '../engine/language.ts';
import type { Detection, Fix, Gap, Rule, RuleSet, Source, Span } from '../engine/types.ts';
import { commentsIn, type Documents, gapsIn, readDocuments } from '../yaml/documents.ts';
import type { Tree } from '../yaml/nodes.ts';
import { yamlUnits } from '../yaml/units.ts';
import { Answers, type Asked } from './asked.ts';
import type { KubernetesDetector, Report } from './detector.ts';
import { type FieldQuery, forVersion, sightings } from './fields.ts';
import { valuesFor, withOrigin, withValues } from './helm-values.ts';
import { type Container, type Pod, type Resource, resourcesOf } from './resources.ts';
import { type Minor, minorOf } from './versions.ts';
import { readWorkloads, type Workloads } from './workloads.ts';
import { NO_WORKSPACE, type Watched, type Workspace, workspaceOf } from './workspace.ts';

export interface KubernetesFacts {
  readonly source: Source;
  readonly documents: Documents;
}

/** One rule's work at one sort of object. */
interface Job<Subject> {
  readonly rule: Rule;
  readonly run: (subject: Subject, report: (found: Detection) => void, workspace: Workspace) => void;
}

interface Jobs {
  readonly resource: Job<Resource>[];
  readonly pod: Job<Pod>[];
  readonly container: Job<Container>[];
}

interface Program {
  readonly table: Workloads;
  readonly document: Jobs;
  /** One for each rule. */
  readonly workspace: readonly Jobs[];
  readonly answers: Answers;
  readonly resources: WeakMap<Tree, readonly Resource[]>;
  readonly kept: WeakMap<Tree, Detected>;
  /** What each of `workspace` found in a document, and what it asked for that. */
  readonly wide: WeakMap<Tree, Map<Jobs, Kept>>;
}

interface Kept {
  readonly path: string;
  readonly asked: Asked<Workspace>;
  readonly found: Detected;
}

function noJobs(): Jobs {
  return { resource: [], pod: [], container: [] };
}

function addFields(rule: Rule, jobs: Jobs, version: Minor): void {
  for (const match of rule.match) {
    const own = match.kind === 'field' ? forVersion(match, version) : undefined;
    if (!own) continue;
    const job: Job<Resource | Pod | Container> = {
      rule,
      run: (subject, report) => {
        for (const sighting of sightings(rule, own, subject)) report(detection(rule, own, sighting));
      },
    };
    const { of } = own.query as FieldQuery;
    for (const holder of typeof of === 'string' ? [of] : of) jobs[holder].push(job);
  }
}

function addDetector(
  rule: Rule,
  detector: KubernetesDetector,
  { models: tables, kubernetesVersion }: RuleSet,
  jobs: Jobs,
): void {
  const version = minorOf(kubernetesVersion);
  const { resource, pod, container } = detector;
  const into =
    (found: (detection: Detection) => void): Report =>
    (sighting, name) => {
      const seen = name === undefined ? sighting : { ...sighting, case: name };
      for (const detection of detected(rule, 'kubernetes', [seen])) found(detection);
    };
  if (resource)
    jobs.resource.push({
      rule,
      run: (subject, found, workspace) => resource(subject, into(found), workspace, tables, version),
    });
  if (pod)
    jobs.pod.push({
      rule,
      run: (subject, found, workspace) => pod(subject, into(found), workspace, tables, version),
    });
  if (container)
    jobs.container.push({
      rule,
      run: (subject, found, workspace) => container(subject, into(found), workspace, tables, version),
    });
}

function compile(rules: RuleSet): Program {
  const document = noJobs();
  const workspace: Jobs[] = [];
  for (const rule of rules.rules) {
    addFields(rule, document, minorOf(rules.kubernetesVersion));
    const detector = rules.detectors.kubernetes?.[rule.id] as KubernetesDetector | undefined;
    if (!detector) continue;
    const jobs = detector.scope === 'document' ? document : noJobs();
    addDetector(rule, detector, rules, jobs);
    if (jobs !== document) workspace.push(jobs);
  }
  const table = readWorkloads(rules.models['kubernetes-workloads']);
  return {
    table,
    document,
    workspace,
    answers: new Answers(),
    resources: new WeakMap(),
    kept: new WeakMap(),
    wide: new WeakMap(),
  };
}

function resourcesIn(tree: Tree, program: Program): readonly Resource[] {
  const resources = program.resources.get(tree) ?? resourcesOf(tree, program.table);
  program.resources.set(tree, resources);
  return resources;
}

/** Runs `jobs` over `resources`. A rule that throws is named once and left out from then on. */
function run(resources: readonly Resource[], jobs: Jobs, workspace: Workspace): Detected {
  const detections: Detection[] = [];
  const gaps: Gap[] = [];
  const failed = new Set<Rule>();
  let tree: Tree | undefined;
  const report = (found: Detection): void => void detections.push(tree ? withOrigin(found, tree) : found);
  const each = <Subject>(subject: Subject, list: readonly Job<Subject>[]): void => {
    for (const { rule, run: work } of list) {
      if (failed.has(rule)) continue;
      const before = gaps.length;
      guarded(rule, gaps, () => work(subject, report, workspace));
      if (gaps.length > before) failed.add(rule);
    }
  };
  for (const resource of resources) {
    tree = resource.view.tree;
    each(resource, jobs.resource);
    for (const pod of resource.pods) {
      each(pod, jobs.pod);
      for (const container of pod.containers) each(container, jobs.container);
    }
  }
  return { detections, gaps };
}

function movedSpan({ start, end }: Span, by: number): Span {
  return { start: start + by, end: end + by };
}

function movedFix(fix: Fix, by: number): Fix {
  const edits = fix.edits.map(({ span, text }) => ({ span: movedSpan(span, by), text }));
  return { ...fix, edits };
}

/** Written out, because a keystroke moves nearly all that is known of a long file. */
function moved(found: Detection, by: number): Detection {
  if (by === 0) return found;
  return {
    ...found,
    span: movedSpan(found.span, by),
    fixes: found.fixes.map((fix) => movedFix(fix, by)),
  };
}

/** A file of JSON holds one document: nothing can be put behind it. */
function withoutDocuments(found: Detection): Detection {
  const adds = (fix: Detection['fixes'][number]): boolean =>
    fix.edits.some(({ text }) => /^---$/m.test(text));
  return found.fixes.some(adds) ? { ...found, fixes: found.fixes.filter((fix) => !adds(fix)) } : found;
}

/** What the rules that look around find in `tree`; kept for as long as the answers that they got are the same. */
function lookAround(
  tree: Tree,
  resources: readonly Resource[],
  program: Program,
  workspace: Watched,
): readonly Detected[] {
  const kept = program.wide.get(tree) ?? new Map<Jobs, Kept>();
  program.wide.set(tree, kept);
  return program.workspace.map((jobs) => {
    const before = kept.get(jobs);
    if (before?.path === workspace.path && workspace.holds(before.asked)) return before.found;
    const asked: Asked<Workspace> = new Map();
    workspace.note(asked);
    const found = run(resources, jobs, workspace);
    kept.set(jobs, { path: workspace.path, asked, found });
    return found;
  });
}

function detect(
  { source, documents }: KubernetesFacts,
  program: Program,
  project: Parameters<typeof workspaceOf>[2],
): Detected {
  const workspace = workspaceOf(source, documents, project, program.table, program.answers);
  const json = /\.json$/i.test(source.path);
  const detections: Detection[] = [];
  const gaps: Gap[] = [];
  const filling = valuesFor(source, project);
  for (const document of documents.documents) {
    const { start } = document;
    const tree = withValues(document, filling);
    const resources = resourcesIn(tree, program);
    const own = program.kept.get(tree) ?? run(resources, program.document, NO_WORKSPACE);
    program.kept.set(tree, own);
    for (const one of [own, ...lookAround(tree, resources, program, workspace)]) {
      for (const found of one.detections)
        detections.push(moved(json ? withoutDocuments(found) : found, start));
      for (const gap of one.gaps) if (!gaps.some(({ reason }) => reason === gap.reason)) gaps.push(gap);
    }
  }
  return { detections, gaps };
}

/** Definitions of custom resources are long, and no rule looks at them. */
const DEFINITION = /^kind[ \t]*:[ \t]*["']?CustomResourceDefinition\b/m;

function isWanted(text: string): boolean {
  return !DEFINITION.test(text) || text.includes('parapet:');
}

export const kubernetesLanguage: LanguageSupport<KubernetesFacts, Program> = {
  languages: ['kubernetes'],
  compile,
  read: (source, previous) => ({
    source,
    documents: readDocuments(source.text, '1.1', previous?.documents, isWanted),
  }),
  detect,
  comments: ({ documents }) => commentsIn(documents),
  gaps: ({ documents }) => gapsIn(documents),
  units: ({ text }) => yamlUnits(text),
};
