/**
 * The fixes that take what others wrote out of the instructions of a model: into a message of the user behind them, or,
 * where one text holds both, by giving the instructions an argument of their own.
 */
import type { Edit } from '../../engine/types.ts';
import { argumentOf } from '../arguments.ts';
import { type Call, type Expression, rootOf, spanOf } from '../ast.ts';
import { boundOf } from '../bind.ts';
import { insert, lineEnd, replace } from '../edit.ts';
import { type PythonFile, textFrom } from '../file.ts';
import { expressionsOf } from '../statements.ts';
import { piecesOf } from '../text-pieces.ts';
import { walk } from '../walk.ts';

const REFERENCE = '[what the next message says]';

/** A text with one value in it. */
interface Split {
  readonly before: string;
  readonly code: string;
  readonly after: string;
  readonly quote: string;
}

/** Takes a text apart around its only value; undefined where there are more, or no words of ours. */
function splitOf(file: PythonFile, node: Expression): Split | undefined {
  const text = piecesOf(file, node);
  const values = text?.pieces.filter(({ kind }) => kind === 'value') ?? [];
  const [value] = values;
  if (!text || !value || values.length > 1 || value.code.includes('\n')) return undefined;
  const at = text.pieces.indexOf(value);
  const literals = (from: number, to?: number): string =>
    text.pieces
      .slice(from, to)
      .map(({ code }) => code)
      .join('');
  const [before, after] = [literals(0, at), literals(at + 1)];
  return /\p{L}/u.test(before + after) ? { before, code: value.code, after, quote: text.quote } : undefined;
}

/** The message that says `content`, where it is written into a list. */
function listedMessage(content: Expression): Expression | undefined {
  let found: Expression | undefined;
  for (const { statement } of boundOf(rootOf(content.chunk)).statements)
    for (const expression of expressionsOf(statement))
      walk(expression, (node) => {
        if (node.kind === 'list')
          found ??= node.items.find(
            (item) => item.kind === 'dict' && item.entries.some(({ value }) => value === content),
          );
        return found === undefined;
      });
  return found;
}

/** `{"role": "system", "content": f"You are {x}."}` refers to a message of the user behind it, which says `x`. */
export function ownMessage(file: PythonFile, content: Expression): Edit[] | undefined {
  const message = listedMessage(content);
  const split = message && splitOf(file, content);
  if (!message || !split || file.names.moduleBindings('str').length > 0) return undefined;
  const { before, code, after, quote } = split;
  const text = textFrom(file, message);
  const { start, end } = spanOf(message);
  const line = text.lastIndexOf('\n', start - 1) + 1;
  const alone = text.slice(line, start).trim() === '';
  const gap = alone ? `${lineEnd(file)}${text.slice(line, start)}` : ' ';
  const said = `{${quote}role${quote}: ${quote}user${quote}, ${quote}content${quote}: str(${code})}`;
  if (quote.length > 1) return undefined;
  return [replace(content, `${quote}${before}${REFERENCE}${after}${quote}`), insert(end, `,${gap}${said}`)];
}

/** Calls with an argument for instructions beside the one for what is asked. */
const SEPARATE: readonly { readonly of: RegExp; readonly asked: string; readonly told: string }[] = [
  { of: /^ollama\.(?:\w+\(\)\.)?generate$/, asked: 'prompt', told: 'system' },
  { of: /^openai\.\w+\(\)\.responses\.create$/, asked: 'input', told: 'instructions' },
];

/** `prompt=f"Sum this up: {x}"` becomes `system="Sum this up:", prompt=x`. */
export function ownArgument(file: PythonFile, call: Call, argument: Expression): Edit[] | undefined {
  const names = file.names.resolve(call.func);
  const known = SEPARATE.find(({ of }) => names.some((name) => of.test(name)));
  const given = known && argumentOf(call, known.asked, file.names);
  if (!known || given?.state !== 'given' || given.argument.star || given.value !== argument) return undefined;
  if (argumentOf(call, known.told, file.names).state !== 'absent') return undefined;
  const split = splitOf(file, argument);
  if (split?.after.trim() !== '' || split.before.trim() === '') return undefined;
  const { before, code, quote } = split;
  const { start } = spanOf(given.argument);
  return [
    insert(start, `${known.told}=${quote}${before.trim()}${quote}, `),
    replace(argument, `str(${code})`),
  ];
}
