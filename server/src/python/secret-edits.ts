/**
 * Edits that take a secret out of the program, by what a rule file asks for: from the environment, from where the file
 * keeps its other settings (Streamlit's secrets, a settings class, django-environ, decouple), or from a secrets manager.
 */
import type { Edit, FixTemplate } from '../engine/types.ts';
import { schemeOf } from '../secrets/chosen.ts';
import type { Assign, Expression } from './ast.ts';
import { spanOf } from './ast.ts';
import { replace } from './edit.ts';
import { environmentEdits, environmentInstead } from './environment-edit.ts';
import { type PythonFile, textFrom, textOf } from './file.ts';
import type { Literal } from './literals.ts';
import { type Supplies, supply } from './supplied-code.ts';

/** Classes whose fields are read from the environment. */
const SETTINGS = new Set([
  'pydantic_settings.BaseSettings',
  'pydantic.BaseSettings',
  'pydantic.v1.BaseSettings',
]);

/** What else a literal may stand in, so that a lookup is there already, or nothing may be called. */
const LOOKUPS = new Set(['os.getenv', 'os.environ.get', 'os.environ.setdefault', 'os.putenv']);

function quoted(file: PythonFile, node: Expression, text: string): string {
  const quote = textOf(file, node)
    .replace(/^[A-Za-z]+/, '')
    .startsWith("'")
    ? "'"
    : '"';
  return `${quote}${text}${quote}`;
}

function isReplaceable(file: PythonFile, { node, call, statement }: Literal): boolean {
  if (node.bytes || node.joined || statement.kind === 'other-statement') return false;
  if (call && file.names.resolve(call.func).some((name) => LOOKUPS.has(name))) return false;
  return !(
    statement.kind === 'assign' &&
    statement.targets.some((target) =>
      file.names.resolve(target).some((name) => name.startsWith('os.environ')),
    )
  );
}

/** What the file calls `module`, where it imports it at its top before the literal. */
function importedAs(
  file: PythonFile,
  literal: Literal,
  wanted: (imported: string) => boolean,
): string | undefined {
  const at = spanOf(literal.node).start;
  for (const name of ['st', 'streamlit', 'config', 'decouple']) {
    const bindings = file.names.moduleBindings(name);
    const [only, ...others] = bindings;
    if (!only || others.length > 0 || only.kind !== 'import' || only.block.parent !== undefined) continue;
    if (only.chunk.offset + only.start < at && only.imported !== undefined && wanted(only.imported))
      return name;
  }
  return undefined;
}

/** The module-level name of an `environ.Env()`. */
function environName(file: PythonFile, literal: Literal): string | undefined {
  for (const name of ['env', 'ENV']) {
    const [only, ...others] = file.names.moduleBindings(name);
    if (!only || others.length > 0 || only.kind !== 'assign' || only.value?.kind !== 'call') continue;
    if (only.chunk.offset + only.start >= spanOf(literal.node).start) continue;
    if (file.names.resolve(only.value.func).some((called) => called === 'environ.Env')) return name;
  }
  return undefined;
}

/** The default of a field that its class reads from the environment goes; the field is then required. */
function fieldEdits(file: PythonFile, { node, statement, place }: Literal): Edit[] | undefined {
  if (place.scope.kind !== 'class' || statement.kind !== 'assign' || statement.value !== node)
    return undefined;
  const { node: owner } = place.scope;
  if (owner?.kind !== 'class') return undefined;
  const bases = owner.bases.flatMap(({ value }) => file.names.resolve(value));
  if (!bases.some((base) => SETTINGS.has(base))) return undefined;
  return withoutValue(file, statement, node);
}

function withoutValue(file: PythonFile, { targets: [target] }: Assign, node: Expression): Edit[] | undefined {
  if (target?.kind !== 'name') return undefined;
  const { start, end } = spanOf(node);
  const before = textFrom(file, node).slice(0, start);
  const [equals] = /\s*=\s*$/.exec(before) ?? [];
  // Without an annotation there would be no field.
  if (equals === undefined || !before.slice(spanOf(target).end).includes(':')) return undefined;
  return [{ span: { start: start - equals.length, end }, text: '' }];
}

/** The literal as an expression of what the file uses already. */
function idiomEdits(
  file: PythonFile,
  literal: Literal,
  variable: string,
  idiom: unknown,
): Edit[] | undefined {
  const { node } = literal;
  if (idiom === 'field') return fieldEdits(file, literal);
  if (!isReplaceable(file, literal)) return undefined;
  const name = quoted(file, node, variable);
  if (idiom === 'streamlit') {
    const module = importedAs(file, literal, (imported) => imported === 'streamlit');
    return module === undefined ? undefined : [replace(node, `${module}.secrets[${name}]`)];
  }
  const config = importedAs(file, literal, (imported) => imported === 'decouple.config');
  const reader = config ?? environName(file, literal);
  return reader === undefined ? undefined : [replace(node, `${reader}(${name})`)];
}

/** The literal as a call of a function that the fix brings along. */
function managedEdits(
  file: PythonFile,
  literal: Literal,
  variable: string,
  code: string,
  supplied: Supplies,
): Edit[] | undefined {
  if (!isReplaceable(file, literal)) return undefined;
  const { node } = literal;
  const edits = supply(file, node, supplied);
  return edits && [...edits, replace(node, `${code}(${quoted(file, node, variable)})`)];
}

/** What each of `fixes` does to the literal, by id; undefined where one does not fit. */
export function secretEdits(
  file: PythonFile,
  literal: Literal,
  variable: string,
  fixes: readonly FixTemplate[],
): Record<string, readonly Edit[] | undefined> {
  const edits: Record<string, readonly Edit[] | undefined> = {};
  const scheme = schemeOf(literal.node.value);
  if (scheme !== '') {
    const { node, place } = literal;
    const plain = isReplaceable(file, literal) && !node.triple;
    for (const { id, edit = {} } of fixes)
      if (edit['read-environment'] === true && plain)
        edits[id] = environmentInstead(file, node, place, variable, scheme);
    return edits;
  }
  for (const { id, edit = {} } of fixes) {
    const reader = edit['read-with'];
    if (edit['read-environment'] === true) edits[id] = environmentEdits(file, literal, variable);
    else if (edit['read-as'] !== undefined) edits[id] = idiomEdits(file, literal, variable, edit['read-as']);
    else if (typeof reader === 'string' && edit.supply !== undefined)
      edits[id] = managedEdits(file, literal, variable, reader, edit.supply as Supplies);
  }
  return edits;
}
