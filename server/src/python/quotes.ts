/** Which quotes code that a fix writes has to use. */
import { type Call, type Expression, spanOf } from './ast.ts';
import { type PythonFile, textOf } from './file.ts';
import { gathered, perFile } from './memo.ts';
import { inside } from './walk.ts';

/** How many more single than double quotes the statements have, docstrings left out. */
const balances = gathered((file, { offset, length }) => {
  const text = file.text.slice(offset, offset + length).replace(/"""|'''/g, '');
  let balance = 0;
  for (const [quote] of text.matchAll(/['"]/g)) balance += quote === "'" ? 1 : -1;
  return balance === 0 ? [] : [balance];
});

/** The quotes that a file uses most. */
export const commonQuote: (file: PythonFile) => "'" | '"' = perFile((file) => {
  let balance = 0;
  for (const each of balances(file)) balance += each;
  return balance > 0 ? "'" : '"';
});

/** The f-string in `within`, or it itself, that `node` stands in. */
export function textAround(node: Expression, within: Expression): Expression | undefined {
  const { start, end } = spanOf(node);
  const outer = spanOf(within);
  if (within.kind === 'fstring' && outer.start <= start && end <= outer.end) return within;
  for (const child of inside(within)) {
    const found = textAround(node, child);
    if (found) return found;
  }
  return undefined;
}

/** The quotes for code in the place of `node` in `call`: inside of an f-string those that do not end it. */
export function quoteAt(node: Expression, call: Call, file: PythonFile): "'" | '"' {
  const holder = call.args.map(({ value }) => textAround(node, value)).find((found) => found !== undefined);
  const opening = holder && /['"]/.exec(textOf(file, holder))?.[0];
  if (opening === "'") return '"';
  return opening === '"' ? "'" : commonQuote(file);
}

/** Whether `node` stands in an f-string that is an argument of `call`. */
export function isInText(node: Expression, call: Call): boolean {
  return call.args.some(({ value }) => textAround(node, value) !== undefined);
}
