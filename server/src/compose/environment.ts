/** The variables of a service: a map or a list of `NAME=value`. What an `env_file` brings is not known. */
import type { Span } from '../engine/types.ts';
import { entries, items, type Step, spanOf, textOf, type View } from '../yaml/access.ts';
import { nodeOf, type Service } from './services.ts';
import { type ComposeText, interpolated } from './values.ts';

export interface Variable {
  readonly name: string;
  /** As written; undefined where it is taken over from the environment. */
  readonly written: string | undefined;
  /** Undefined where it is not known. */
  readonly value: ComposeText | undefined;
  readonly span: Span;
  /** The node that holds it. */
  readonly view: View;
  /** From the service. */
  readonly path: readonly Step[];
  /** `NAME=value` in a list. */
  readonly listed: boolean;
}

/** The variables of `environment`, in the order of the text. */
export function variablesOf(service: Service): Variable[] {
  const environment = nodeOf(service, 'environment');
  if (!environment) return [];
  const named = entries(environment).map(({ name, value, pair }): Variable => {
    const empty = value.node.kind === 'scalar' && value.node.empty;
    const written = pair.templated || empty ? undefined : textOf(value);
    return {
      name,
      written,
      value: written === undefined ? undefined : interpolated(written),
      span: spanOf(value),
      view: value,
      path: ['environment', name],
      listed: false,
    };
  });
  const listed = items(environment).flatMap((item, index): Variable[] => {
    const text = textOf(item);
    const [, name, written] = /^([A-Za-z_][\w.]*)(?:=([\s\S]*))?$/.exec(text ?? '') ?? [];
    if (name === undefined) return [];
    return [
      {
        name,
        written,
        value: written === undefined ? undefined : interpolated(written),
        span: spanOf(item),
        view: item,
        path: ['environment', index],
        listed: true,
      },
    ];
  });
  return [...named, ...listed];
}

/** Whether more variables may come from elsewhere. */
export function mayHaveMore(service: Service): boolean {
  return nodeOf(service, 'env_file') !== undefined || !service.complete;
}
