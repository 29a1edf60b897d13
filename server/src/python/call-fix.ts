/** Fixes of a call that rule files write as data. */
import type { Edit, FixTemplate, Rule } from '../engine/types.ts';
import { allowList } from './allow-list.ts';
import { argumentOf } from './arguments.ts';
import { type Call, spanOf } from './ast.ts';
import { importModule, insert, removeArgument, replace, setArguments } from './edit.ts';
import type { PythonFile } from './file.ts';
import { withoutItem, withoutText } from './list-edit.ts';
import { fits } from './patterns.ts';
import { pinRepository } from './repository-pin.ts';
import { restrictUnpickling } from './restricted-unpickler.ts';
import { bindParameters } from './sql-parameters.ts';
import { type Found, type SuppliedEdit, suppliedEdits } from './supplied-fix.ts';
import { replaceText } from './text-fix.ts';
import { goesInto, isReceiver } from './uses.ts';
import { verifyFile } from './verified-files.ts';
import { writeOut } from './written-out.ts';
import { subjectOf } from './written-paths.ts';

/** What a rule file may say of a fix. */
interface CallEdit extends SuppliedEdit {
  /** Keyword -> code. */
  readonly 'set-argument'?: Readonly<Record<string, string>>;
  readonly 'remove-argument'?: string;
  /** Argument -> full name of a function to put around its value, imported where needed. */
  readonly 'wrap-argument'?: Readonly<Record<string, string>>;
  /** Argument -> what to replace in the literal that it ends with, by pattern; `{version}` is a placeholder. */
  readonly 'replace-text'?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The last name of the callee. */
  readonly 'replace-callee'?: string;
  /** A full name to call instead, imported where needed. */
  readonly 'replace-call'?: string;
  /** The name of a list, one of which what flows into the call must be. */
  readonly 'allow-list'?: string;
  /** The argument that is the path of a file whose digest is to be compared first. */
  readonly 'verify-file'?: string;
  /** The same where the argument is an open file, or what was read of one. */
  readonly 'verify-content'?: string;
  /** Unpickle through a class that builds no object but those on a list. */
  readonly 'restrict-unpickling'?: true;
  /** The argument, a literal, whose code stands instead of the call. */
  readonly 'write-out'?: string;
  /** The argument that names a GitHub repository, which gets a placeholder for a commit. */
  readonly 'pin-repository'?: string;
  /** Takes the call out of its list (`self`), or out of the list of an argument the text that a pattern fits. */
  readonly 'remove-item'?: Readonly<Record<string, string>>;
  /** Binds the values of a query instead of writing them into its text. */
  readonly 'bind-parameters'?: true;
  /** Full names of callees that the fix fits. */
  readonly only?: readonly string[];
  /** Arguments that the call may give; with another one the fix does not fit. */
  readonly 'with-only'?: readonly string[];
  /** Methods one of which is, or none of which may be, given the result. */
  readonly into?: readonly string[];
  readonly 'not-into'?: readonly string[];
  /** Methods none of which may be called on the result. */
  readonly 'not-on'?: readonly string[];
}

/** Whether what the call gives, and what becomes of its result, is what the fix is for. */
function isFor(file: PythonFile, call: Call, edit: CallEdit): boolean {
  if (edit.into && !goesInto(file, call, edit.into)) return false;
  if (edit['not-into'] && goesInto(file, call, edit['not-into'])) return false;
  const known = edit['with-only']?.map((key) => argumentOf(call, key, file.names));
  if (
    known &&
    !call.args.every((argument) => known.some((k) => k.state === 'given' && k.argument === argument))
  )
    return false;
  return !edit['not-on'] || !isReceiver(file, call, edit['not-on']);
}

/** Puts a call of `wrapper` around what the argument is given. */
function wrapArgument(file: PythonFile, call: Call, key: string, wrapper: string): Edit[] | undefined {
  const filled = argumentOf(call, key, file.names);
  if (filled.state !== 'given' || filled.argument.star) return undefined;
  const imported = importModule(file, wrapper.slice(0, wrapper.lastIndexOf('.')));
  const { start, end } = spanOf(filled.value);
  return imported && [...imported, insert(start, `${wrapper}(`), insert(end, ')')];
}

/**
 * The edits of `template` at `call`; undefined when it does not fit or cannot be made to run here. `found`: what a
 * rule saw flow into the call.
 */
export function callEdits(
  file: PythonFile,
  call: Call,
  template: FixTemplate,
  found: Found = {},
): readonly Edit[] | undefined {
  if (!template.edit) return undefined;
  const edit: CallEdit = template.edit;
  const { subject } = found;
  const { only } = edit;
  if (only && !file.names.resolve(call.func).some((name) => fits(name, only))) return undefined;
  if (!isFor(file, call, edit)) return undefined;
  const parts: (readonly Edit[] | undefined)[] = [];
  const codes = edit['set-argument'];
  if (codes) parts.push(setArguments(file, call, codes));
  for (const [key, wrapper] of Object.entries(edit['wrap-argument'] ?? {}))
    parts.push(wrapArgument(file, call, key, wrapper));
  for (const [key, changes] of Object.entries(edit['replace-text'] ?? {}))
    parts.push(replaceText(file, call, key, changes));
  if (edit['remove-argument'] !== undefined) {
    const filled = argumentOf(call, edit['remove-argument'], file.names);
    parts.push(filled.state === 'given' ? removeArgument(file, call, filled.argument) : undefined);
  }
  if (edit['replace-callee'] !== undefined) {
    const end = spanOf(call.func).end;
    const { func } = call;
    parts.push(
      func.kind === 'attribute'
        ? [{ span: { start: end - func.attr.length, end }, text: edit['replace-callee'] }]
        : undefined,
    );
  }
  if (edit['replace-call'] !== undefined) {
    const module = edit['replace-call'].slice(0, edit['replace-call'].lastIndexOf('.'));
    const imported = importModule(file, module);
    parts.push(imported && [...imported, replace(call.func, edit['replace-call'])]);
  }
  const repository = edit['pin-repository'];
  if (repository !== undefined) parts.push(pinRepository(file, call, repository));
  for (const [key, isPath] of [
    [edit['verify-file'], true],
    [edit['verify-content'], false],
  ] as const) {
    const read = key === undefined ? undefined : subjectOf(call, key, file);
    if (key !== undefined) parts.push(read && verifyFile(file, call, read, isPath));
  }
  parts.push(...suppliedEdits(file, call, edit, found));
  for (const [key, pattern] of Object.entries(edit['remove-item'] ?? {})) {
    const filled = argumentOf(call, key, file.names);
    if (key === 'self') parts.push(withoutItem(file, call));
    else parts.push(filled.state === 'given' ? withoutText(file, filled.value, pattern) : undefined);
  }
  if (edit['bind-parameters']) parts.push(subject && bindParameters(file, call, subject));
  if (edit['restrict-unpickling']) parts.push(restrictUnpickling(file, call));
  const text = edit['write-out'];
  if (text !== undefined) parts.push(writeOut(file, call, text));
  const list = edit['allow-list'];
  if (list !== undefined) parts.push(subject && allowList(file, call, subject, list));
  if (parts.length === 0 || parts.some((part) => part === undefined)) return undefined;
  return parts.flatMap((part) => part ?? []);
}

/** By id, the edits of the fixes that the file of `rule` writes out, for what a detector saw at `call`. */
export function writtenEdits(
  file: PythonFile,
  rule: Rule,
  call: Call,
  found?: Found,
): Readonly<Record<string, readonly Edit[] | undefined>> {
  const written = rule.fixes.filter(({ edit }) => edit !== undefined);
  return Object.fromEntries(written.map((fix) => [fix.id, callEdits(file, call, fix, found)]));
}
