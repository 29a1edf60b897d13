/** `jupyter-auth-disabled` in compose files: options of what a service starts, and an empty token in a variable. */
import { openNotebook } from '../../shell/notebook-servers.ts';
import { removeField } from '../../yaml/removals.ts';
import { withoutArgument } from '../arguments.ts';
import { startedBy } from '../commands.ts';
import type { ComposeDetector, Seen } from '../detector.ts';
import { variablesOf } from '../environment.ts';
import { isOwn } from '../services.ts';

export const detector: ComposeDetector = {
  detect(service): Seen[] {
    const variables = variablesOf(service)
      .filter(({ name, written }) => name === 'JUPYTER_TOKEN' && written === '')
      .map(({ name, span, path }): Seen => {
        const remove = isOwn(service, path) ? removeField(service.view, path) : undefined;
        return { case: 'service', span, values: { option: name }, edits: { remove } };
      });
    const commands = startedBy(service).flatMap(({ program }) =>
      (program ? openNotebook(program) : []).map(
        ({ kind, word, remove }): Seen => ({
          case: kind === 'nobody' ? 'service' : `service-${kind}`,
          span: word.span,
          values: { option: word.value.text },
          edits: { remove: remove ? withoutArgument(service, word.span) : undefined },
        }),
      ),
    );
    return [...variables, ...commands];
  },
};
