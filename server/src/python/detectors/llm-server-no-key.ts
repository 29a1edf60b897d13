/** Model servers that a program starts for anyone who reaches them. */
import type { Edit } from '../../engine/types.ts';
import { keylessServer, serverTable } from '../../shell/model-servers.ts';
import { argumentOf } from '../arguments.ts';
import type { Call } from '../ast.ts';
import type { PythonDetector } from '../detector.ts';
import { importModule, setArgument } from '../edit.ts';
import { type PythonFile, speaksOf } from '../file.ts';
import { launchedIn } from '../launched-commands.ts';

/** Hands the key of the environment on: without it the program stops instead of starting an open server. */
function edits(file: PythonFile, call: Call, variable: string): readonly Edit[] | undefined {
  if (!file.names.resolve(call.func).some((name) => name.startsWith('subprocess.'))) return undefined;
  const imported = importModule(file, 'os');
  const code = `{**os.environ, "${variable}": os.environ["${variable}"]}`;
  const set = imported && setArgument(file, call, 'env', code);
  return set && [...imported, ...set];
}

export const detector: PythonDetector = {
  chunk: (chunk, file) => {
    const table = serverTable(file.tables);
    return launchedIn(file, chunk).flatMap(({ call, program, open }) => {
      const server = open ? undefined : keylessServer(table, program);
      if (!server || argumentOf(call, 'env', file.names).state !== 'absent') return [];
      const [variable] = server.variables;
      if (server.variables.some((name) => speaksOf(file, new RegExp(`\\b${name}\\b`)))) return [];
      return [
        {
          case: 'started',
          span: program.nameSpan,
          values: { server: server.name },
          edits: { key: variable === undefined ? undefined : edits(file, call, variable) },
        },
      ];
    });
  },
};
