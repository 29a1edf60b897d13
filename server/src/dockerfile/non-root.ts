/**
 * The lines that let an image run as somebody else than root, and where they go. Says nothing where the result could
 * not run: files under `/root`, servers that need root to start.
 */
import type { Edit, RuleSet } from '../engine/types.ts';
import { knownImage } from '../image/known-images.ts';
import type { Program, Word } from '../shell/model.ts';
import { commandsOf } from '../shell/walk.ts';
import { keywordLike, linesAbove, linesBelow } from './edits.ts';
import type { Base, DockerfileFacts, Instruction, Keyword, Stage } from './model.ts';
import { instructionsOf, isRoot, userOf } from './users.ts';
import { ancestry, environmentAt, expand } from './variables.ts';

const NAME = 'app';
const UID = '10001';

/** Servers that bind or write what only root may, unless they are set up otherwise; also scripts and images named after them. */
const NEED_ROOT =
  /(^|[/_-])(sshd?|init|systemd|systemctl|supervisord?|crond?|nginx|apache2?|apache2?ctl|httpd|dockerd|rsyslogd|service|openrc|mysqld?|s6-svscan)([._-]|$)/;
const OF_ROOT = /(^|[\s"'=:])(\/root\b|~\/|\$HOME\b|\$\{HOME\})/;
const BUILDS: ReadonlySet<Keyword> = new Set<Keyword>(['RUN', 'USER']);

function programs(instructions: readonly Instruction[]): Program[] {
  return instructions
    .flatMap(({ script }) => (script ? commandsOf(script) : []))
    .flatMap(({ program }) => program ?? []);
}

/** Whether something in the image lies where only root may look, or starts what only root may run. */
function tiedToRoot(base: Base | undefined, instructions: readonly Instruction[]): boolean {
  const starts = instructions.filter(({ keyword }) => keyword === 'CMD' || keyword === 'ENTRYPOINT');
  if (starts.length === 0) return true;
  if (base?.kind === 'image' && NEED_ROOT.test(base.reference.repository)) return true;
  if (programs(starts).some(({ name, wrappers }) => NEED_ROOT.test(name) || wrappers.includes('sudo')))
    return true;
  return instructions.some(
    ({ keyword, body, pairs, words }) =>
      (keyword === 'RUN' &&
        (OF_ROOT.test(body.text) || words.some(({ value }) => value.text === '--user'))) ||
      words.some(({ value }) => OF_ROOT.test(value.text)) ||
      pairs.some(({ value }) => value !== undefined && OF_ROOT.test(value.value.text)),
  );
}

function option(words: readonly Word[], names: readonly string[]): Word | undefined {
  const at = words.findIndex(({ value }) => names.includes(value.text));
  return at < 0 ? undefined : words[at + 1];
}

/** A user that the Dockerfile has made and not used: its number where that is written, else its name. */
function madeUser(facts: DockerfileFacts, instructions: readonly Instruction[]): string | undefined {
  const [made] = instructions.flatMap((instruction) =>
    programs([instruction])
      .filter(({ name }) => name === 'useradd' || name === 'adduser')
      .map((program) => ({ instruction, program })),
  );
  if (!made) return undefined;
  const words = made.program.arguments;
  const environment = environmentAt(facts, made.instruction);
  const uid = option(words, ['-u', '--uid']);
  const number = uid && expand(uid, environment);
  const valued = new Set([
    '-u',
    '--uid',
    '-g',
    '--gid',
    '-G',
    '--groups',
    '-d',
    '--home',
    '-h',
    '-s',
    '--shell',
    '-c',
    '--gecos',
    '-k',
    '-b',
    '-p',
  ]);
  const names = words.filter(
    ({ value }, index) => !value.text.startsWith('-') && !valued.has(words[index - 1]?.value.text ?? ''),
  );
  const name = names[0] && expand(names[0], environment);
  const user = number !== undefined && /^\d+$/.test(number) ? number : name;
  return user === undefined || isRoot(user) || !/^[\w.-]+$/.test(user) ? undefined : user;
}

/** A user that an earlier USER or the base image has set. */
function formerUser(
  facts: DockerfileFacts,
  stage: Stage,
  instructions: readonly Instruction[],
  models: RuleSet['models'],
): string | undefined {
  const set = instructions
    .filter(({ keyword }) => keyword === 'USER')
    .map((instruction) => ({ instruction, user: userOf(facts, instruction) }));
  const former = set.findLast(({ user }) => user !== undefined && user !== '' && !isRoot(user));
  if (former) return former.instruction.words[0]?.value.text;
  const base = ancestry(facts.stages, stage)[0]?.base;
  return base?.kind === 'image' ? knownImage(models, 'non-root', base.reference)?.user : undefined;
}

function wayOf(
  facts: DockerfileFacts,
  stage: Stage,
  instructions: readonly Instruction[],
  models: RuleSet['models'],
): string[] {
  const base = ancestry(facts.stages, stage)[0]?.base;
  const known = base?.kind === 'image' ? knownImage(models, 'users', base.reference) : undefined;
  if (known?.way === 'own' && known.user !== undefined) return [`USER ${known.user}`];
  const names = new Set(programs(instructions).map(({ name }) => name));
  const way =
    known?.way ??
    (names.has('apk') ? 'adduser' : names.has('apt-get') || names.has('apt') ? 'useradd' : 'none');
  if (way === 'useradd') return [`RUN useradd -u ${UID} -m ${NAME}`, `USER ${UID}`];
  if (way === 'adduser') return [`RUN adduser -D -u ${UID} ${NAME}`, `USER ${UID}`];
  return [`USER ${UID}:${UID}`];
}

/** The first CMD or ENTRYPOINT of the stage behind which nothing is built any more. */
function placeOf(own: readonly Instruction[]): Instruction | undefined {
  const last = own.findLastIndex(({ keyword }) => BUILDS.has(keyword));
  return own.slice(last + 1).find(({ keyword }) => keyword === 'CMD' || keyword === 'ENTRYPOINT');
}

/** Edits that let the image of `stage` start as somebody else, or undefined where that could not run. */
export function becomeNonRoot(
  facts: DockerfileFacts,
  stage: Stage,
  models: RuleSet['models'],
): Edit[] | undefined {
  const { text } = facts.source;
  const instructions = instructionsOf(facts, stage);
  if (tiedToRoot(ancestry(facts.stages, stage)[0]?.base, instructions)) return undefined;
  const own = facts.instructions.filter((instruction) => instruction.stage === stage.index);
  const last = own.at(-1);
  if (!last) return undefined;
  const user = formerUser(facts, stage, instructions, models) ?? madeUser(facts, instructions);
  const written = user === undefined ? wayOf(facts, stage, instructions, models) : [`USER ${user}`];
  const lines = written.map((line) =>
    line.replace(/^[A-Z]+/, (keyword) => keywordLike(text, stage.from, keyword)),
  );
  const place = placeOf(own);
  return [place ? linesAbove(text, place, lines) : linesBelow(text, last, lines)];
}
