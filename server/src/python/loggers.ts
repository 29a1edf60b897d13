/** How code that a fix writes can log: by the module's own logger, or by one that it asks for on the spot. */
import type { Edit } from '../engine/types.ts';
import { importModule } from './edit.ts';
import type { PythonFile } from './file.ts';

/** What modules call their logger. */
const NAMES = ['logger', 'log', 'LOGGER', '_logger'];

/** Code for a logger, and the edits that it needs; undefined where `logging` means something else. */
export function loggerOf(
  file: PythonFile,
): { readonly code: string; readonly edits: readonly Edit[] } | undefined {
  for (const name of NAMES) {
    const [binding, ...others] = file.names.moduleBindings(name);
    const made = binding?.value && file.names.resolve(binding.value).includes('logging.getLogger()');
    if (made && others.length === 0 && binding.block.parent === undefined) return { code: name, edits: [] };
  }
  const edits = importModule(file, 'logging');
  return edits && { code: 'logging.getLogger(__name__)', edits };
}
