/** Edits of the variables of a service, in a map and in a list of `NAME=value`. `undefined`: not here without harm. */
import { appendItem, type Edits, setField } from '../yaml/additions.ts';
import { formatScalar } from '../yaml/format.ts';
import { together } from '../yaml/positions.ts';
import { variablesOf } from './environment.ts';
import { fieldOf, isOwn, nodeOf, type Service } from './services.ts';

/** `${NAME:?…}`: Compose stops where nobody sets it. */
export function fromOutside(name: string): string {
  return `\${${name}:?set ${name}}`;
}

/** Gives the variable `name` of `service` the text `value`, whether it is there or not. */
export function setVariable(service: Service, name: string, value: string): Edits {
  if (fieldOf(service, 'environment') !== 'absent' && !isOwn(service, ['environment'])) return undefined;
  const set = variablesOf(service).find((variable) => variable.name === name);
  const listed = nodeOf(service, 'environment')?.node.kind === 'sequence';
  if (!listed) return setField(service.view, ['environment', name], value);
  const text = `${name}=${value}`;
  if (!set) return appendItem(service.view, ['environment'], text);
  const { node, via } = set.view;
  if (via || node.kind !== 'scalar' || node.style === 'block' || node.templated) return undefined;
  const quoted = node.style === 'single' ? `'${text.replaceAll("'", "''")}'` : JSON.stringify(text);
  return [{ span: node.span, text: node.style === 'plain' ? formatScalar(text) : quoted }];
}

/** Gives `service` all of `values`; undefined where one of them cannot be given. */
export function setVariables(service: Service, values: Readonly<Record<string, string>>): Edits {
  const edits = Object.entries(values).map(([name, value]) => setVariable(service, name, value));
  return edits.every((each) => each !== undefined) ? together(service.view.tree, edits.flat()) : undefined;
}
