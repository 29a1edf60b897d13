/**
 * git-sync-or-init-download-unpinned: what a container fetches when it starts, in whatever version is there then: models of
 * a hub, repositories, code that runs as it arrives.
 */

import type { Script, SimpleCommand } from '../../shell/model.ts';
import { movingModels } from '../../shell/model-downloads.ts';
import { remoteCode } from '../../shell/remote-code.ts';
import { commandsOf } from '../../shell/walk.ts';
import type { KubernetesDetector } from '../detector.ts';
import { scriptOf } from '../scripts.ts';

const COMMIT = /\b[0-9a-f]{40}\b/;
const ADDRESS = /^(?:https?:\/\/|git@|ssh:\/\/)/;

function textsOf({ program }: SimpleCommand): string[] {
  return (program?.arguments ?? []).map(({ value }) => value.text);
}

/** Whether something in `script` goes to one commit. */
function checksOut(script: Script): boolean {
  return commandsOf(script).some(
    (command) => command.program?.name === 'git' && textsOf(command).some((text) => COMMIT.test(text)),
  );
}

export const detector: KubernetesDetector = {
  scope: 'document',
  container: (container, report) => {
    const found = scriptOf(container);
    if (!found) return;
    const { script, placeOf } = found;
    const models = movingModels(script);
    for (const { id, span } of models) report({ span: placeOf(id, span), values: { what: id } }, 'model');
    for (const { interpreter, span } of remoteCode(script))
      report({ span: placeOf(interpreter, span), values: { what: interpreter } }, 'code');
    for (const command of commandsOf(script)) {
      if (command.program?.name !== 'git' || !textsOf(command).includes('clone') || checksOut(script))
        continue;
      const address = command.program.arguments.find(({ value }) => ADDRESS.test(value.text));
      if (
        !address ||
        /[$]/.test(address.value.text) ||
        models.some(({ id }) => address.value.text.includes(id))
      )
        continue;
      report(
        { span: placeOf(address.value.text, address.span), values: { what: address.value.text } },
        'repository',
      );
    }
  },
};
