/** Options and variables by which a service lets strangers manage its models. */
import { openManagement, opensByVariable, serverTable } from '../../shell/model-servers.ts';
import { startedBy } from '../commands.ts';
import type { ComposeDetector, Seen } from '../detector.ts';
import { variablesOf } from '../environment.ts';

export const detector: ComposeDetector = {
  detect(service, { models }): Seen[] {
    const table = serverTable(models);
    const variables = variablesOf(service).flatMap(({ name, value, span }): Seen[] => {
      const what = value?.variables.length === 0 ? opensByVariable(table, name, value.text) : undefined;
      return what === undefined ? [] : [{ case: 'service', span, values: { option: name, what } }];
    });
    const options = startedBy(service).flatMap(({ program }): Seen[] =>
      (program ? openManagement(table, program) : []).map(({ word, what }) => ({
        case: 'service',
        span: word.span,
        values: { option: word.value.text, what },
      })),
    );
    return [...variables, ...options];
  },
};
