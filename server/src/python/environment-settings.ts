/** Environment variables that a file sets to a literal: `os.environ["X"] = "1"`, `setdefault`, `putenv`. */
import type { Chunk } from './ast.ts';
import type { PythonFile } from './file.ts';
import { type Literal, literalsOf } from './literals.ts';
import { fits } from './patterns.ts';

/** A variable and the literal that it is set to. */
export interface Setting {
  readonly name: string;
  readonly literal: Literal;
}

const SETTERS = ['os.environ.setdefault', 'os.putenv'];

function isSet({ statement, node, call }: Literal, file: PythonFile): boolean {
  const { names } = file;
  if (statement.kind === 'assign' && statement.value === node)
    return statement.targets.some((target) => names.resolve(target).includes('os.environ[]'));
  return call !== undefined && names.resolve(call.func).some((name) => fits(name, SETTERS));
}

/** What `chunk` sets among the variables `wanted`, in the order of the text. */
export function settingsIn(file: PythonFile, chunk: Chunk, wanted: ReadonlySet<string>): Setting[] {
  return literalsOf(chunk).flatMap((literal): Setting[] => {
    const { name } = literal;
    if (name === undefined || !wanted.has(name)) return [];
    if (literal.argument && literal.call?.args[0] === literal.argument) return [];
    return isSet(literal, file) ? [{ name, literal }] : [];
  });
}
