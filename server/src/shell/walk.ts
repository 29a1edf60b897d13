/** Ways through a script. Order is the order of the text. */
import type { Part, Script, SimpleCommand, Statement, Word } from './model.ts';

/** What a walk meets: commands, and the pipelines that hold some of them. */
export type Met = Exclude<Statement, { kind: 'group' | 'list' }>;

function inWord(word: Word | undefined): Script[] {
  return (word?.parts ?? []).flatMap((part: Part) => (part.kind === 'script' ? [part.script] : []));
}

/** The scripts inside a command: substitutions in its words, heredocs, and what it runs as shell text. */
export function scriptsIn(command: SimpleCommand): Script[] {
  return [
    ...command.assignments.flatMap(({ value }) => inWord(value)),
    ...command.words.flatMap(inWord),
    ...command.redirects.flatMap(({ target, heredoc }) => [...inWord(target), ...(heredoc?.scripts ?? [])]),
    ...command.nested,
  ];
}

function* through(statements: readonly Statement[], inside: boolean): Generator<Met> {
  for (const statement of statements) {
    switch (statement.kind) {
      case 'command':
        yield statement;
        if (inside) for (const script of scriptsIn(statement)) yield* through(script.statements, inside);
        break;
      case 'pipeline':
        yield statement;
        yield* through(statement.stages, inside);
        break;
      case 'list':
        yield* through(statement.items, inside);
        break;
      case 'group':
        yield* through(statement.body, inside);
    }
  }
}

/** Everything in `script`, nested scripts included; a pipeline comes before its commands. */
export function walk(script: Script): Iterable<Met> {
  return through(script.statements, true);
}

const commands = new WeakMap<Script, readonly SimpleCommand[]>();

/** All commands of `script`, nested ones included; collected once for all who ask. */
export function commandsOf(script: Script): readonly SimpleCommand[] {
  const known = commands.get(script);
  if (known) return known;
  const found = [...walk(script)].filter((met) => met.kind === 'command');
  commands.set(script, found);
  return found;
}

/** The commands that the shell of `script` starts itself: none from substitutions, heredocs and `sh -c`. */
export function ownCommandsOf(script: Script): SimpleCommand[] {
  return [...through(script.statements, false)].filter((met) => met.kind === 'command');
}
