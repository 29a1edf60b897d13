/** `no-healthcheck`: an image that serves says nothing of how to see that it still does. */
import type { DockerfileDetector, Seen, View } from '../detector.ts';
import { linesAbove } from '../edits.ts';
import type { Instruction, Stage } from '../model.ts';
import { instructionsOf } from '../users.ts';
import { ancestry } from '../variables.ts';

/** A health check that needs only what the image surely has. */
const PYTHON = /^(?:docker\.io\/)?(?:library\/)?python$/;

function port(instructions: readonly Instruction[]): string | undefined {
  const ports = instructions
    .filter(({ keyword }) => keyword === 'EXPOSE')
    .flatMap(({ words }) => words)
    .filter(({ state, value }) => state === 'known' && /^\d+(?:\/tcp)?$/.test(value.text))
    .map(({ value }) => value.text.replace('/tcp', ''));
  const [only, ...more] = new Set(ports);
  return more.length === 0 ? only : undefined;
}

function snippet(view: View, stage: Stage, instructions: readonly Instruction[]): string[] | undefined {
  const base = ancestry(view.facts.stages, stage)[0]?.base;
  const open = port(instructions);
  if (open === undefined || base?.kind !== 'image') return undefined;
  const { registry = '', repository } = base.reference;
  if (!PYTHON.test(registry === '' ? repository : `${registry}/${repository}`)) return undefined;
  const check = `import socket; socket.create_connection(('127.0.0.1', ${open}), 3).close()`;
  return [`HEALTHCHECK --interval=30s --timeout=5s CMD ["python", "-c", "${check}"]`];
}

/** Whether Kubernetes runs what the workspace builds: its probes count, and it reads no HEALTHCHECK. */
function isProbed({ project }: View): boolean {
  for (const { text } of project.files('kubernetes'))
    if (/(?:readiness|liveness)Probe/.test(text)) return true;
  for (const { text } of project.files('compose')) if (/^\s+healthcheck\s*:/m.test(text)) return true;
  return false;
}

export const detector: DockerfileDetector = {
  keywords: ['FROM'],
  detect(instruction, view): Seen[] {
    const { facts } = view;
    const stage = facts.stages.at(-1);
    if (!stage?.image || stage.from !== instruction) return [];
    const instructions = instructionsOf(facts, stage);
    const has = (keyword: string): boolean => instructions.some((other) => other.keyword === keyword);
    if (has('HEALTHCHECK') || !has('EXPOSE') || isProbed(view)) return [];
    const lines = snippet(view, stage, instructions);
    const place = instructions.findLast(
      (other) => other.stage === stage.index && (other.keyword === 'CMD' || other.keyword === 'ENTRYPOINT'),
    );
    const check = lines && place ? [linesAbove(facts.source.text, place, lines)] : undefined;
    return [{ span: stage.image.span, edits: { check } }];
  },
};
