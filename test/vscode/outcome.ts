// The result of one named test, and the lines by which every runner of this folder reports it. Knows neither VS Code
// nor browsers, so that it can also be bundled into the suite that runs inside VS Code.
import { stripVTControlCharacters } from 'node:util';

/** One test that ran: `failure` is why it failed, undefined when it passed. */
export interface Outcome {
  name: string;
  failure?: string;
}

/** The line for `outcome`: `ok - name` or `not ok - name: reason`, always a single line. */
export function outcomeLine(outcome: Outcome): string {
  if (outcome.failure === undefined) return `ok - ${outcome.name}`;
  return `not ok - ${outcome.name}: ${outcome.failure.trim().replaceAll(/\s*\n\s*/g, ' | ')}`;
}

/** The reason that a caught value gives: the message of an error, without a stack and without colours. */
export function reasonOf(error: unknown): string {
  return stripVTControlCharacters(error instanceof Error ? error.message : String(error));
}

/** Whether any of `outcomes` failed; no outcome at all is a failure too. */
export function failed(outcomes: readonly Outcome[]): boolean {
  return outcomes.length === 0 || outcomes.some((outcome) => outcome.failure !== undefined);
}
