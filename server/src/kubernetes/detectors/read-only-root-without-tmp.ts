/**
 * read-only-root-without-tmp: a read-only root file system under a program that writes temporary files, with nothing
 * writable where it does. Known servers are told by image, command or port; of others only one that serves artefacts
 * from a volume it cannot write, and has no writable place at all.
 */
import { entries, items, nodeAt, textOf } from '../../yaml/access.ts';
import type { KubernetesDetector } from '../detector.ts';
import { hasPorts, portsOf } from '../ports.ts';
import type { Container } from '../resources.ts';
import { ownSetting, settingSpan } from '../security-context.ts';
import { is, textAt } from '../values.ts';
import { type Mount, mountsOf, withTmp } from '../writable-mounts.ts';

const SERVERS =
  /tensorflow[/_-]?(?:model[_-]?)?serv|tf-?serving|torchserve|vllm|triton|text-generation-inference|gunicorn|uvicorn|bentoml|mlflow|seldon|ray-?serve|jupyter/i;

/** Ports of model servers; other programs use them too, so they count only beside model files or a device. */
const PORTS = new Set([8000, 8001, 8002, 8080, 8081, 8082, 8500, 8501]);

function words(container: Container): string[] {
  const image = textAt(container.view, 'image') ?? '';
  const lists = ['command', 'args'].flatMap((name) => {
    const list = nodeAt(container.view, name);
    return list ? items(list).map((item) => textOf(item) ?? '') : [];
  });
  return [image, ...lists];
}

function hasDevice({ view }: Container): boolean {
  const limits = nodeAt(view, 'resources.limits');
  return limits !== undefined && entries(limits).some(({ name }) => name.includes('/'));
}

function isServer(container: Container, mounts: readonly Mount[]): boolean {
  if (words(container).some((word) => SERVERS.test(word))) return true;
  const port = portsOf(container).some(({ number }) => PORTS.has(number));
  return port && (hasDevice(container) || mounts.some(({ lasting }) => lasting));
}

/** A program may be told to write its temporary files elsewhere. */
function movesTmp({ view }: Container): boolean {
  const env = nodeAt(view, 'env');
  return env !== undefined && items(env).some((variable) => textAt(variable, 'name') === 'TMPDIR');
}

export const detector: KubernetesDetector = {
  scope: 'document',
  container: (container, report) => {
    const { pod, role, view, mark } = container;
    const setting = ownSetting(view, 'readOnlyRootFilesystem');
    if (role !== 'main' || !pod.complete || !is(setting.value, true)) return;
    const { mounts, complete } = mountsOf(container);
    if (!complete || movesTmp(container)) return;
    if (mounts.some(({ path, writable }) => writable && (path === '/tmp' || path === '/'))) return;
    const servesArtefacts =
      hasPorts(container) && mounts.some((m) => m.lasting && !m.writable) && !mounts.some((m) => m.writable);
    if (!isServer(container, mounts) && !servesArtefacts) return;
    const values = { container: container.name ?? '?' };
    report({ span: settingSpan(setting, mark), values, edits: { 'mount-tmp': withTmp(container) } });
  },
};
