/** Model servers that a service starts without a key, at a port that the machine opens. */
import { keylessServer, serverTable } from '../../shell/model-servers.ts';
import { startedBy } from '../commands.ts';
import type { ComposeDetector, Seen } from '../detector.ts';
import { mayHaveMore, variablesOf } from '../environment.ts';
import { isOpen, portsOf } from '../ports.ts';

export const detector: ComposeDetector = {
  detect(service, { models }): Seen[] {
    // A key may come from a file of variables, or from another compose file.
    if (mayHaveMore(service) || !portsOf(service).some(isOpen)) return [];
    const named = variablesOf(service).some(({ name }) => /API_KEY|MASTER_KEY/.test(name));
    if (named) return [];
    const table = serverTable(models);
    return startedBy(service).flatMap(({ program }): Seen[] => {
      const server = program && keylessServer(table, program);
      return server ? [{ case: 'service', span: program.nameSpan, values: { server: server.name } }] : [];
    });
  },
};
