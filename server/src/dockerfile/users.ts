/** As whom a container starts, as far as the Dockerfile and the table of known images tell. */
import type { RuleSet } from '../engine/types.ts';
import { knownImage } from '../image/known-images.ts';
import type { SimpleCommand } from '../shell/model.ts';
import { isShell } from '../shell/nested.ts';
import { commandsOf } from '../shell/walk.ts';
import type { DockerfileFacts, Instruction, Stage } from './model.ts';
import { ancestry, environmentAt, expand } from './variables.ts';

export interface StartingUser {
  /** `unknown` where a variable or an image that nobody can look into decides. */
  readonly user: 'root' | 'other' | 'unknown';
  /** The USER that decides; absent when the base image does. */
  readonly by?: Instruction;
  /** `root` is only what images do when they say nothing, and nothing is known of this one. */
  readonly guessed: boolean;
}

/** Tools that are installed for no other purpose. */
const INSTALLED = /(^|\/)(gosu|su-exec)([-=@].*)?$/;
const DROPPING = new Set(['gosu', 'su-exec', 'setpriv', 's6-setuidgid', 'chpst', 'runuser', 'setuidgid']);

const images = new WeakMap<Stage, readonly Instruction[]>();

/** The instructions that make up the image of `stage`, oldest first; collected once, because each instruction may ask. */
export function instructionsOf(facts: DockerfileFacts, stage: Stage): readonly Instruction[] {
  const known = images.get(stage);
  if (known) return known;
  const line = new Set(ancestry(facts.stages, stage).map(({ index }) => index));
  const found = facts.instructions.filter(
    (instruction) => line.has(instruction.stage) && !instruction.onbuild,
  );
  images.set(stage, found);
  return found;
}

const switches = new WeakMap<Stage, readonly Instruction[]>();

/** The USERs of the image of `stage`. */
function usersOf(facts: DockerfileFacts, stage: Stage): readonly Instruction[] {
  const known = switches.get(stage);
  if (known) return known;
  const found = instructionsOf(facts, stage).filter(({ keyword }) => keyword === 'USER');
  switches.set(stage, found);
  return found;
}

/** The USER that holds where `instruction` stands; undefined where it is that of the base image. */
export function userBefore(facts: DockerfileFacts, instruction: Instruction): Instruction | undefined {
  const stage = facts.stages[instruction.stage];
  return stage && usersOf(facts, stage).findLast(({ span }) => span.start < instruction.span.start);
}

/** Whether `instruction` makes a part of the image that is shipped: of the last stage, or of those that it is built from. */
export function isShipped({ stages }: DockerfileFacts, { stage, onbuild }: Instruction): boolean {
  const last = stages.at(-1);
  return !onbuild && last !== undefined && ancestry(stages, last).some(({ index }) => index === stage);
}

/** The user part of `USER name:group`, or undefined when it is not known. */
export function userOf(facts: DockerfileFacts, instruction: Instruction): string | undefined {
  const [word] = instruction.words;
  const text = word && expand(word, environmentAt(facts, instruction));
  return text?.split(':')[0]?.trim();
}

export function isRoot(user: string): boolean {
  return user === 'root' || /^0+$/.test(user);
}

/** Whether the image brings a tool that its entrypoint uses to become somebody else. */
function dropsRoot(commands: readonly SimpleCommand[], instructions: readonly Instruction[]): boolean {
  const starts = instructions.filter(({ keyword }) => keyword === 'CMD' || keyword === 'ENTRYPOINT');
  const started = starts.flatMap(({ script }) => (script ? commandsOf(script) : []));
  if (
    started.some(
      ({ program }) => program && [program.name, ...program.wrappers].some((name) => DROPPING.has(name)),
    )
  )
    return true;
  const copied = instructions
    .filter(({ keyword }) => keyword === 'COPY' || keyword === 'ADD')
    .flatMap(({ words }) => words);
  return [...commands.flatMap(({ words }) => words), ...copied].some(({ value }) =>
    INSTALLED.test(value.text),
  );
}

/** Whether the image is run, and not only looked into; WebAssembly knows no users. */
function startsProcess(instructions: readonly Instruction[]): boolean {
  const starts = instructions.filter(({ keyword }) => keyword === 'CMD' || keyword === 'ENTRYPOINT');
  return (
    starts.length > 0 && !starts.some(({ words }) => words.some(({ value }) => value.text.endsWith('.wasm')))
  );
}

/** Whether a container of the image starts nothing but a shell for whoever comes, and opens no port. */
export function isWorkbench(facts: DockerfileFacts, stage: Stage): boolean {
  const instructions = instructionsOf(facts, stage);
  if (instructions.some(({ keyword }) => keyword === 'ENTRYPOINT' || keyword === 'EXPOSE')) return false;
  const started = instructions.findLast(({ keyword }) => keyword === 'CMD')?.script;
  const [only, ...more] = started ? commandsOf(started) : [];
  return (
    more.length === 0 &&
    only?.program !== undefined &&
    isShell(only.program.name) &&
    only.program.arguments.every(({ value }) => /^(?:-[il]+|--login)$/.test(value.text))
  );
}

/** As whom the image of `stage` starts. */
export function startingUser(facts: DockerfileFacts, stage: Stage, models: RuleSet['models']): StartingUser {
  const instructions = instructionsOf(facts, stage);
  const by = instructions.findLast(({ keyword }) => keyword === 'USER');
  const commands = instructions.flatMap(({ script }) => (script ? commandsOf(script) : []));
  if (dropsRoot(commands, instructions)) return { user: 'other', guessed: false };
  if (by) {
    const user = userOf(facts, by);
    return { user: user === undefined ? 'unknown' : isRoot(user) ? 'root' : 'other', by, guessed: false };
  }
  const base = ancestry(facts.stages, stage)[0]?.base;
  if (base?.kind === 'scratch')
    return { user: startsProcess(instructions) ? 'root' : 'unknown', guessed: false };
  if (base?.kind !== 'image' || /windows|nanoserver|servercore/i.test(base.text))
    return { user: 'unknown', guessed: true };
  const { reference } = base;
  if (knownImage(models, 'non-root', reference)) return { user: 'other', guessed: false };
  const entered = instructions.some(({ keyword }) => keyword === 'ENTRYPOINT');
  if (!entered && knownImage(models, 'drop-root', reference)) return { user: 'other', guessed: false };
  return { user: 'root', guessed: knownImage(models, 'root', reference) === undefined };
}
