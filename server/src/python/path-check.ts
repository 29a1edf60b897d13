/** Fixes for paths that others choose: a check that the path stays in its folder, or its last part alone. */
import type { Edit } from '../engine/types.ts';
import { checkedBefore, meansBefore, placeBefore } from './allow-list.ts';
import { type Call, type Expression, spanOf } from './ast.ts';
import { meaning } from './constants.ts';
import { importModule, insert, replace } from './edit.ts';
import { type PythonFile, textFrom, textOf } from './file.ts';
import { fits } from './patterns.ts';

/** Code that is the same wherever it stands in a function. */
function isPlain(node: Expression): boolean {
  if (node.kind === 'name' || node.kind === 'string') return true;
  if (node.kind === 'attribute') return isPlain(node.value);
  const [index, ...more] = node.kind === 'subscript' ? node.index : [];
  return node.kind === 'subscript' && more.length === 0 && index?.kind === 'string' && isPlain(node.value);
}

/** The folder that a path is put together from, as code. */
function folderOf(node: Expression, file: PythonFile): string | undefined {
  if (node.kind === 'binary' && node.op === '/') {
    const left = node.left.kind === 'binary' && node.left.op === '/' ? node.left.left : node.left;
    return isPlain(left) && left.kind !== 'string' ? textOf(file, left) : undefined;
  }
  if (node.kind === 'call') {
    const [first] = node.args;
    const joins = file.names.resolve(node.func).some((name) => fits(name, ['os.path.join', 'pathlib.*Path']));
    return joins && node.args.length > 1 && first && isPlain(first.value)
      ? textOf(file, first.value)
      : undefined;
  }
  if (node.kind !== 'fstring') return undefined;
  const [first, second] = node.parts;
  if (typeof first === 'string') {
    const folder = /^([\w./-]+)\//.exec(first)?.[1];
    return folder === undefined ? undefined : JSON.stringify(folder);
  }
  return first && isPlain(first) && typeof second === 'string' && second.startsWith('/')
    ? textOf(file, first)
    : undefined;
}

/** A name that nothing in the file uses. */
function freshName(file: PythonFile): string | undefined {
  return ['path', 'full_path', 'checked_path'].find((name) => !file.names.uses(name));
}

/**
 * Raises in front of the call unless the path lies in the folder that it was put together from. Undefined where the path
 * has no folder, or the check no line of its own.
 */
export function folderEdits(
  file: PythonFile,
  call: Call,
  argument: Expression,
  part: Expression,
): readonly Edit[] | undefined {
  const built = meaning(argument, file.names);
  const folder = folderOf(built, file);
  if (folder === undefined || textOf(file, part) === folder) return undefined;
  const imported = importModule(file, 'pathlib');
  if (!imported) return undefined;
  const check = (path: string): string[] => [
    `if not pathlib.Path(${path}).resolve().is_relative_to(pathlib.Path(${folder}).resolve()):`,
    `    raise ValueError("outside of the folder: " + repr(${path}))`,
  ];
  if (argument.kind === 'name') {
    const edits = checkedBefore(file, call, argument, check(argument.id));
    return edits && [...imported, ...edits];
  }
  const name = freshName(file);
  const place = placeBefore(file, call);
  const code = textOf(file, argument);
  if (name === undefined || !place || code.includes('\n') || !meansBefore(file, call, argument))
    return undefined;
  return [...imported, place([`${name} = ${code}`, ...check(name)]), replace(argument, name)];
}

/** Takes the last part of what others send alone, as werkzeug does it; only where the file has to do with it. */
export function lastPartEdits(
  file: PythonFile,
  argument: Expression,
  part: Expression,
): readonly Edit[] | undefined {
  const { start, end } = spanOf(part);
  const whole = spanOf(meaning(argument, file.names));
  const inside = whole.start < start && end <= whole.end;
  if (!inside || !['flask', 'quart', 'werkzeug'].some((name) => file.names.imports(name))) return undefined;
  if (part.kind !== 'name' && part.kind !== 'attribute' && part.kind !== 'subscript') return undefined;
  if (inFString(file, part)) return undefined;
  const imported = importModule(file, 'werkzeug.utils');
  return imported && [...imported, insert(start, 'werkzeug.utils.secure_filename('), insert(end, ')')];
}

/** Whether the code around `part` is the text of a literal, whose quotes more code could end. */
function inFString(file: PythonFile, part: Expression): boolean {
  const { start, end } = spanOf(part);
  const text = textFrom(file, part);
  return (
    /\{\s*$/.test(text.slice(0, start)) &&
    /^\s*[!:}]/.test(text.slice(end)) &&
    /["'\\]/.test(text.slice(start, end))
  );
}
