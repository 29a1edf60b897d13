/** `base-image-not-pinned`: what FROM or `COPY --from` names can be another image tomorrow. */
import { placeholder } from '../../engine/placeholder.ts';
import type { Project, Span } from '../../engine/types.ts';
import { pinFor } from '../../image/pins.ts';
import { type ImageReference, parseImageReference } from '../../image/reference.ts';
import type { DockerfileDetector, Seen, View } from '../detector.ts';
import { droppedStages } from '../dropped-stages.ts';
import type { Instruction } from '../model.ts';

function sighting(
  span: Span,
  image: string,
  reference: ImageReference,
  project: Project,
  editable: boolean,
): Seen[] {
  const { tag, digest } = reference;
  if (digest !== undefined) return [];
  const pin = editable ? pinFor(reference, project) : undefined;
  const name = tag === undefined ? image : image.slice(0, -tag.length - 1);
  // A tag alone would leave the same finding: it is taken over with a placeholder for its digest.
  const exact = pin?.includes('@') === true;
  const filled = `${pin === undefined ? image : name + pin}@sha256:${placeholder('digest')}`;
  return [
    {
      case: tag === undefined ? 'none' : /^latest(-|$)/.test(tag) ? 'latest' : 'tag',
      span,
      values: { image, tag: tag ?? '' },
      edits: {
        pin: exact ? [{ span, text: name + pin }] : undefined,
        placeholder: editable && !exact ? [{ span, text: filled }] : undefined,
      },
    },
  ];
}

/** An image that a variable names is reported where it is used first. */
function from(instruction: Instruction, { facts, project }: View): Seen[] {
  const stage = facts.stages[instruction.stage];
  if (!stage?.image || stage.from !== instruction || stage.base.kind !== 'image') return [];
  const { base, image } = stage;
  const dropped = droppedStages(facts);
  const first = (): boolean =>
    facts.stages.find(
      (other) => other.image?.value.text === image.value.text && !dropped.has(other.index),
    ) === stage;
  if (image.state !== 'known' && !first()) return [];
  return sighting(image.span, base.text, base.reference, project, image.state === 'known');
}

/** `COPY --from=image`; a bare name may be a build context of the command line. */
function copy(instruction: Instruction, { facts, project }: View): Seen[] {
  const image = instruction.flags.find(({ name }) => name === 'from')?.value;
  if (image?.state !== 'known') return [];
  const { text } = image.value;
  if (!/[/:]/.test(text) || facts.stages.some(({ name }) => name === text.toLowerCase())) return [];
  const reference = parseImageReference(text);
  return reference ? sighting(image.span, text, reference, project, true) : [];
}

export const detector: DockerfileDetector = {
  keywords: ['FROM', 'COPY'],
  detect: (instruction, view) =>
    instruction.keyword === 'FROM' ? from(instruction, view) : copy(instruction, view),
};
