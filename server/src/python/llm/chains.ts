/**
 * Chains that LangChain makes with `|`: what a call of one gives is an answer of the model in it, unless the last link
 * reads that into a type. No table of names can say it, for a chain has no class.
 */
import type { Expression } from '../ast.ts';
import { meaning } from '../constants.ts';
import type { PythonFile } from '../file.ts';
import { fits } from '../patterns.ts';
import type { SourceProvider } from '../taint/sources.ts';

interface Table {
  readonly 'chain-models': readonly string[];
  readonly 'chain-calls': readonly string[];
  readonly 'chain-types': readonly string[];
}

/** Longer chains are not followed. */
const LONGEST = 40;

/** The links of `a | b | c`; undefined for what is no chain. */
function linksOf(node: Expression, file: PythonFile): readonly Expression[] | undefined {
  const links: Expression[] = [];
  let rest = meaning(node, file.names);
  while (rest.kind === 'binary' && rest.op === '|' && links.length < LONGEST) {
    links.unshift(rest.right);
    rest = meaning(rest.left, file.names);
  }
  return links.length === 0 ? undefined : [rest, ...links];
}

function isAnswer(node: Expression, file: PythonFile): boolean {
  if (node.kind !== 'call' || node.func.kind !== 'attribute') return false;
  const table = file.tables.langchain as Table | undefined;
  if (!table?.['chain-calls'].includes(node.func.attr)) return false;
  const links = linksOf(node.func.value, file);
  const last = links?.at(-1);
  if (!links || !last) return false;
  const is = (link: Expression, patterns: readonly string[]): boolean =>
    file.names.resolve(link).some((name) => fits(name, patterns));
  return links.some((link) => is(link, table['chain-models'])) && !is(last, table['chain-types']);
}

/** Answers of models in chains. */
export const chainAnswers: SourceProvider = {
  expression: (node, file) =>
    isAnswer(node, file) ? [{ kind: 'model-output', note: 'an answer of the model' }] : [],
};
