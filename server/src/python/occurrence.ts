/**
 * Whether something is written anywhere in a file: cheap, so that what cannot be there is not looked for by what is dear.
 * Looked for statement by statement, because a long text is not to be read anew on every keystroke.
 */
import type { PythonFile } from './file.ts';
import { gathered, perFile } from './memo.ts';

/** Whether `test` accepts the text of any top-level statement, comments in it and between them counted. */
export function occurs(test: (text: string, file: PythonFile) => boolean): (file: PythonFile) => boolean {
  const places = gathered((file, { offset, length }) =>
    test(file.text.slice(offset, offset + length), file) ? [true] : [],
  );
  return perFile((file) => places(file).length > 0);
}
