/** SEC-016: all options of a program, or its whole environment, sent to a tracker of experiments with the secrets in them. */
import type { Edit } from '../../engine/types.ts';
import { wordsOf } from '../../personal/words.ts';
import { type Call, type Expression, spanOf } from '../ast.ts';
import { boundOf } from '../bind.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import { replace } from '../edit.ts';
import { type PythonFile, textOf } from '../file.ts';
import { isSecretName, keyTable } from '../key-material.ts';
import { named } from '../personal-data.ts';
import { holdsOptions, optionNames, withheldFrom } from '../program-options.ts';
import { commonQuote } from '../quotes.ts';
import { argumentsOf } from '../taint/models.ts';

/** Words beside `key` or `token` that say that it opens something: a text key is a column, an id token a piece of text. */
const OPENING =
  /^(api|secret|private|access|auth|bearer|encryption|ssh|account|service|session|hub|hf|huggingface|github|gitlab|wandb|openai|anthropic|azure)$/;

function isSecretOption(option: string, file: PythonFile): boolean {
  const words = wordsOf(option);
  const last = words.at(-1) ?? '';
  const ambiguous = /^keys?$/.test(last) || (last === 'token' && words.length > 1);
  if (ambiguous && !words.some((word) => OPENING.test(word))) return false;
  return isSecretName(option, keyTable(file.models.tables));
}

const COPYING = /^(vars|dict|copy\.(deep)?copy)$/;

/** What is behind `vars(args)`, `dict(os.environ)`, `{**vars(args), "x": 1}`. */
function behind(node: Expression, file: PythonFile, depth = 0): Expression[] {
  if (depth > 6) return [];
  if (node.kind === 'dict')
    return node.entries.flatMap(({ key, value }) => (key ? [] : behind(value, file, depth + 1)));
  if (node.kind === 'attribute' && node.attr === '__dict__') return [node.value];
  if (node.kind === 'call') {
    const [first] = node.args;
    if (first && file.names.resolve(node.func).some((name) => COPYING.test(name)))
      return behind(first.value, file, depth + 1);
    if (node.func.kind === 'attribute' && node.func.attr === 'copy')
      return behind(node.func.value, file, depth + 1);
  }
  if (node.kind === 'name' && !holdsOptions(node, file)) {
    const [only, ...others] = file.names.bindings(node) ?? [];
    if (only?.kind === 'assign' && only.value && others.length === 0 && only.value.kind !== 'name')
      return [node, ...behind(only.value, file, depth + 1)];
  }
  return [node];
}

/** `vars(args)` without the secrets. */
function withoutSecrets(node: Expression, secrets: readonly string[], file: PythonFile): Edit[] | undefined {
  const text = textOf(file, node);
  if (text.includes('\n') || (node.kind !== 'name' && node.kind !== 'call')) return undefined;
  const quote = commonQuote(file);
  const all = node.kind === 'call' ? text : `vars(${text})`;
  if (node.kind === 'call' && !file.names.resolve(node.func).some((name) => COPYING.test(name)))
    return undefined;
  const list = secrets.map((secret) => quote + secret + quote).join(', ');
  return [replace(node, `{name: value for name, value in ${all}.items() if name not in {${list}}}`)];
}

function seenAt(call: Call, argument: Expression, file: PythonFile): Seen | undefined {
  const holders = behind(argument, file);
  const values = { callee: textOf(file, call.func) };
  if (holders.some((node) => file.names.resolve(node).includes('os.environ')))
    return { case: 'environment', span: spanOf(argument), values };
  const options = holders.find((node) => holdsOptions(node, file));
  if (!options) return undefined;
  const withheld = withheldFrom(holders, file);
  const secrets = [...new Set(optionNames(file))].filter(
    (option) => isSecretOption(option, file) && !withheld.includes(option),
  );
  if (secrets.length === 0) return undefined;
  return {
    case: 'options',
    span: spanOf(argument),
    values: { ...values, secrets: named(secrets) },
    edits: { filter: withoutSecrets(argument, secrets, file) },
  };
}

export const detector: PythonDetector = {
  *chunk(chunk, file) {
    const { sinks } = file.models;
    for (const { call } of boundOf(chunk).calls) {
      const rows = file.names
        .resolve(call.func)
        .flatMap((name) => sinks.find(name).filter(({ kind }) => kind === 'tracker'));
      const seen = rows
        .flatMap(({ args }) => argumentsOf(call, args, file.names))
        .flatMap((argument) => seenAt(call, argument, file) ?? []);
      if (seen[0]) yield seen[0];
    }
  },
};
