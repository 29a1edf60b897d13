/**
 * Conditions on a call that rule files and tables write as data: what its arguments are, which versions are installed.
 * Knows nothing of where data comes from, so that the taint engine may ask too.
 */
import { type Predicate, type Scalar, satisfies } from '../engine/predicates.ts';
import { surelyAtLeast, surelyBelow } from '../versions/interval.ts';
import { pythonOf } from '../versions/python-version.ts';
import { versionsOf } from '../versions/versions.ts';
import { argumentOf, argumentValue } from './arguments.ts';
import type { Call, Expression } from './ast.ts';
import { type Composition, compositionOf } from './composition.ts';
import { constantOf } from './constants.ts';
import type { PythonFile } from './file.ts';
import { isFolder } from './local-folders.ts';
import { textsIn } from './mentions.ts';
import { fits } from './patterns.ts';
import type { Binding } from './scopes.ts';

/** What the dependency files say for sure; `not-`: what they do not say for sure. All that are given must hold. */
interface VersionCondition {
  readonly 'at-least'?: string;
  readonly below?: string;
  readonly 'not-at-least'?: string;
  readonly 'not-below'?: string;
}

/** By argument (`weights_only`, `0`, `0|f`); all that are given must hold. */
export interface CallConditions {
  readonly where?: Readonly<Record<string, Predicate>>;
  /** Full names, one of which the argument may stand for. */
  readonly names?: Readonly<Record<string, readonly string[]>>;
  /** Who decides the argument's text. */
  readonly composed?: Readonly<Record<string, readonly Composition[]>>;
  /** A pattern that a text in the argument, or in what leads to it, fits. */
  readonly mentions?: Readonly<Record<string, string>>;
  readonly 'not-mentions'?: Readonly<Record<string, string>>;
  /** The argument is no parameter of the function around that has this default: only who asks for it gets anything else. */
  readonly 'not-default'?: Readonly<Record<string, Scalar>>;
  /** Whether the argument is a folder or file of this machine. */
  readonly folder?: Readonly<Record<string, boolean>>;
  /** By argument, the name of a file: the argument names no function of a file with this name. */
  readonly 'not-entry'?: Readonly<Record<string, string>>;
  /** By package; `python` for the language itself. */
  readonly versions?: Readonly<Record<string, VersionCondition>>;
}

function hasVersion(file: PythonFile, name: string, condition: VersionCondition): boolean {
  const { path } = file.source;
  const versions = name === 'python' ? pythonOf(file.project, path) : versionsOf(file.project, path, name);
  const { below } = condition;
  const least = condition['at-least'];
  const notLeast = condition['not-at-least'];
  const notBelow = condition['not-below'];
  return (
    (least === undefined || surelyAtLeast(versions, least)) &&
    (below === undefined || surelyBelow(versions, below)) &&
    (notLeast === undefined || !surelyAtLeast(versions, notLeast)) &&
    (notBelow === undefined || !surelyBelow(versions, notBelow))
  );
}

function given(file: PythonFile, call: Call, key: string): Expression | undefined {
  if (key === 'self') return call.func.kind === 'attribute' ? call.func.value : undefined;
  const filled = argumentOf(call, key, file.names);
  return filled.state === 'given' ? filled.value : undefined;
}

function hasName(file: PythonFile, value: Expression | undefined, wanted: readonly string[]): boolean {
  return value !== undefined && file.names.resolve(value).some((name) => fits(name, wanted));
}

function isComposed(
  file: PythonFile,
  value: Expression | undefined,
  wanted: readonly Composition[],
): boolean {
  return value !== undefined && wanted.includes(compositionOf(value, file));
}

function mentions(file: PythonFile, value: Expression | undefined, pattern: string): boolean {
  const expression = new RegExp(pattern, 'u');
  return value !== undefined && textsIn(value, file).some((text) => expression.test(text));
}

function hasDefault(file: PythonFile, value: Expression | undefined, wanted: Scalar): boolean {
  const bindings = value?.kind === 'name' ? (file.names.bindings(value) ?? []) : [];
  const isDefault = ({ kind, value: given }: Binding): boolean => {
    const known = kind === 'param' && given ? constantOf(given, file.names) : undefined;
    return known?.state === 'known' && known.value === wanted;
  };
  return bindings.length > 0 && bindings.every(isDefault);
}

function isEntry(file: PythonFile, value: Expression | undefined, fileName: string): boolean {
  const known = value && constantOf(value, file.names);
  if (known?.state !== 'known' || typeof known.value !== 'string') return false;
  if (file.source.path.split('/').at(-1) !== fileName) return false;
  return file.names.moduleBindings(known.value).some(({ kind }) => kind === 'function');
}

function every<T>(
  conditions: Readonly<Record<string, T>> | undefined,
  holds: (key: string, wanted: T) => boolean,
): boolean {
  return Object.entries(conditions ?? {}).every(([key, wanted]) => holds(key, wanted));
}

/** Whether `call` meets all of `conditions`. */
export function meets(file: PythonFile, call: Call, conditions: CallConditions): boolean {
  const { where, names, versions, composed } = conditions;
  const value = (key: string): Expression | undefined => given(file, call, key);
  return (
    every(where, (key, predicate) => satisfies(argumentValue(call, key, file.names), predicate)) &&
    every(names, (key, wanted) => hasName(file, value(key), wanted)) &&
    every(versions, (name, condition) => hasVersion(file, name, condition)) &&
    every(composed, (key, wanted) => isComposed(file, value(key), wanted)) &&
    every(conditions.mentions, (key, pattern) => mentions(file, value(key), pattern)) &&
    every(conditions['not-mentions'], (key, pattern) => !mentions(file, value(key), pattern)) &&
    every(conditions['not-default'], (key, wanted) => !hasDefault(file, value(key), wanted)) &&
    every(conditions.folder, (key, wanted) => {
      const node = value(key);
      return wanted === (node !== undefined && isFolder(node, file));
    }) &&
    every(conditions['not-entry'], (key, fileName) => !isEntry(file, value(key), fileName))
  );
}
