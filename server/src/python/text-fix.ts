/** Fixes inside of the texts that a call is given. They change a literal where it stands, never a name's value. */
import { fillIn } from '../engine/placeholder.ts';
import type { Edit } from '../engine/types.ts';
import { argumentOf } from './arguments.ts';
import type { Call, Expression } from './ast.ts';
import { replace } from './edit.ts';
import { type PythonFile, textOf } from './file.ts';

const JOINING = ['os.path.join', 'pathlib.Path', 'str'];

/** The literal that a text ends with: `name.pkl` of `FOLDER / "name.pkl"`. */
function lastLiteral(node: Expression, file: PythonFile): Expression | undefined {
  switch (node.kind) {
    case 'string':
    case 'fstring':
      return node;
    case 'binary':
      return node.op === '/' || node.op === '+' ? lastLiteral(node.right, file) : undefined;
    case 'call': {
      const last = node.args.at(-1);
      const joins = file.names.resolve(node.func).some((name) => JOINING.includes(name));
      return joins && last && last.star === undefined ? lastLiteral(last.value, file) : undefined;
    }
    default:
      return undefined;
  }
}

/**
 * Replaces what the first pattern that fits finds in the text of the argument `key`; `{commit}` and its like in a
 * replacement become placeholders. Undefined where the argument ends with no plain literal, or no pattern fits.
 */
export function replaceText(
  file: PythonFile,
  call: Call,
  key: string,
  changes: Readonly<Record<string, string>>,
): Edit[] | undefined {
  const filled = argumentOf(call, key, file.names);
  if (filled.state !== 'given' || filled.argument.star) return undefined;
  const literal = lastLiteral(filled.value, file);
  const [, open, body, close] =
    (literal && /^([fFrR]{0,2}["'])([^"'\\\n]*)(["'])$/.exec(textOf(file, literal))) ?? [];
  if (!literal || body === undefined) return undefined;
  for (const [pattern, replacement] of Object.entries(changes)) {
    const changed: string = body.replace(new RegExp(pattern, 'u'), () => fillIn(replacement));
    if (changed !== body) return [replace(literal, `${open}${changed}${close}`)];
  }
  return undefined;
}
