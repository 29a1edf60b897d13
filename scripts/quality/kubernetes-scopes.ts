/** What is counted of Kubernetes manifests that peers labelled: the scope of `docs/quality.md`, as data. */

/** The version of Kubernetes whose standard the peer's policies say, where it is not the newest. */
export const VERSIONS: Readonly<Record<string, { readonly kubernetesVersion: string }>> = {
  kyverno: { kubernetesVersion: '1.30' },
};

/** By peer, and by the peer's rule: rules of Parapet, or cases of them (`rule#case`), that may find it. What is not named is out of scope. */
export const KUBERNETES_SCOPE: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  kyverno: {
    'disallow-capabilities': ['capabilities-added'],
    'disallow-capabilities-strict': ['capabilities-added', 'capabilities-not-dropped'],
    'disallow-host-namespaces': ['host-namespaces'],
    'disallow-host-path': ['host-path-volume', 'host-path-read-by-agent'],
    'disallow-host-ports': ['host-port'],
    'disallow-host-process': ['windows-host-process'],
    'disallow-privilege-escalation': ['allow-privilege-escalation'],
    'disallow-privileged-containers': ['privileged-container'],
    'disallow-proc-mount': ['proc-mount-unmasked'],
    'disallow-selinux': ['selinux-options'],
    'require-run-as-non-root-user': ['run-as-root#root-user'],
    'require-run-as-nonroot': ['run-as-root'],
    'restrict-apparmor-profiles': ['apparmor-override'],
    'restrict-seccomp': ['seccomp-unconfined'],
    'restrict-seccomp-strict': ['seccomp-unconfined', 'seccomp-missing-or-unconfined'],
    'restrict-sysctls': ['unsafe-sysctl'],
    'restrict-volume-types': ['restricted-volume-type', 'host-path-volume', 'host-path-read-by-agent'],
  },
  polaris: {
    automountServiceAccountToken: ['service-account-token-mounted'],
    clusterrolePodExecAttach: [
      'rbac-wildcard-or-escalation#exec',
      'rbac-wildcard-or-escalation#everything',
      'rbac-wildcard-or-escalation#wildcard',
    ],
    rolePodExecAttach: [
      'rbac-wildcard-or-escalation#exec',
      'rbac-wildcard-or-escalation#everything',
      'rbac-wildcard-or-escalation#wildcard',
    ],
    clusterrolebindingClusterAdmin: [
      'rbac-wildcard-or-escalation#admin',
      'rbac-wildcard-or-escalation#admin-user',
      'rbac-wildcard-or-escalation#everything',
    ],
    rolebindingClusterAdminClusterRole: [
      'rbac-wildcard-or-escalation#admin',
      'rbac-wildcard-or-escalation#admin-user',
      'rbac-wildcard-or-escalation#everything',
    ],
    cpuRequestsMissing: ['no-resource-limits#cpu-request'],
    memoryLimitsMissing: [
      'no-resource-limits#memory',
      'no-resource-limits#init',
      'no-resource-limits#device',
    ],
    dangerousCapabilities: ['capabilities-added'],
    // What drops all that runtimes give, but not by the word that the standard takes, is another case.
    insecureCapabilities: ['capabilities-added', 'capabilities-not-dropped#some'],
    hostIPCSet: ['host-namespaces'],
    hostNetworkSet: ['host-namespaces'],
    hostPIDSet: ['host-namespaces'],
    hostPathSet: ['host-path-volume', 'host-path-read-by-agent'],
    hostPortSet: ['host-port'],
    hostProcess: ['windows-host-process'],
    livenessProbeMissing: ['no-probes#liveness', 'no-probes#neither'],
    readinessProbeMissing: ['no-probes#readiness', 'no-probes#neither'],
    missingNetworkPolicy: ['no-network-policy', 'egress-unrestricted'],
    notReadOnlyRootFilesystem: ['root-fs-writable'],
    privilegeEscalationAllowed: ['allow-privilege-escalation', 'privileged-container'],
    procMount: ['proc-mount-unmasked'],
    runAsPrivileged: ['privileged-container'],
    runAsRootAllowed: ['run-as-root'],
    sensitiveContainerEnvVar: ['secret-as-literal-env'],
    sensitiveConfigmapContent: ['secret-as-literal-env'],
    tagNotSpecified: ['image-not-pinned#no-tag', 'image-not-pinned#latest'],
    tlsSettingsMissing: ['ingress-no-tls-or-auth'],
  },
  'kube-score': {
    'Container Image Tag': ['image-not-pinned#no-tag', 'image-not-pinned#latest'],
    'Container Resources': ['no-resource-limits'],
    'Container Seccomp Profile': ['seccomp-unconfined', 'seccomp-missing-or-unconfined'],
    'Container Security Context Privileged': ['privileged-container'],
    'Container Security Context ReadOnlyRootFilesystem': ['root-fs-writable'],
    'NetworkPolicy targets Pod': ['network-policy-ineffective'],
    'Pod NetworkPolicy': ['no-network-policy', 'egress-unrestricted'],
    'Pod Probes': ['no-probes'],
  },
};
