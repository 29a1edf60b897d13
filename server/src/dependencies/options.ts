/**
 * The matcher `dependency: {option: …}` of rule files: options of pip and tables of indexes by name, value and keys,
 * and the edits that such a rule's fixes ask for. Knows the settings of a file, and no format.
 */
import type { Sighting } from '../engine/detection.ts';
import { type Predicate, satisfies } from '../engine/predicates.ts';
import type { Edit, FixTemplate } from '../engine/types.ts';
import type { Setting } from '../versions/setting.ts';

export interface OptionQuery {
  /** Names of settings: `extra-index-url`, `uv.index`. */
  readonly option: readonly string[];
  readonly value?: Predicate;
  /** By key of a table. */
  readonly where?: Readonly<Record<string, Predicate>>;
}

/** Whether `setting` is what `query` asks for. */
export function isAsked(setting: Setting, { option, value, where = {} }: OptionQuery): boolean {
  return (
    option.includes(setting.name) &&
    (value === undefined || satisfies(setting.value, value)) &&
    Object.entries(where).every(([key, predicate]) =>
      satisfies(setting.fields[key]?.value ?? { state: 'absent' }, predicate),
    )
  );
}

/** `--extra-index-url` becomes `--index-url`: only where one such option stands in the file, and none of the new name. */
function rename(text: string, setting: Setting, name: string, all: readonly Setting[]): Edit | undefined {
  const { nameSpan } = setting;
  const alone = all.filter((other) => other.name === setting.name).length === 1;
  if (!nameSpan || !alone || all.some((other) => other.name === name)) return undefined;
  const dashes = /^-*/.exec(text.slice(nameSpan.start, nameSpan.end))?.[0] ?? '';
  return { span: nameSpan, text: dashes + name };
}

/** `http://` becomes `https://`. */
function encrypt(text: string, { valueSpan }: Setting): Edit | undefined {
  if (!valueSpan || !/^http:\/\//i.test(text.slice(valueSpan.start, valueSpan.end))) return undefined;
  const end = valueSpan.start + 'http'.length;
  return { span: { start: end, end }, text: 's' };
}

function key(setting: Setting, name: string, value: string): Edit | undefined {
  const there = setting.fields[name]?.span;
  if (there) return { span: there, text: value };
  const { addition, fields } = setting;
  // An index without a name cannot be asked for, and so serves nobody once it is explicit.
  if (!addition || !fields.name) return undefined;
  const { at, before, after } = addition;
  return { span: { start: at, end: at }, text: `${before}${name} = ${value}${after}` };
}

function edit(text: string, setting: Setting, fix: FixTemplate, all: readonly Setting[]): Edit | undefined {
  if (fix.edit?.remove === 'option') return setting.removal && { span: setting.removal, text: '' };
  const [name, value] = Object.entries((fix.edit?.set ?? {}) as Readonly<Record<string, unknown>>)[0] ?? [];
  if (name === undefined) return undefined;
  const { valueSpan } = setting;
  switch (name) {
    case 'name':
      return rename(text, setting, String(value), all);
    case 'scheme':
      return encrypt(text, setting);
    case 'value':
      return valueSpan && { span: valueSpan, text: String(value) };
    default:
      return key(setting, name, String(value));
  }
}

/** What `setting` looks like in a finding. `all`: the settings of its file. */
export function optionSighting(
  text: string,
  setting: Setting,
  fixes: readonly FixTemplate[],
  all: readonly Setting[],
): Sighting {
  const { value, span } = setting;
  const shown = value.state === 'known' ? String(value.value) : text.slice(span.start, span.end);
  return {
    span,
    values: { option: setting.name, value: shown },
    edits: Object.fromEntries(
      fixes.map((fix) => {
        const found = edit(text, setting, fix, all);
        return [fix.id, found && [found]];
      }),
    ),
  };
}
