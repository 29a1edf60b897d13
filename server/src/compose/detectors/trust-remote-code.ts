/** `trust-remote-code` in compose files: options of what a service starts, and variables that programs read. */
import { trustIn, trustsByVariable } from '../../shell/remote-model-code.ts';
import { startedBy } from '../commands.ts';
import type { ComposeDetector, Seen } from '../detector.ts';
import { variablesOf } from '../environment.ts';

export const detector: ComposeDetector = {
  detect(service): Seen[] {
    const variables = variablesOf(service)
      .filter(({ name, value }) => value?.variables.length === 0 && trustsByVariable(name, value.text))
      .map(({ name, span }): Seen => ({ case: 'service-variable', span, values: { name } }));
    const options = startedBy(service).flatMap(({ words }): Seen[] => {
      const trust = trustIn(words.map(({ state, value }) => (state === 'unknown' ? undefined : value.text)));
      const word = trust && words[trust.at];
      const found = trust?.pinned ? 'service-pinned' : 'service-option';
      return word ? [{ case: found, span: word.span, values: { option: word.value.text } }] : [];
    });
    return [...options, ...variables];
  },
};
