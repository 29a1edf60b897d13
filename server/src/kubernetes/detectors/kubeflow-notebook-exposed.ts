/**
 * kubeflow-notebook-exposed: a notebook server without a login of its own, or with the account that may start anything.
 */
import { items, nodeAt, spanOf, textOf } from '../../yaml/access.ts';
import type { KubernetesDetector } from '../detector.ts';

const NO_LOGIN = /--(?:NotebookApp|ServerApp|IdentityProvider)\.(?:token|password)=(?:''|""|)(?:\s|$|["'])/;

export const detector: KubernetesDetector = {
  scope: 'document',
  pod: (pod, report) => {
    if (pod.resource.kind !== 'Notebook' || !pod.resource.apiVersion.startsWith('kubeflow.org/')) return;
    const account = nodeAt(pod.view, 'serviceAccountName');
    if (account && textOf(account) === 'default-editor')
      report({ span: spanOf(account), edits: {} }, 'account');
    for (const { view } of pod.containers) {
      for (const name of ['command', 'args']) {
        const list = nodeAt(view, name);
        for (const word of list ? items(list) : []) {
          const found = NO_LOGIN.exec(textOf(word) ?? '');
          if (found) report({ span: spanOf(word), edits: {} }, 'no-login');
        }
      }
    }
  },
};
