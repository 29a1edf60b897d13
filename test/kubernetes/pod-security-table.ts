/**
 * The Pod Security Standards as we read them, for a test: what a pod or container says, and in which versions of Kubernetes
 * it fails which level. Written from the published standard; knows no rule and nothing of how rules work.
 */

export type Level = 'baseline' | 'restricted';

/** Minor versions: the first in which it fails, and the first in which it does so no more. */
export interface Fails {
  readonly from: number;
  readonly before?: number;
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type Settings = { readonly [key: string]: Json };

/** One thing that is said of a pod. `null` takes a field away. */
export interface Row {
  /** The check of the standard, as the admission calls it, without its level. */
  readonly check: string;
  /** Put into the pod's spec. */
  readonly pod?: Settings;
  /** Put into each container of one kind. */
  readonly container?: Settings;
  readonly annotations?: Settings;
  /** Where it fails; absent: never. */
  readonly baseline?: Fails;
  readonly restricted?: Fails;
}

const ALWAYS: Fails = { from: 0 };
const both = (fails: Fails): Pick<Row, 'baseline' | 'restricted'> => ({ baseline: fails, restricted: fails });

/** A field of a security context, on the container and on the pod. */
function onBoth(check: string, security: Settings, fails: Pick<Row, 'baseline' | 'restricted'>): Row[] {
  const settings = { securityContext: security };
  return [
    { check, container: settings, ...fails },
    { check, pod: settings, ...fails },
  ];
}

const DEFAULT_CAPABILITIES = [
  'AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD SETFCAP SETGID SETPCAP SETUID SYS_CHROOT',
].flatMap((names) => names.split(' '));

const VOLUMES =
  'awsElasticBlockStore azureDisk azureFile cephfs cinder fc flexVolume flocker gcePersistentDisk gitRepo glusterfs iscsi nfs photonPersistentDisk portworxVolume quobyte rbd scaleIO storageos vsphereVolume'.split(
    ' ',
  );
const ALLOWED_VOLUMES =
  'configMap csi downwardAPI emptyDir ephemeral image persistentVolumeClaim projected secret'.split(' ');

const SAFE_SYSCTLS: Readonly<Record<string, number>> = {
  'kernel.shm_rmid_forced': 0,
  'net.ipv4.ip_local_port_range': 0,
  'net.ipv4.tcp_syncookies': 0,
  'net.ipv4.ping_group_range': 0,
  'net.ipv4.ip_unprivileged_port_start': 0,
  'net.ipv4.ip_local_reserved_ports': 27,
  'net.ipv4.tcp_keepalive_time': 29,
  'net.ipv4.tcp_fin_timeout': 29,
  'net.ipv4.tcp_keepalive_intvl': 29,
  'net.ipv4.tcp_keepalive_probes': 29,
  'net.ipv4.tcp_rmem': 32,
  'net.ipv4.tcp_wmem': 32,
  'net.ipv4.tcp_slow_start_after_idle': 37,
  'net.ipv4.tcp_notsent_lowat': 37,
};

const sysctl = (name: string): Settings => ({ securityContext: { sysctls: [{ name, value: '1' }] } });
const capabilities = (add: readonly string[], drop: readonly string[] = ['ALL']): Settings => ({
  securityContext: { capabilities: { add, drop } },
});
const WINDOWS: Settings = { os: { name: 'windows' } };
const OWN_USERS: Settings = { hostUsers: false };
const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'];

const HOSTS: readonly Settings[] = ['httpGet', 'tcpSocket'].flatMap((handler) => [
  ...PROBES.map((probe) => ({ [probe]: { [handler]: { port: 80, host: '10.0.0.1' } } })),
  ...['postStart', 'preStop'].map((hook) => ({
    lifecycle: { [hook]: { [handler]: { port: 80, host: '10.0.0.1' } } },
  })),
]);
const OWN_HOSTS: readonly Settings[] = ['httpGet', 'tcpSocket'].flatMap((handler) =>
  PROBES.map((probe) => ({ [probe]: { [handler]: { port: 80, host: '' } } })),
);

/** Every row; the pod around it passes its level otherwise. */
export const ROWS: readonly Row[] = [
  { check: 'privileged', container: { securityContext: { privileged: true } }, ...both(ALWAYS) },
  { check: 'privileged', container: { securityContext: { privileged: false } } },
  ...['hostNetwork', 'hostPID', 'hostIPC'].flatMap((name): Row[] => [
    { check: 'hostNamespaces', pod: { [name]: true }, ...both(ALWAYS) },
    { check: 'hostNamespaces', pod: { [name]: false } },
  ]),
  {
    check: 'hostPathVolumes',
    pod: { volumes: [{ name: 'v', hostPath: { path: '/data' } }] },
    ...both(ALWAYS),
  },
  { check: 'hostPathVolumes', pod: { volumes: [{ name: 'v', hostPath: { path: '/' } }] }, ...both(ALWAYS) },
  { check: 'hostPathVolumes', pod: { volumes: [{ name: 'v', hostPath: {} }] }, ...both(ALWAYS) },
  ...VOLUMES.map(
    (name): Row => ({
      check: 'restrictedVolumes',
      pod: { volumes: [{ name: 'v', [name]: { x: 'y' } }] },
      restricted: ALWAYS,
    }),
  ),
  ...ALLOWED_VOLUMES.map(
    (name): Row => ({ check: 'restrictedVolumes', pod: { volumes: [{ name: 'v', [name]: {} }] } }),
  ),
  { check: 'restrictedVolumes', pod: { volumes: [{ name: 'v' }] } },
  { check: 'hostPorts', container: { ports: [{ containerPort: 80, hostPort: 80 }] }, ...both(ALWAYS) },
  { check: 'hostPorts', container: { ports: [{ containerPort: 80, hostPort: 0 }] } },
  { check: 'hostPorts', container: { ports: [{ containerPort: 80 }] } },
  ...HOSTS.map(
    (container): Row => ({ check: 'hostProbesAndHostLifecycle', container, ...both({ from: 34 }) }),
  ),
  ...OWN_HOSTS.map((container): Row => ({ check: 'hostProbesAndHostLifecycle', container })),
  ...['SYS_ADMIN', 'NET_RAW', 'ALL', 'IPC_LOCK', 'BPF', 'CAP_CHOWN', 'chown'].map(
    (name): Row => ({ check: 'capabilities', container: capabilities([name]), ...both(ALWAYS) }),
  ),
  { check: 'capabilities', pod: WINDOWS, container: capabilities(['NET_RAW']), ...both(ALWAYS) },
  ...DEFAULT_CAPABILITIES.map(
    (name): Row => ({ check: 'capabilities', container: capabilities([name]), restricted: { from: 22 } }),
  ),
  {
    check: 'capabilities',
    pod: WINDOWS,
    container: capabilities(['CHOWN']),
    restricted: { from: 22, before: 25 },
  },
  { check: 'capabilities', container: capabilities(['NET_BIND_SERVICE']) },
  { check: 'capabilities', container: capabilities([], ['NET_RAW', 'ALL']) },
  { check: 'capabilities', container: capabilities([], ['NET_RAW']), restricted: { from: 22 } },
  { check: 'capabilities', container: capabilities([], ['all']), restricted: { from: 22 } },
  { check: 'capabilities', container: capabilities([], []), restricted: { from: 22 } },
  { check: 'capabilities', container: { securityContext: { capabilities: null } }, restricted: { from: 22 } },
  {
    check: 'capabilities',
    pod: WINDOWS,
    container: { securityContext: { capabilities: null } },
    restricted: { from: 22, before: 25 },
  },
  ...[true, null].flatMap((value): Row[] => {
    const container = { securityContext: { allowPrivilegeEscalation: value } };
    return [
      { check: 'allowPrivilegeEscalation', container, restricted: { from: 8 } },
      { check: 'allowPrivilegeEscalation', pod: WINDOWS, container, restricted: { from: 8, before: 25 } },
      {
        check: 'allowPrivilegeEscalation',
        pod: { os: { name: 'linux' } },
        container,
        restricted: { from: 8 },
      },
    ];
  }),
  ...['Unmasked', 'Other'].flatMap((procMount): Row[] => [
    { check: 'procMount', container: { securityContext: { procMount } }, ...both(ALWAYS) },
    {
      check: 'procMount',
      pod: OWN_USERS,
      container: { securityContext: { procMount } },
      baseline: { from: 0, before: 35 },
      restricted: ALWAYS,
    },
    {
      check: 'procMount',
      pod: { hostUsers: true },
      container: { securityContext: { procMount } },
      ...both(ALWAYS),
    },
  ]),
  { check: 'procMount', container: { securityContext: { procMount: 'Default' } } },
  ...['spc_t', 'unconfined_t'].flatMap((type) =>
    onBoth('seLinuxOptions', { seLinuxOptions: { type } }, both(ALWAYS)),
  ),
  ...['container_t', 'container_init_t', 'container_kvm_t', ''].flatMap((type) =>
    onBoth('seLinuxOptions', { seLinuxOptions: { type, level: 's0' } }, {}),
  ),
  ...onBoth(
    'seLinuxOptions',
    { seLinuxOptions: { type: 'container_engine_t' } },
    both({ from: 0, before: 31 }),
  ),
  ...['user', 'role'].flatMap((name) => [
    ...onBoth('seLinuxOptions', { seLinuxOptions: { [name]: 'x' } }, both(ALWAYS)),
    ...onBoth('seLinuxOptions', { seLinuxOptions: { [name]: '' } }, {}),
  ]),
  ...onBoth('appArmorProfile', { appArmorProfile: { type: 'Unconfined' } }, both(ALWAYS)),
  ...['RuntimeDefault', 'Localhost'].flatMap((type) =>
    onBoth('appArmorProfile', { appArmorProfile: { type } }, {}),
  ),
  ...['unconfined', 'other'].map(
    (value): Row => ({
      check: 'appArmorProfile',
      annotations: { 'container.apparmor.security.beta.kubernetes.io/c': value },
      ...both(ALWAYS),
    }),
  ),
  ...['runtime/default', 'localhost/x', ''].map(
    (value): Row => ({
      check: 'appArmorProfile',
      annotations: { 'container.apparmor.security.beta.kubernetes.io/c': value },
    }),
  ),
  ...onBoth('seccompProfile', { seccompProfile: { type: 'Unconfined' } }, both({ from: 19 })),
  ...['RuntimeDefault', 'Localhost'].flatMap((type) =>
    onBoth('seccompProfile', { seccompProfile: { type } }, {}),
  ),
  ...['seccomp.security.alpha.kubernetes.io/pod', 'container.seccomp.security.alpha.kubernetes.io/c'].flatMap(
    (name): Row[] => [
      { check: 'seccompProfile', annotations: { [name]: 'unconfined' }, ...both({ from: 0, before: 19 }) },
      { check: 'seccompProfile', annotations: { [name]: 'runtime/default' } },
      { check: 'seccompProfile', annotations: { [name]: 'docker/default' } },
      { check: 'seccompProfile', annotations: { [name]: 'localhost/x' } },
    ],
  ),
  { check: 'seccompProfile', pod: { securityContext: { seccompProfile: null } }, restricted: { from: 19 } },
  {
    check: 'seccompProfile',
    pod: { ...WINDOWS, securityContext: { seccompProfile: null } },
    restricted: { from: 19, before: 25 },
  },
  {
    check: 'seccompProfile',
    pod: { ...WINDOWS, securityContext: { seccompProfile: { type: 'Unconfined' } } },
    baseline: { from: 19 },
    restricted: { from: 19 },
  },
  ...Object.entries(SAFE_SYSCTLS).map(
    ([name, from]): Row => ({
      check: 'sysctls',
      pod: sysctl(name),
      ...(from > 0 ? both({ from: 0, before: from }) : {}),
    }),
  ),
  ...['kernel.msgmax', 'net.core.somaxconn'].map(
    (name): Row => ({ check: 'sysctls', pod: sysctl(name), ...both(ALWAYS) }),
  ),
  ...onBoth('windowsHostProcess', { windowsOptions: { hostProcess: true } }, both(ALWAYS)),
  ...onBoth('windowsHostProcess', { windowsOptions: { hostProcess: false } }, {}),
  ...onBoth('runAsNonRoot', { runAsNonRoot: false }, { restricted: ALWAYS }),
  { check: 'runAsNonRoot', pod: { securityContext: { runAsNonRoot: null } }, restricted: ALWAYS },
  {
    check: 'runAsNonRoot',
    pod: { ...OWN_USERS, securityContext: { runAsNonRoot: null } },
    restricted: { from: 0, before: 35 },
  },
  {
    check: 'runAsNonRoot',
    pod: { hostUsers: true, securityContext: { runAsNonRoot: null } },
    restricted: ALWAYS,
  },
  ...onBoth('runAsUser', { runAsUser: 0 }, { restricted: { from: 23 } }),
  ...onBoth('runAsUser', { runAsUser: 1000 }, {}),
  {
    check: 'runAsUser',
    pod: OWN_USERS,
    container: { securityContext: { runAsUser: 0 } },
    restricted: { from: 23, before: 35 },
  },
];
