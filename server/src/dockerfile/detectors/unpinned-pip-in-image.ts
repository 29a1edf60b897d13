/** `unpinned-pip-in-image`: packages of an image whose version the day of the build decides. */

import { type Unpinned, unpinnedPackages } from '../../shell/pip-install.ts';
import { commandsOf } from '../../shell/walk.ts';
import { allows } from '../../versions/interval.ts';
import { versionsOf } from '../../versions/versions.ts';
import type { DockerfileDetector, Seen, View } from '../detector.ts';
import { type DockerfileFacts, isListed } from '../model.ts';

/** Variables by which pip and uv get a file of constraints. */
const CONSTRAINED = /^(PIP_CONSTRAINT|UV_CONSTRAINT|PIP_REQUIRE_HASHES)$/;

const constrained = new WeakMap<DockerfileFacts, boolean>();

function isConstrained(facts: DockerfileFacts): boolean {
  const known = constrained.get(facts);
  if (known !== undefined) return known;
  const found = facts.instructions.some(({ pairs }) => pairs.some(({ name }) => CONSTRAINED.test(name)));
  constrained.set(facts, found);
  return found;
}

function pinned({ facts, project }: View, { word, requirement, written }: Unpinned): string | undefined {
  const { low, high, highIncluded } = versionsOf(project, facts.source.path, requirement.name);
  if (low === undefined || low !== high || !highIncluded) return undefined;
  if (!allows(requirement.constraints, low)) return undefined;
  const quote = /^["']/.exec(facts.source.text.slice(word.span.start, word.span.end))?.[0] ?? '';
  return `${quote}${written}==${low}${quote}`;
}

export const detector: DockerfileDetector = {
  keywords: ['RUN'],
  detect(instruction, view): Seen[] {
    const { facts } = view;
    if (!instruction.script || isConstrained(facts)) return [];
    return commandsOf(instruction.script).flatMap((command) => {
      const found = command.program ? unpinnedPackages(command.program) : [];
      return found.map((one): Seen => {
        const text = isListed(instruction, command) ? undefined : pinned(view, one);
        const edits = { pin: text === undefined ? undefined : [{ span: one.word.span, text }] };
        return { span: one.word.span, values: { package: one.requirement.name }, edits };
      });
    });
  },
};
