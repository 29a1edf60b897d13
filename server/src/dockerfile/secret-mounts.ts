/**
 * Edits that turn a secret in a Dockerfile into a build secret: `RUN --mount=type=secret`. No edit where the result
 * would lack the value somewhere, and none keeps the secret in the text.
 */
import type { Edit } from '../engine/types.ts';
import { withoutWord } from '../shell/edits.ts';
import type { Word } from '../shell/model.ts';
import { withoutLines } from './edits.ts';
import type { DockerfileFacts, Instruction, Pair } from './model.ts';
import { ancestry } from './variables.ts';

/** Where BuildKit puts a secret for the time of one RUN. */
function read(id: string): string {
  return `"$(cat /run/secrets/${id})"`;
}

function idOf(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9_]+/g, '_');
}

function mentions(text: string, name: string): boolean {
  return new RegExp(`\\$(?:${name}\\b|\\{${name}\\b)`).test(text);
}

/** The instructions behind `declared` that can see its variable and name it; ENV is seen by later stages too. */
export function usesOf(facts: DockerfileFacts, declared: Instruction, name: string): Instruction[] {
  const { text } = facts.source;
  const reaches = ({ stage }: Instruction): boolean => {
    const own = facts.stages[stage];
    if (declared.keyword !== 'ENV' || !own) return stage === declared.stage;
    return ancestry(facts.stages, own).some(({ index }) => index === declared.stage);
  };
  return facts.instructions.filter(
    (other) => other.span.start > declared.span.end && mentions(text.slice(other.span.start, other.span.end), name) && reaches(other),
  );
}

function mount(instruction: Instruction, id: string): Edit[] {
  if (instruction.flags.some(({ name, value }) => name === 'mount' && value?.value.text.includes(`id=${id}`))) return [];
  const at = instruction.keywordSpan.end;
  return [{ span: { start: at, end: at }, text: ` --mount=type=secret,id=${id}` }];
}

function isPlain({ keyword, exec, onbuild, body }: Instruction): boolean {
  return keyword === 'RUN' && !exec && !onbuild && !body.text.includes('<<');
}

/** Takes the declaration of `pair` out: its line, or its words among others. */
export function withoutPair(text: string, instruction: Instruction, pair: Pair): Edit {
  if (instruction.pairs.length === 1) return withoutLines(text, instruction.span);
  return withoutWord(text, pair.span, instruction.keywordSpan.end);
}

/** Takes the declaration out and gives the variable to the RUNs that use it, or undefined when others need it too. */
export function mountVariable(facts: DockerfileFacts, instruction: Instruction, pair: Pair, uses: readonly Instruction[]): Edit[] | undefined {
  if (uses.length === 0 || instruction.onbuild || !uses.every(isPlain) || !/^[A-Za-z_]\w*$/.test(pair.name)) return undefined;
  const id = idOf(pair.name);
  const edits = [withoutPair(facts.source.text, instruction, pair)];
  for (const use of uses) {
    const start = use.words[0]?.span.start;
    if (start === undefined) return undefined;
    edits.push(...mount(use, id), { span: { start, end: start }, text: `export ${pair.name}=${read(id)} && ` });
  }
  return edits;
}

/** Puts what a mounted secret holds in the place of `word`, which the shell of `instruction` itself reads. */
export function mountLiteral(instruction: Instruction, name: string, word: Word): Edit[] | undefined {
  if (!isPlain(instruction)) return undefined;
  const id = idOf(name);
  return [...mount(instruction, id), { span: word.span, text: read(id) }];
}
