/** Which quotes code that a fix writes has to use. */
import { type Call, type Expression, spanOf } from './ast.ts';
import { type PythonFile, textOf } from './file.ts';
import { perFile } from './memo.ts';
import { inside } from './walk.ts';

const quotesOf = perFile(({ source: { text } }): "'" | '"' => {
  const plain = text.replace(/"""|'''/g, '');
  let balance = 0;
  for (const char of plain) balance += char === "'" ? 1 : char === '"' ? -1 : 0;
  return balance > 0 ? "'" : '"';
});

/** The quotes that the file uses most, docstrings left out. */
export function commonQuote(file: PythonFile): "'" | '"' {
  return quotesOf(file);
}

function around(node: Expression, within: Expression): Expression | undefined {
  const { start, end } = spanOf(node);
  const outer = spanOf(within);
  if (within.kind === 'fstring' && outer.start <= start && end <= outer.end) return within;
  for (const child of inside(within)) {
    const found = around(node, child);
    if (found) return found;
  }
  return undefined;
}

/** The quotes for code in the place of `node` in `call`: inside of an f-string those that do not end it. */
export function quoteAt(node: Expression, call: Call, file: PythonFile): "'" | '"' {
  const holder = call.args.map(({ value }) => around(node, value)).find((found) => found !== undefined);
  const opening = holder && /['"]/.exec(textOf(file, holder))?.[0];
  if (opening === "'") return '"';
  return opening === '"' ? "'" : commonQuote(file);
}

/** Whether `node` stands in an f-string that is an argument of `call`. */
export function isInText(node: Expression, call: Call): boolean {
  return call.args.some(({ value }) => around(node, value) !== undefined);
}
