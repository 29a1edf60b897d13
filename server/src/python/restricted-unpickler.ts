/**
 * The fix that unpickles plain data only: the call goes to an `Unpickler` that builds no class but those on a list,
 * which starts empty. Knows no rule.
 */
import type { Edit } from '../engine/types.ts';
import { type Call, spanOf } from './ast.ts';
import { insert, replace } from './edit.ts';
import type { PythonFile } from './file.ts';
import { supply } from './supplied-code.ts';

const ALLOWED_CLASSES = `
ALLOWED_CLASSES = frozenset()  # what a pickle may build, as ("module", "Class")
`;

const RESTRICTED_UNPICKLER = `
class RestrictedUnpickler(pickle.Unpickler):
    """Reads plain data, and of classes only those that are allowed."""

    def find_class(self, module, name):
        if (module, name) not in ALLOWED_CLASSES:
            raise pickle.UnpicklingError("not on the list: " + module + "." + name)
        return super().find_class(module, name)
`;

/** Calls that unpickle, and whether their argument is bytes. */
const BYTES: Readonly<Record<string, boolean>> = {
  'pickle.load': false,
  'pickle.loads': true,
  'pickle.Unpickler': false,
};

/**
 * `pickle.load(file)` -> `RestrictedUnpickler(file).load()`, with the class. Undefined for other calls, and where the
 * module has another use for the names.
 */
export function restrictUnpickling(file: PythonFile, call: Call): Edit[] | undefined {
  const name = file.names.resolve(call.func).find((each) => each in BYTES);
  const [first] = call.args;
  if (name === undefined || !first || first.name !== undefined || first.star) return undefined;
  const bytes = BYTES[name] === true;
  const supplied = supply(file, call, {
    code: { ALLOWED_CLASSES, RestrictedUnpickler: RESTRICTED_UNPICKLER },
    open: ['ALLOWED_CLASSES'],
    modules: bytes ? ['io', 'pickle'] : ['pickle'],
  });
  if (!supplied) return undefined;
  const edits = [...supplied, replace(call.func, 'RestrictedUnpickler')];
  if (bytes) edits.push(insert(spanOf(first).start, 'io.BytesIO('), insert(spanOf(first).end, ')'));
  if (!name.endsWith('Unpickler')) edits.push(insert(spanOf(call).end, '.load()'));
  return edits;
}
