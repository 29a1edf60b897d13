/**
 * What a shell text says, in our own words. The same model serves Dockerfiles, Kubernetes `command` and `args`, and
 * notebooks; it knows none of them, and no parser.
 */
import type { Span } from '../engine/types.ts';
import type { MappedText } from './mapped.ts';

/** A piece of a word. `quoted`: the shell does not split what it expands to. */
export type Part =
  | { readonly kind: 'literal'; readonly value: MappedText; readonly span: Span; readonly quoted: boolean }
  | {
      readonly kind: 'variable';
      readonly name: string;
      /** `${name}` without an operator such as `:-` or `%`. */
      readonly plain: boolean;
      readonly value: MappedText;
      readonly span: Span;
      readonly quoted: boolean;
    }
  /** `$(…)`, `` `…` ``, `<(…)` and `>(…)`. */
  | {
      readonly kind: 'script';
      readonly way: 'output' | 'file';
      readonly script: Script;
      readonly value: MappedText;
      readonly span: Span;
      readonly quoted: boolean;
    }
  /** Arithmetic and whatever else only a shell can work out. */
  | { readonly kind: 'other'; readonly value: MappedText; readonly span: Span; readonly quoted: boolean };

export interface Word {
  /** In the file, quotes included. */
  readonly span: Span;
  readonly parts: readonly Part[];
  /** `known`: no expansion; `partial`: literal text and expansions; `unknown`: expansions only. */
  readonly state: 'known' | 'partial' | 'unknown';
  /** Quotes and escapes taken off; expansions stand as they are written, so a `$` marks what is not known. */
  readonly value: MappedText;
}

export interface Assignment {
  readonly name: string;
  readonly nameSpan: Span;
  /** Absent for `export NAME` and arrays. */
  readonly value?: Word;
  readonly span: Span;
}

export interface Heredoc {
  /** In quotes: the shell expands nothing in the body. */
  readonly quoted: boolean;
  readonly body: MappedText;
  readonly scripts: readonly Script[];
}

export interface Redirect {
  /** `>`, `>>`, `<`, `<<`, `<<<`, `>&`, … */
  readonly operator: string;
  readonly target?: Word;
  readonly heredoc?: Heredoc;
  readonly span: Span;
}

/** What really runs: wrappers such as `sudo -E` and `env A=b` taken off, paths cut to the last part. */
export interface Program {
  readonly name: string;
  readonly nameSpan: Span;
  readonly arguments: readonly Word[];
  /** Names of the wrappers, outermost first. */
  readonly wrappers: readonly string[];
}

export interface SimpleCommand {
  readonly kind: 'command';
  readonly span: Span;
  /** `A=b` before the command, alone, or after `export` and the like. */
  readonly assignments: readonly Assignment[];
  /** Name first; empty for assignments or redirections alone. */
  readonly words: readonly Word[];
  readonly redirects: readonly Redirect[];
  /** Absent when the name is not known. */
  readonly program?: Program;
  /** What the command runs as shell text: `sh -c`, `eval`, `sh <<EOF`, `find -exec`. */
  readonly nested: readonly Script[];
}

export interface Pipeline {
  readonly kind: 'pipeline';
  readonly span: Span;
  readonly stages: readonly Statement[];
}

/** `a && b || c`. */
export interface List {
  readonly kind: 'list';
  readonly span: Span;
  readonly items: readonly Statement[];
  /** Between the items. */
  readonly operators: readonly string[];
}

/** `( … )`, `{ …; }`, `if`, `for`, `while`, `case`, functions, tests: everything that holds statements. */
export interface Group {
  readonly kind: 'group';
  readonly span: Span;
  readonly body: readonly Statement[];
  readonly redirects: readonly Redirect[];
}

export type Statement = SimpleCommand | Pipeline | List | Group;

export interface Script {
  readonly statements: readonly Statement[];
  /** In the file, `#` included. */
  readonly comments: readonly Span[];
  /** What the grammar could not read. */
  readonly errors: readonly Span[];
}
