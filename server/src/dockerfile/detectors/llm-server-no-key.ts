/** Model servers that an image starts without a key among their options; the environment may still bring one. */
import { keylessServer, serverTable } from '../../shell/model-servers.ts';
import { commandsOf } from '../../shell/walk.ts';
import type { DockerfileDetector, Seen } from '../detector.ts';

export const detector: DockerfileDetector = {
  keywords: ['CMD', 'ENTRYPOINT'],
  detect(instruction, { facts, models }): Seen[] {
    const { keyword, stage, script } = instruction;
    if (!script) return [];
    // What CMD says comes behind an ENTRYPOINT, which is then not the whole command.
    const continued =
      keyword === 'ENTRYPOINT' &&
      facts.instructions.some((other) => other.keyword === 'CMD' && other.stage === stage);
    const named = facts.instructions.some(({ pairs }) =>
      pairs.some(({ name }) => /API_KEY|MASTER_KEY/.test(name)),
    );
    if (continued || named) return [];
    const table = serverTable(models);
    return commandsOf(script).flatMap(({ program }): Seen[] => {
      const server = program && keylessServer(table, program);
      return server ? [{ case: 'image', span: program.nameSpan, values: { server: server.name } }] : [];
    });
  },
};
