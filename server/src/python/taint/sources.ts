/**
 * Sources that no table of names can express: parameters of routes, data frames with personal columns. Each provider
 * looks at the syntax and says which kinds a value carries; the engine asks them all.
 */
import { toolArguments } from '../agents/tool-arguments.ts';
import type { Expression, FunctionDef, Param } from '../ast.ts';
import { commandLine } from '../command-line.ts';
import type { PythonFile } from '../file.ts';
import { keyMaterial } from '../key-material.ts';
import { chainAnswers } from '../llm/chains.ts';
import { personalData } from '../personal-data.ts';
import { requestSource } from '../routes/request-source.ts';
import { suppliedSource } from '../routes/suppliers.ts';
import type { Kind } from './kinds.ts';

/** A kind that starts at a place, and in words why. */
export interface Origin {
  readonly kind: Kind;
  readonly note: string;
  /** See `Trail`. */
  readonly onPage?: boolean;
}

export interface SourceProvider {
  /** What a parameter carries when its function is entered. */
  param?(param: Param, owner: FunctionDef, file: PythonFile): readonly Origin[];
  /** What an expression carries besides what flows into it. */
  expression?(node: Expression, file: PythonFile): readonly Origin[];
}

export const PROVIDERS: readonly SourceProvider[] = [
  requestSource,
  suppliedSource,
  personalData,
  keyMaterial,
  commandLine,
  toolArguments,
  chainAnswers,
];
