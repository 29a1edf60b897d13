/** What one taint run over a file shares between its parts. Grows while the run goes on; nothing outside changes it. */
import type { Step } from '../../engine/types.ts';
import { type Call, type Expression, type FunctionDef, spanOf } from '../ast.ts';
import type { PythonFile } from '../file.ts';
import type { Scope } from '../scopes.ts';
import type { Taint, Trail } from './kinds.ts';
import type { State } from './state.ts';

/** A tainted value at an argument of a sink. */
export interface Hit {
  readonly call: Call;
  readonly argument: Expression;
  /** The kind of the sink. */
  readonly sink: string;
  readonly taint: Taint;
  readonly owner: FunctionDef | undefined;
}

export interface Run {
  readonly file: PythonFile;
  /** The taint of every expression looked at, joined over all visits. */
  readonly taints: Map<Expression, Taint>;
  readonly hits: Map<string, Hit>;
  /** What functions return. */
  readonly returns: Map<FunctionDef, Taint>;
  /** What was assigned to `self.attr` in any method, by class scope. */
  readonly attributes: Map<Scope, Map<string, Taint>>;
  /** The module's variables after its own code ran. */
  module: State;
}

/** Where the evaluator stands. */
export interface Here {
  readonly run: Run;
  readonly owner: FunctionDef | undefined;
  /** The variables of the functions around, outermost last. */
  readonly outer: readonly State[];
  /** The ways that leave the innermost loop's body early. */
  readonly loop?: { readonly breaks: State[]; readonly continues: State[]; readonly depth: number };
}

/** The step that rules show for a place on the way. */
export function stepOf(file: PythonFile, { node, note }: Trail): Step {
  return { uri: file.source.uri, span: spanOf(node), note };
}
