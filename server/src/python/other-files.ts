/**
 * What other files of the project say of a name that this one imports: a question about the binding behind it, asked in
 * that file. The answer is noted as what the asking rests on, so it must hold nothing of the other file's tree.
 */
import type { Expression } from './ast.ts';
import type { PythonFile } from './file.ts';
import { isReference } from './reference.ts';
import type { Binding } from './scopes.ts';
import { fileAt } from './taint/files.ts';
import { note, untracked } from './tracking.ts';

/** Something that another file defines, and that file. */
export interface There {
  readonly file: PythonFile;
  readonly binding: Binding;
}

/** Files that are being asked: what they import from each other may go in circles. */
let depth = 0;
const DEEPEST = 6;

function answer<T>(
  file: PythonFile,
  path: string,
  name: string,
  question: (there: There) => T | undefined,
): T | undefined {
  return untracked(() => {
    const other = depth < DEEPEST ? fileAt(path, file) : undefined;
    const [binding, ...more] = other?.names.moduleBindings(name) ?? [];
    if (!other || !binding || more.length > 0) return undefined;
    depth++;
    try {
      return question({ file: other, binding });
    } finally {
      depth--;
    }
  });
}

/** A name of a module of the project, `made` where an object of the class of that name is meant. */
export interface Elsewhere {
  readonly path: string;
  readonly name: string;
  readonly made: boolean;
}

/** What another file of the project binds of what `node` names, if it is one thing. */
export function definedElsewhere(file: PythonFile, node: Expression): Elsewhere | undefined {
  const [reference, ...others] = file.names.references(node);
  if (reference === undefined || others.length > 0 || !isReference(reference)) return undefined;
  const found = file.names.definitionBehind(reference, node);
  const [, name, made] = /^\.(\w+)(\(\))?$/.exec(found?.name ?? '') ?? [];
  if (!found || name === undefined || found.path === file.source.path) return undefined;
  return { path: found.path, name, made: made !== undefined };
}

/** What `question` answers of what `node` names, where another file of the project binds it, once. */
export function askElsewhere<T>(
  file: PythonFile,
  node: Expression,
  question: (there: There) => T | undefined,
  same: (a: T | undefined, b: T | undefined) => boolean,
): T | undefined {
  const found = definedElsewhere(file, node);
  return !found || found.made ? undefined : askThere(file, found, question.name, question, same);
}

/** The same of a place that is known; `about`: what tells the question from others about that place. */
export function askThere<T>(
  file: PythonFile,
  { path, name }: Pick<Elsewhere, 'path' | 'name'>,
  about: string,
  question: (there: There) => T | undefined,
  same: (a: T | undefined, b: T | undefined) => boolean,
): T | undefined {
  const told = answer(file, path, name, question);
  note(`${path} ${name} ${about}`, (other) => same(answer(other, path, name, question), told));
  return told;
}
