/** Servers that listen at every address of their machine because the code says so. */
import { spanOf } from '../ast.ts';
import type { PythonDetector } from '../detector.ts';
import { importModule, replace } from '../edit.ts';
import { textOf } from '../file.ts';
import { bindingsIn, isContained } from '../routes/binding.ts';

const LOCAL = '"127.0.0.1"';

export const detector: PythonDetector = {
  chunk: (chunk, file) =>
    bindingsIn(file, chunk).map(({ host, filled, what, unguarded }) => {
      const literal = filled.state === 'given' && !filled.argument.star;
      const os = importModule(file, 'os');
      const contained = isContained(file);
      return {
        case: unguarded
          ? contained
            ? 'unguarded-contained'
            : 'unguarded'
          : contained
            ? 'contained'
            : 'open',
        span: spanOf(host),
        values: { what, address: textOf(file, host) },
        edits: {
          local: literal ? [replace(host, LOCAL)] : undefined,
          environment: literal && os ? [...os, replace(host, `os.environ.get("HOST", ${LOCAL})`)] : undefined,
        },
      };
    }),
};
