/**
 * Whether an argument is a folder of this machine rather than a repository of a hub: by how it is made, and by what its
 * name says. A name that says neither stays open.
 */

import { wordsOf } from '../personal/words.ts';
import type { Expression } from './ast.ts';
import { constantOf, meaning } from './constants.ts';
import type { PythonFile } from './file.ts';
import { fits } from './patterns.ts';

/** Longer chains of wrappers are not followed. */
const DEEPEST = 8;

const LOCAL_TEXT = /^(?:[./~]|[A-Za-z]:[\\/]|file:)|\.py$/;
const FOLDER = /^(?:dir|directory|folder|dirname)$/;
const WRAPPERS = ['str', 'os.fspath'];
const MAKERS = [
  'os.path.join',
  'os.path.abspath',
  'os.path.dirname',
  'os.path.expanduser',
  'os.getcwd',
  'pathlib.Path',
  'pathlib.Path.*',
];

/** The name under which a value is handed on: `args.train_data_dir`, `cfg["data_dir"]`. */
function nameOf(node: Expression): string {
  if (node.kind === 'name') return node.id;
  if (node.kind === 'attribute') return node.attr;
  const [key] = node.kind === 'subscript' ? node.index : [];
  return key?.kind === 'string' ? key.value : '';
}

/** Whether a text names something on this machine. */
function isLocalText(text: string): boolean {
  return LOCAL_TEXT.test(text);
}

/** Whether `node` is a folder or file of this machine. */
export function isFolder(node: Expression, file: PythonFile, depth = 0): boolean {
  if (depth > DEEPEST) return false;
  if (FOLDER.test(wordsOf(nameOf(node)).at(-1) ?? '')) return true;
  const known = constantOf(node, file.names);
  if (known.state === 'known' && typeof known.value === 'string' && isLocalText(known.value)) return true;
  const meant = meaning(node, file.names);
  if (meant.kind === 'fstring') {
    const [first] = meant.parts;
    if (first === undefined) return false;
    return typeof first === 'string' ? isLocalText(first) : isFolder(first, file, depth + 1);
  }
  if (meant.kind === 'binary') return meant.op === '/' && isFolder(meant.left, file, depth + 1);
  if (meant.kind !== 'call') return meant !== node && isFolder(meant, file, depth + 1);
  const called = file.names.resolve(meant.func);
  const [wrapped] = meant.args;
  if (wrapped && called.some((name) => WRAPPERS.includes(name)))
    return isFolder(wrapped.value, file, depth + 1);
  return called.some((name) => fits(name, MAKERS));
}
