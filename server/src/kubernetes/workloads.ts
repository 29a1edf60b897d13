/**
 * The table of where pod specs live (`rules/models/kubernetes-workloads.yaml`), checked and indexed by kind.
 * Knows the table's form, not the kinds in it.
 */

/** Where one kind keeps pods of one sort. */
export interface PodPath {
  /** Dotted, `*` for every item or field. */
  readonly spec: string;
  readonly metadata: string | undefined;
  /** Lists of containers below the spec, with the part they play. */
  readonly containers: readonly string[];
  readonly container: readonly string[];
  /** What holds for the pod where its own spec says nothing. */
  readonly outer: string | undefined;
}

export interface Workload {
  readonly groups: readonly string[] | undefined;
  readonly runs: 'forever' | 'to-completion' | 'node';
  readonly selector: string | undefined;
  /** An operator makes the pods: it adds labels, and may add more. */
  readonly operator: boolean;
  /** The pods talk to the Kubernetes API by themselves. */
  readonly usesApi: boolean;
  readonly required: readonly string[];
  readonly pods: readonly PodPath[];
}

export type Workloads = ReadonlyMap<string, readonly Workload[]>;

const CONTAINERS = ['containers', 'initContainers', 'ephemeralContainers'] as const;

function texts(value: unknown): string[] | undefined {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function record(value: unknown): Record<string, unknown> {
  return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : {};
}

function podPath(value: unknown): PodPath[] {
  const { spec, metadata, containers, container, outer } = record(value);
  if (typeof spec !== 'string') return [];
  return [
    {
      spec,
      metadata: text(metadata),
      containers: texts(containers) ?? CONTAINERS,
      container: texts(container) ?? [],
      outer: text(outer),
    },
  ];
}

function runsOf(value: unknown): Workload['runs'] {
  return value === 'to-completion' || value === 'node' ? value : 'forever';
}

/** Reads the table. Entries without `kinds` or `pods` are left out: a table of ours has none. */
export function readWorkloads(model: unknown): Workloads {
  const byKind = new Map<string, Workload[]>();
  for (const row of Array.isArray(model) ? model : []) {
    const { kinds, groups, runs, selector, required, operator, 'uses-api': usesApi, pods } = record(row);
    const workload: Workload = {
      groups: texts(groups),
      runs: runsOf(runs),
      selector: text(selector),
      operator: operator === true,
      usesApi: usesApi === true,
      required: texts(required) ?? [],
      pods: Array.isArray(pods) ? pods.flatMap(podPath) : [],
    };
    for (const kind of texts(kinds) ?? []) byKind.set(kind, [...(byKind.get(kind) ?? []), workload]);
  }
  return byKind;
}

/** The entry for an object of `kind` in `apiVersion`; undefined when it holds no pods that the table knows. */
export function workloadOf(table: Workloads, apiVersion: string, kind: string): Workload | undefined {
  const slash = apiVersion.indexOf('/');
  const group = slash < 0 ? '' : apiVersion.slice(0, slash);
  return table.get(kind)?.find(({ groups }) => !groups || groups.includes(group));
}

/** Of kinds that the table does not know and that hold pods all the same. */
export const UNKNOWN_WORKLOAD: Workload = {
  groups: undefined,
  runs: 'to-completion',
  selector: undefined,
  operator: true,
  usesApi: false,
  required: [],
  pods: [],
};

/** What a pod spec that was found by its form looks like. */
export const FOUND: Omit<PodPath, 'spec'> = {
  metadata: undefined,
  containers: CONTAINERS,
  container: [],
  outer: undefined,
};
