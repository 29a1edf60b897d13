/**
 * Edits that turn `curl … | sh` into a download to a file, a comparison of its checksum, and a run of the file. No edit
 * where the words do not say surely what is fetched and what the interpreter is given. Knows the command model only.
 */
import { placeholder } from '../engine/placeholder.ts';
import type { Edit } from '../engine/types.ts';
import type { Pipeline, Script, SimpleCommand, Statement, Word } from './model.ts';
import { isShell } from './nested.ts';
import { piped } from './remote-code.ts';

/** A pipeline, and whether a `||` around it gives the commands that replace it another meaning. */
interface Placed {
  readonly pipeline: Pipeline;
  readonly either: boolean;
}

const BETWEEN = /^(?:\s|[\\`]\r?\n)*\|(?:\s|[\\`]\r?\n)*$/;
const ADDRESS = /^https?:\/\/./;
const STDIN = /^(?:-|\/dev\/stdin)$/;
/** Options of a shell that change how it runs, not what. */
const MODES = /^-[eux]+$/;
const PYTHON = /^python[\d.]*$/;
/** Of curl: it writes to a file already, or is no plain download. */
const ELSEWHERE =
  /^(?:-[a-zA-Z]*[oOJTIi]|--(?:output|remote-name|remote-header-name|upload-file|head|include))/;

function placed(statements: readonly Statement[], either: boolean): Placed[] {
  return statements.flatMap((statement): Placed[] => {
    if (statement.kind === 'pipeline') return [{ pipeline: statement, either }];
    if (statement.kind === 'list') return placed(statement.items, statement.operators.includes('||'));
    return statement.kind === 'group' ? placed(statement.body, false) : [];
  });
}

function insert(at: number, text: string): Edit {
  return { span: { start: at, end: at }, text };
}

/** curl writes to `file`, wget to `file` in place of its standard output. */
function toFile({ program, words, redirects }: SimpleCommand, file: string): Edit | undefined {
  const last = words.at(-1);
  if (!program || !last || redirects.length > 0 || program.wrappers.length > 0) return undefined;
  const options = program.arguments;
  const addresses = options.filter(({ value }) => ADDRESS.test(value.text));
  if (addresses.length !== 1 || options.some(({ state }) => state === 'unknown')) return undefined;
  if (program.name === 'curl')
    return options.some(({ value }) => ELSEWHERE.test(value.text))
      ? undefined
      : insert(last.span.end, ` -o ${file}`);
  if (program.name !== 'wget') return undefined;
  const at = options.findIndex(({ value }) => /^-[a-zA-Z]*O-?$/.test(value.text));
  const option = options[at];
  if (!option) return undefined;
  if (option.value.text.endsWith('-'))
    return { span: option.span, text: `${option.value.text.slice(0, -1)} ${file}` };
  const dash = options[at + 1];
  return dash?.value.text === '-' ? { span: dash.span, text: file } : undefined;
}

/** The words that say "from standard input", and behind which the file is named. */
function inputOf(
  words: readonly Word[],
  shell: boolean,
): { behind: Word | undefined; input: Word[] } | undefined {
  const text = (at: number): string | undefined => words[at]?.value.text;
  let at = 0;
  while (shell && MODES.test(text(at) ?? '')) at++;
  const behind = words[at - 1];
  const from = at;
  if (STDIN.test(text(at) ?? '')) at++;
  else if (shell && text(at) === '-s') at += text(at + 1) === '--' || text(at + 1) === '-' ? 2 : 1;
  else if (words.length > at) return undefined;
  const next = words[at];
  if (shell && next?.value.text.startsWith('-') && from + 1 === at) return undefined;
  return { behind, input: words.slice(from, at) };
}

/** The interpreter runs `file` with the arguments that it has. */
function fromFile({ program, redirects }: SimpleCommand, file: string): Edit | undefined {
  if (!program || redirects.length > 0) return undefined;
  const found = inputOf(program.arguments, isShell(program.name));
  if (!found) return undefined;
  const [first] = found.input;
  const last = found.input.at(-1);
  return first && last
    ? { span: { start: first.span.start, end: last.span.end }, text: file }
    : insert(found.behind?.span.end ?? program.nameSpan.end, ` ${file}`);
}

function checked(text: string, { pipeline, either }: Placed): Edit[] | undefined {
  const [fetch, run, ...more] = pipeline.stages;
  if (fetch?.kind !== 'command' || run?.kind !== 'command' || more.length > 0) return undefined;
  const name = run.program?.name ?? '';
  if (!isShell(name) && !PYTHON.test(name)) return undefined;
  const { start, end } = pipeline.span;
  // Turned round by `!`, or at the same time as another one.
  if (start !== fetch.span.start || end !== run.span.end) return undefined;
  if (/!\s*$/.test(text.slice(0, start)) || /^\s*&(?!&)/.test(text.slice(end))) return undefined;
  const between = { start: fetch.span.end, end: run.span.start };
  if (!BETWEEN.test(text.slice(between.start, between.end))) return undefined;
  const file = isShell(name) ? '/tmp/install.sh' : '/tmp/install.py';
  const [save, read] = [toFile(fetch, file), fromFile(run, file)];
  if (!save || !read) return undefined;
  const compare = ` && echo "${placeholder('sha256')}  ${file}" | sha256sum -c - && `;
  return [
    ...(either ? [insert(start, '( ')] : []),
    save,
    { span: between, text: compare },
    read,
    insert(end, ` && rm ${file}${either ? ' )' : ''}`),
  ];
}

/**
 * Edits after which every download of `script` that is piped into an interpreter is compared first: all of them, because
 * one comparison speaks for the script. `count`: how many there must be.
 */
export function checkedDownloads(text: string, script: Script, count: number): Edit[] | undefined {
  const found = placed(script.statements, false).filter(({ pipeline }) => piped(pipeline).length > 0);
  if (found.length !== count) return undefined;
  const edits = found.map((each) => checked(text, each));
  return edits.every((each) => each !== undefined) ? edits.flat() : undefined;
}
