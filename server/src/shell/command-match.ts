/**
 * The matcher `command` of rule files: a program by name, and arguments of it by pattern. A program is looked up once
 * for all rules. Any language that has a script to show can use it.
 */
import type { Sighting } from '../engine/detection.ts';
import type { Edit, MatchCase, Rule } from '../engine/types.ts';
import { withoutWord } from './edits.ts';
import type { SimpleCommand, Word } from './model.ts';

/** A case of a rule that asks for a command, compiled. */
export interface CommandCase {
  readonly rule: Rule;
  readonly match: MatchCase;
  readonly argument: RegExp | undefined;
  /** No argument may match this. */
  readonly unless: RegExp | undefined;
}

/** By program name. */
export type CommandCases = ReadonlyMap<string, readonly CommandCase[]>;

interface Query {
  readonly name: readonly string[];
  readonly argument?: string;
  readonly unless?: string;
}

function pattern(text: string | undefined): RegExp | undefined {
  return text === undefined ? undefined : new RegExp(text, 'u');
}

/** The `command` cases of `rules`, by program. */
export function compileCommands(rules: readonly Rule[]): CommandCases {
  const cases = new Map<string, CommandCase[]>();
  for (const rule of rules) {
    for (const match of rule.match) {
      if (match.kind !== 'command') continue;
      const { name, argument, unless } = match.query as Query;
      const compiled = { rule, match, argument: pattern(argument), unless: pattern(unless) };
      for (const program of name) cases.set(program, [...(cases.get(program) ?? []), compiled]);
    }
  }
  return cases;
}

function removals(rule: Rule, text: string, word: Word, from: number): Record<string, Edit[]> {
  const removing = rule.fixes.filter((fix) => fix.edit?.['remove-argument'] === 'matched');
  const edit = withoutWord(text, word.span, from);
  return edit ? Object.fromEntries(removing.map((fix) => [fix.id, [edit]])) : {};
}

/**
 * Where `command` matches `asked`: at the arguments, or at the program's name when no argument is asked for. `text`:
 * the file, for fixes; undefined where words cannot simply be taken out (a JSON array).
 */
export function commandSightings(
  command: SimpleCommand,
  asked: CommandCase,
  text: string | undefined,
): Sighting[] {
  const { program } = command;
  if (!program) return [];
  const { argument, unless, rule } = asked;
  if (unless && program.arguments.some(({ value }) => unless.test(value.text))) return [];
  if (!argument) return [{ span: program.nameSpan, values: { command: program.name } }];
  return program.arguments
    .filter((word) => word.state !== 'unknown' && argument.test(word.value.text))
    .map((word) => ({
      span: word.span,
      values: { command: program.name, argument: word.value.text },
      ...(text === undefined ? {} : { edits: removals(rule, text, word, command.span.start) }),
    }));
}
