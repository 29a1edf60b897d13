/**
 * The fix that binds values instead of writing them into a query: placeholders in the style of the driver, and the values
 * beside the text. Only where every value stands where SQL expects one: names of tables and columns cannot be bound.
 */
import type { Edit } from '../engine/types.ts';
import { type Call, type Expression, type FunctionDef, spanOf } from './ast.ts';
import { boundCall } from './call-index.ts';
import { meaning } from './constants.ts';
import { insert, replace } from './edit.ts';
import type { PythonFile } from './file.ts';
import { fits } from './patterns.ts';
import { expressionsIn, usesOfName } from './routes/body.ts';
import { functionOf } from './scopes.ts';
import type { Hit } from './taint/run.ts';
import { piecesOf, type TextPiece } from './text-pieces.ts';

interface Style {
  /** Full names of the calls. */
  readonly of: readonly string[];
  /** `?`, `%s`, `$` (numbered), `:` (named, bound by a method of the result). */
  readonly placeholder: string;
}

function styleOf(file: PythonFile, call: Call): string | undefined {
  const { databases } = file.models.tables as {
    readonly databases?: { readonly placeholders?: readonly Style[] };
  };
  const names = file.names.resolve(call.func);
  const found = databases?.placeholders?.find(({ of }) => names.some((name) => fits(name, of)));
  return found?.placeholder;
}

interface Bound {
  readonly text: string;
  readonly values: readonly string[];
  readonly names: readonly string[];
}

/** Where a value may stand unquoted. */
const BEFORE = /(?:[=<>]|\b(?:LIKE|ILIKE|AND|OR|BETWEEN|LIMIT|OFFSET|VALUES\s*\(|IN\s*\())\s*$/i;
const IN_VALUES = /\bVALUES\s*\((?:[^()]*,)?\s*$/i;

/** What stands for a hole: the texts around it without their quotes, and the value with its `%`. */
function hole(
  before: string,
  code: string,
  after: string,
): { before: string; code: string; after: string } | undefined {
  const opening = /'(%?)$/.exec(before);
  const closing = /^(%?)'/.exec(after);
  if (opening && closing) {
    const parts = [opening[1], closing[1]].map((wild) => (wild === '' ? undefined : '"%"'));
    const whole = parts.some((part) => part !== undefined) ? `str(${code})` : code;
    return {
      before: before.slice(0, opening.index),
      code: [parts[0], whole, parts[1]].filter((part) => part !== undefined).join(' + '),
      after: after.slice(closing[0].length),
    };
  }
  const open = (before.replaceAll("''", '').split("'").length - 1) % 2 === 1;
  if (open || opening || closing || !/^(?:\s|[),;]|$)/.test(after)) return undefined;
  return BEFORE.test(before) || IN_VALUES.test(before) ? { before, code, after } : undefined;
}

/** A name for a bound value, after the code that gives it, that no other one has. */
function nameFor(code: string, taken: readonly string[]): string {
  const word = /([A-Za-z_]\w*)(?:["']?\])?$/.exec(code)?.[1] ?? 'value';
  let name = word;
  for (let number = 2; taken.includes(name); number++) name = `${word}_${number}`;
  return name;
}

/** The literals around and between the values, one more than there are values. */
function alternate(pieces: readonly TextPiece[]): { literals: string[]; codes: string[] } {
  const literals = [''];
  const codes: string[] = [];
  for (const { kind, code } of pieces) {
    if (kind === 'literal') literals.push(`${literals.pop() ?? ''}${code}`);
    else {
      codes.push(code);
      literals.push('');
    }
  }
  return { literals, codes };
}

function bind(pieces: readonly TextPiece[], style: string): Bound | undefined {
  const { literals, codes } = alternate(pieces);
  const values: string[] = [];
  const names: string[] = [];
  let so = '';
  for (const [index, code] of codes.entries()) {
    const literal = literals[index] ?? '';
    const found = hole(so + literal, code, literals[index + 1] ?? '');
    if (!found || code.includes('\n')) return undefined;
    literals[index] = found.before.slice(so.length);
    literals[index + 1] = found.after;
    values.push(found.code);
    names.push(nameFor(code, names));
    so = `${found.before}0`;
  }
  if (values.length === 0) return undefined;
  const marks = names.map((name, index) =>
    style === '$' ? `$${index + 1}` : style === ':' ? `:${name}` : style,
  );
  const escaped = style === '%s' ? literals.map((code) => code.replaceAll('%', '%%')) : literals;
  return { text: escaped.map((code, index) => code + (marks[index] ?? '')).join(''), values, names };
}

/** The expression that makes the text, where this call alone uses it: itself, or what a variable of `owner` holds. */
function source(
  file: PythonFile,
  owner: FunctionDef | undefined,
  argument: Expression,
): Expression | undefined {
  if (argument.kind !== 'name') return argument;
  const meant = meaning(argument, file.names);
  const isOurs = owner !== undefined && expressionsIn(owner).includes(meant);
  return isOurs && usesOfName(owner, argument.id).length === 2 ? meant : undefined;
}

/** Edits that bind the values; undefined where one of them is no value, or the driver's style is not known. */
export function parameterEdits(
  file: PythonFile,
  { call, argument, owner }: Pick<Hit, 'call' | 'argument' | 'owner'>,
): readonly Edit[] | undefined {
  const style = styleOf(file, call);
  const made = style === undefined ? undefined : source(file, owner, argument);
  const text = made && piecesOf(file, made);
  const [first, ...others] = call.args;
  if (style === undefined || !made || !text || first?.value !== argument || others.length > 0)
    return undefined;
  if (first.name !== undefined || first.star !== undefined) return undefined;
  const bound = bind(text.pieces, style);
  if (!bound) return undefined;
  const { values, names } = bound;
  const query = replace(made, `${text.quote}${bound.text}${text.quote}`);
  if (style === ':') {
    const given = names.map((name, index) => `${name}=${values[index] ?? name}`).join(', ');
    return [query, insert(spanOf(call).end, `.bindparams(${given})`)];
  }
  const tuple = values.length === 1 ? `(${values[0]},)` : `(${values.join(', ')})`;
  const given = style === '$' ? values.join(', ') : tuple;
  if (argument === made) return [replace(made, `${text.quote}${bound.text}${text.quote}, ${given}`)];
  return [query, insert(spanOf(argument).end, `, ${given}`)];
}

/** The same for `argument` of any `call`. */
export function bindParameters(
  file: PythonFile,
  call: Call,
  argument: Expression,
): readonly Edit[] | undefined {
  const scope = boundCall(call)?.place.scope;
  return parameterEdits(file, { call, argument, owner: scope && functionOf(scope) });
}
