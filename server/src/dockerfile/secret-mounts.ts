/**
 * Edits that turn a secret in a Dockerfile into a build secret: `RUN --mount=type=secret`. No edit where the result
 * would lack the value somewhere, and none keeps the secret in the text.
 */
import type { Edit } from '../engine/types.ts';
import { withoutWord } from '../shell/edits.ts';
import { storedLogins } from '../shell/logins.ts';
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

const mentions = new WeakMap<DockerfileFacts, ReadonlyMap<string, readonly Instruction[]>>();

/** The instructions that name each variable, in the order of the text; gone through once for all variables. */
function mentionsIn(facts: DockerfileFacts): ReadonlyMap<string, readonly Instruction[]> {
  const known = mentions.get(facts);
  if (known) return known;
  const found = new Map<string, Instruction[]>();
  for (const instruction of facts.instructions) {
    const { start, end } = instruction.span;
    const text = facts.source.text.slice(start, end);
    for (const name of new Set(Array.from(text.matchAll(/\$\{?(\w+)/g), ([, word = '']) => word))) {
      const others = found.get(name);
      if (others) others.push(instruction);
      else found.set(name, [instruction]);
    }
  }
  mentions.set(facts, found);
  return found;
}

/** The instructions behind `declared` that can see its variable and name it; ENV is seen by later stages too. */
export function usesOf(facts: DockerfileFacts, declared: Instruction, name: string): Instruction[] {
  const reaches = ({ stage }: Instruction): boolean => {
    const own = facts.stages[stage];
    if (declared.keyword !== 'ENV' || !own) return stage === declared.stage;
    return ancestry(facts.stages, own).some(({ index }) => index === declared.stage);
  };
  const named = mentionsIn(facts).get(name) ?? [];
  return named.filter((other) => other.span.start > declared.span.end && reaches(other));
}

function mount(instruction: Instruction, id: string): Edit[] {
  if (instruction.flags.some(({ name, value }) => name === 'mount' && value?.value.text.includes(`id=${id}`)))
    return [];
  const at = instruction.keywordSpan.end;
  return [{ span: { start: at, end: at }, text: ` --mount=type=secret,id=${id}` }];
}

function isPlain({ keyword, exec, onbuild, body }: Instruction): boolean {
  return keyword === 'RUN' && !exec && !onbuild && !body.text.includes('<<');
}

/** Takes the declaration of `pair` out: its line, or its words among others, where that can be done. */
export function withoutPair(text: string, instruction: Instruction, pair: Pair): Edit | undefined {
  if (instruction.pairs.length === 1) return withoutLines(text, instruction.span);
  return withoutWord(text, pair.span, instruction.keywordSpan.end);
}

/**
 * Takes logins out that would write the token into the layer, where the tool reads the variable by itself. Undefined
 * where a login would remain.
 */
function withoutLogins({ script }: Instruction, name: string): Edit[] | undefined {
  const edits: Edit[] = [];
  for (const { command, variable } of script ? storedLogins(script) : []) {
    const list = script?.statements.find(
      (statement) => statement.kind === 'list' && statement.items.includes(command),
    );
    if (list?.kind !== 'list' || variable !== name) return undefined;
    const at = list.items.indexOf(command);
    const next = list.items[at + 1];
    if (!next || list.operators[at] !== '&&') return undefined;
    edits.push({ span: { start: command.span.start, end: next.span.start }, text: '' });
  }
  return edits;
}

/** Takes the declaration out and gives the variable to the RUNs that use it, or undefined when others need it too. */
export function mountVariable(
  facts: DockerfileFacts,
  instruction: Instruction,
  pair: Pair,
  uses: readonly Instruction[],
): Edit[] | undefined {
  if (uses.length === 0 || instruction.onbuild || !uses.every(isPlain) || !/^[A-Za-z_]\w*$/.test(pair.name))
    return undefined;
  const id = idOf(pair.name);
  const away = withoutPair(facts.source.text, instruction, pair);
  if (!away) return undefined;
  const edits = [away];
  for (const use of uses) {
    const start = use.words[0]?.span.start;
    const logins = withoutLogins(use, pair.name);
    if (start === undefined || !logins) return undefined;
    edits.push(
      ...mount(use, id),
      { span: { start, end: start }, text: `export ${pair.name}=${read(id)} && ` },
      ...logins,
    );
  }
  return edits;
}

/**
 * Puts what a mounted secret holds in the place of `word`, which the shell of `instruction` itself reads. Undefined
 * where the command would write it into the layer.
 */
export function mountLiteral(instruction: Instruction, name: string, word: Word): Edit[] | undefined {
  const { script } = instruction;
  if (!isPlain(instruction) || (script && storedLogins(script).some(({ token }) => token === word)))
    return undefined;
  const id = idOf(name);
  return [...mount(instruction, id), { span: word.span, text: read(id) }];
}
