/** What a Dockerfile says. Data only: parsing fills it, detectors read it. */
import type { Comment, Gap, Source, Span } from '../engine/types.ts';
import type { ImageReference } from '../image/reference.ts';
import type { MappedText } from '../shell/mapped.ts';
import type { Script, SimpleCommand, Word } from '../shell/model.ts';

export const KEYWORDS = [
  'ADD',
  'ARG',
  'CMD',
  'COPY',
  'ENTRYPOINT',
  'ENV',
  'EXPOSE',
  'FROM',
  'HEALTHCHECK',
  'LABEL',
  'MAINTAINER',
  'ONBUILD',
  'RUN',
  'SHELL',
  'STOPSIGNAL',
  'USER',
  'VOLUME',
  'WORKDIR',
] as const;

export type Keyword = (typeof KEYWORDS)[number];

/** `--name=value` behind the keyword. */
export interface Flag {
  readonly name: string;
  readonly value?: Word;
  readonly span: Span;
}

/** `NAME=value` of ENV, ARG and LABEL. */
export interface Pair {
  readonly name: string;
  readonly nameSpan: Span;
  readonly value?: Word;
  readonly span: Span;
}

export interface Instruction {
  readonly keyword: Keyword;
  readonly keywordSpan: Span;
  /** From the keyword to the end, heredocs included. */
  readonly span: Span;
  /** Index of the stage; -1 before the first FROM. */
  readonly stage: number;
  /** Runs in images that are built from this one. */
  readonly onbuild: boolean;
  readonly flags: readonly Flag[];
  /** What follows keyword and flags, its lines joined, without heredocs. */
  readonly body: MappedText;
  /** `body` split at white space, or the items of the exec form. Empty for ENV, ARG and LABEL. */
  readonly words: readonly Word[];
  /** Written as a JSON array. */
  readonly exec: boolean;
  readonly pairs: readonly Pair[];
  /** Of RUN, CMD, ENTRYPOINT and HEALTHCHECK, when a POSIX shell or no shell runs it. */
  readonly script?: Script;
}

export type Base =
  | { readonly kind: 'stage'; readonly stage: number }
  | { readonly kind: 'scratch' }
  | { readonly kind: 'image'; readonly reference: ImageReference; readonly text: string }
  /** A variable without a value, a template, or a text that is no image. */
  | { readonly kind: 'unknown' };

export interface Stage {
  readonly index: number;
  /** Lower case, as it is compared. */
  readonly name?: string;
  readonly from: Instruction;
  /** The image as it is written. */
  readonly image?: Word;
  readonly base: Base;
}

export interface DockerfileFacts {
  readonly source: Source;
  /** In the order of the text; those of ONBUILD stand in for it. */
  readonly instructions: readonly Instruction[];
  readonly stages: readonly Stage[];
  readonly comments: readonly Comment[];
  readonly gaps: readonly Gap[];
}

/** Whether the words of `command` are items of the instruction's JSON array: what takes one out has to mind the commas. */
export function isListed(instruction: Instruction, command: SimpleCommand): boolean {
  return instruction.exec && (instruction.script?.statements.includes(command) ?? false);
}
