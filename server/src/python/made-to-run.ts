/**
 * Functions that are there to run what they are given: terminals, interpreters, runners of scripts. Told by words of their
 * names and of their parameters. What comes to them is for their callers to answer for.
 */
import { wordsOf } from '../personal/words.ts';
import { ingredients } from './arrivals.ts';
import type { Expression } from './ast.ts';
import type { PythonFile } from './file.ts';
import { type Binding, classAround, functionOf } from './scopes.ts';

const RUNNING = new Set([
  'run',
  'runs',
  'runner',
  'exec',
  'execute',
  'executes',
  'executor',
  'eval',
  'evaluate',
  'evaluator',
  'interpret',
  'interpreter',
  'shell',
  'terminal',
  'console',
  'repl',
  'sandbox',
]);
const RUN = new Set(['code', 'cmd', 'cmds', 'command', 'commands', 'script', 'source', 'snippet', 'program']);
const COMPILERS = new Set(['compile', 'builtins.compile']);

/** Longer chains of variables are not followed. */
const DEEPEST = 6;

function isGivenToRun({ kind, name, scope }: Binding): boolean {
  const owner = kind === 'param' ? functionOf(scope) : undefined;
  if (!owner || !wordsOf(name).some((word) => RUN.has(word))) return false;
  const around = classAround(owner)?.name ?? '';
  return [...wordsOf(owner.name), ...wordsOf(around)].some((word) => RUNNING.has(word));
}

/** Whether the text of `node`, or a part of it, is what a function was given that is there to run it. */
export function isMadeToRun(node: Expression, file: PythonFile, depth = 0): boolean {
  const { names } = file;
  const again = (inner: Expression): boolean => isMadeToRun(inner, file, depth + 1);
  if (depth > DEEPEST) return false;
  return [...ingredients(node, file)].some(({ meant }) => {
    if (meant.kind === 'call' && names.resolve(meant.func).some((name) => COMPILERS.has(name))) {
      const [source] = meant.args;
      return source !== undefined && again(source.value);
    }
    if (meant.kind !== 'name') return false;
    return (names.bindings(meant) ?? []).some(
      (binding) =>
        isGivenToRun(binding) ||
        (binding.kind === 'assign' && binding.value !== undefined && again(binding.value)),
    );
  });
}
