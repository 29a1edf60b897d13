/**
 * The messages that only Parapet's own client knows: what it is told about a document beside its diagnostics, and what
 * it may ask for. Imports nothing, because client and server both use it.
 */

/** What became of a document: `off` by the editor's settings, `excluded` by the project's configuration. */
export type State =
  | { readonly kind: 'checked'; readonly gaps: readonly string[]; readonly took: number }
  | { readonly kind: 'off' | 'excluded' | 'failed' };

export interface Status {
  readonly uri: string;
  readonly findings: number;
  readonly state: State;
}

/** The notification that carries a `Status`. */
export const STATUS = 'parapet/status';

export interface RulePageParams {
  readonly rule: string;
}

/** The request for the page of a rule: answered with markdown, or null when there is no such rule. */
export const RULE_PAGE = 'parapet/rulePage';
