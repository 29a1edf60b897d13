/** `secret-in-arg-env-copy`: secrets that end up in the image, its history, or this file. */
import type { Span } from '../../engine/types.ts';
import { isDefaultPassword, type Neighbour, userBeside } from '../../secrets/default-passwords.ts';
import { isPublicKey } from '../../secrets/public-keys.ts';
import { hitsOf } from '../../secrets/scan.ts';
import { isSecret, isSecretFile, passwordInUrl, secretName, shown } from '../../secrets/secret-words.ts';
import { scannerNamed } from '../../secrets/table.ts';
import { storedLogins } from '../../shell/logins.ts';
import type { SimpleCommand } from '../../shell/model.ts';
import { carriedBy } from '../../shell/secret-arguments.ts';
import { commandsOf, ownCommandsOf } from '../../shell/walk.ts';
import type { DockerfileDetector, Seen, View } from '../detector.ts';
import type { Instruction, Pair } from '../model.ts';
import { mountLiteral, mountVariable, usesOf, withoutPair } from '../secret-mounts.ts';
import { ancestry } from '../variables.ts';

/** Variables that programs read without being told, and the programs. */
const READ_SILENTLY: readonly { readonly name: RegExp; readonly program: RegExp }[] = [
  { name: /^(HF_TOKEN|HUGGING_?FACE_HUB_TOKEN)$/, program: /^(hf|huggingface-cli|python[\d.]*)$/ },
  { name: /^WANDB_API_KEY$/, program: /^(wandb|python[\d.]*)$/ },
  { name: /^AWS_(SECRET_ACCESS_KEY|SESSION_TOKEN)$/, program: /^aws$/ },
  { name: /^(GH_TOKEN|GITHUB_TOKEN)$/, program: /^gh$/ },
];

/** Whether the stage of `instruction` becomes part of the image that is shipped. */
function ships({ facts }: View, instruction: Instruction): boolean {
  const final = facts.stages.at(-1);
  return (
    final !== undefined && ancestry(facts.stages, final).some(({ index }) => index === instruction.stage)
  );
}

function readBy(view: View, instruction: Instruction, name: string): Instruction[] {
  const program = READ_SILENTLY.find((entry) => entry.name.test(name))?.program;
  if (!program) return [];
  return view.facts.instructions.filter(
    ({ keyword, stage, span, script }) =>
      keyword === 'RUN' &&
      stage === instruction.stage &&
      span.start > instruction.span.end &&
      script !== undefined &&
      commandsOf(script).some((command) => program.test(command.program?.name ?? '')),
  );
}

/** `ARG HF_TOKEN` whose value comes from the command line and stays in the history of the RUNs that get it. */
function argument(view: View, instruction: Instruction, pair: Pair): Seen[] {
  if (instruction.stage < 0 || secretName(pair.name) !== 'yes') return [];
  const named = usesOf(view.facts, instruction, pair.name).filter(({ keyword }) => keyword !== 'ARG');
  const uses = named.length > 0 ? named : readBy(view, instruction, pair.name);
  if (!uses.some(({ keyword }) => keyword === 'RUN' || keyword === 'ENV')) return [];
  return [
    {
      case: 'argument',
      span: pair.nameSpan,
      values: { name: pair.name },
      edits: { mount: mountVariable(view.facts, instruction, pair, uses) },
      ...(ships(view, instruction) ? {} : { severity: 'warning' }),
    },
  ];
}

/** What is set in the same stage, for whom a password is. */
function neighbours({ facts }: View, { stage }: Instruction): Neighbour[] {
  return facts.instructions
    .filter((other) => other.stage === stage)
    .flatMap((other) => other.pairs.map(({ name, value }) => ({ name, value: value?.value.text ?? '' })));
}

function pairs(view: View, instruction: Instruction): Seen[] {
  return instruction.pairs.flatMap((pair): Seen[] => {
    const text = pair.value?.value.text ?? '';
    if (pair.value?.state !== 'known' || text === '') {
      return instruction.keyword === 'ARG' && text === '' ? argument(view, instruction, pair) : [];
    }
    const inUrl = passwordInUrl(text);
    const secret = inUrl?.password ?? (isSecret(pair.name, text) ? text : undefined);
    if (secret === undefined || isPublicKey(view.models, secret)) return [];
    const user = inUrl ? inUrl.user : userBeside(pair.name, neighbours(view, instruction));
    const uses = usesOf(view.facts, instruction, pair.name);
    const away =
      uses.length === 0 && !instruction.onbuild && withoutPair(view.facts.source.text, instruction, pair);
    const remove = away ? [away] : undefined;
    return [
      {
        case: isDefaultPassword(view.models, secret, user) ? 'default' : 'value',
        span: pair.value.span,
        values: { name: pair.name, shown: shown(secret) },
        edits: { mount: mountVariable(view.facts, instruction, pair, uses), remove },
      },
    ];
  });
}

function files(view: View, instruction: Instruction): Seen[] {
  if (instruction.flags.some(({ name }) => name === 'from')) return [];
  return instruction.words.slice(0, -1).flatMap((word): Seen[] => {
    if (word.state !== 'known' || !isSecretFile(word.value.text)) return [];
    const severity = ships(view, instruction) ? {} : { severity: 'warning' as const };
    return [{ case: 'file', span: word.span, values: { file: word.value.text }, ...severity }];
  });
}

function inCommand({ models }: View, instruction: Instruction, command: SimpleCommand, own: boolean): Seen[] {
  const seen = (span: Span, secret: string, user?: string): Seen =>
    isDefaultPassword(models, secret, user)
      ? { case: 'default', span, values: { name: command.program?.name ?? instruction.keyword } }
      : { case: 'command', span, values: { shown: shown(secret) } };
  const carried = carriedBy(command).flatMap(({ name, value, span, word }): Seen[] => {
    if (!isSecret(name, value.text)) return [];
    const mount = own && word ? mountLiteral(instruction, name, word) : undefined;
    return [{ ...seen(span, value.text), edits: { mount } }];
  });
  const inUrls = [...command.words, ...command.assignments.flatMap(({ value }) => value ?? [])].flatMap(
    (word): Seen[] => {
      const found = passwordInUrl(word.value.text);
      return found ? [seen(word.span, found.password, found.user)] : [];
    },
  );
  return [...carried, ...inUrls];
}

function commands(view: View, instruction: Instruction): Seen[] {
  const { script } = instruction;
  if (!script) return [];
  const own = new Set(ownCommandsOf(script));
  return commandsOf(script).flatMap((command) => inCommand(view, instruction, command, own.has(command)));
}

/** The names that the stage of `instruction` declares. */
function declaredIn({ facts }: View, { stage }: Instruction): ReadonlySet<string> {
  return new Set(
    facts.instructions
      .filter((other) => other.stage === stage)
      .flatMap((other) => other.pairs.map(({ name }) => name)),
  );
}

/** A login with a token from a mount or from elsewhere: the tool writes it into the layer. */
function logins(view: View, instruction: Instruction): Seen[] {
  const { keyword, flags, script } = instruction;
  const kept = flags.some(
    ({ name, value }) => name === 'mount' && /type=(cache|tmpfs)/.test(value?.value.text ?? ''),
  );
  const found = keyword === 'RUN' && script && !kept ? storedLogins(script) : [];
  if (found.length === 0) return [];
  const declared = declaredIn(view, instruction);
  return found.flatMap(({ span, token, variable }): Seen[] => {
    const reported = token.parts.some((part) => part.kind === 'variable' && declared.has(part.name));
    return token.state === 'known' || reported ? [] : [{ case: 'login', span, values: { variable } }];
  });
}

/** Keys that tell their provider by their form, wherever in the instruction they stand. */
function keys({ facts, models }: View, instruction: Instruction, seen: readonly Seen[]): Seen[] {
  const inside = (outer: Span, { start, end }: Span): boolean => outer.start <= start && end <= outer.end;
  return ['provider-keys', 'cloud-credentials']
    .filter((table) => models[table] !== undefined)
    .flatMap((table) => [...hitsOf(facts.source, scannerNamed(models, table))])
    .filter(({ span }) => inside(instruction.span, span) && !seen.some((other) => inside(other.span, span)))
    .map(({ span, value }) => ({ case: 'command', span, values: { shown: shown(value) } }));
}

export const detector: DockerfileDetector = {
  keywords: ['ARG', 'ENV', 'COPY', 'ADD', 'RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK', 'LABEL'],
  everyStage: true,
  detect(instruction, view): Seen[] {
    const { keyword } = instruction;
    const seen =
      keyword === 'COPY' || keyword === 'ADD'
        ? files(view, instruction)
        : [...pairs(view, instruction), ...commands(view, instruction), ...logins(view, instruction)];
    return [...seen, ...keys(view, instruction, seen)];
  },
};
