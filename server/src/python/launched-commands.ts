/** The commands that a program starts: lists of words, and texts for a shell, read as the shell commands that they are. */
import type { Span } from '../engine/types.ts';
import { verbatim } from '../shell/mapped.ts';
import type { Program, Word } from '../shell/model.ts';
import { parseShell } from '../shell/parse.ts';
import { programOf } from '../shell/programs.ts';
import { commandsOf } from '../shell/walk.ts';
import { plainWord, wordOf } from '../shell/words.ts';
import { argumentOf } from './arguments.ts';
import { type Call, type Chunk, type Expression, type Sequence, spanOf } from './ast.ts';
import { boundOf } from './bind.ts';
import { meaning, template } from './constants.ts';
import type { PythonFile } from './file.ts';

export interface LaunchedCommand {
  readonly call: Call;
  readonly program: Program;
  /** The list of its words; undefined for a text, whose words stand for the whole of it. */
  readonly list: Sequence | undefined;
  /** More words may come from elsewhere. */
  readonly open: boolean;
}

const LISTS = /^subprocess\.(run|Popen|call|check_call|check_output)$/;
const TEXTS =
  /^(os\.(system|popen)|asyncio\.create_subprocess_shell|subprocess\.(getoutput|getstatusoutput))$/;

function unknownWord(span: Span): Word {
  return wordOf([{ kind: 'other', value: verbatim('$', span.start), span, quoted: true }], span);
}

function wordsOf(file: PythonFile, items: readonly Expression[]): Word[] {
  return items.map((item) => {
    const span = spanOf(item);
    if (file.names.resolve(item).includes('sys.executable'))
      return plainWord(verbatim('python', span.start), span);
    const pieces = template(item, file.names);
    const known = pieces.every((piece) => piece !== undefined);
    return known && pieces.length > 0
      ? plainWord(verbatim(pieces.join(''), span.start), span)
      : unknownWord(span);
  });
}

function fromList(file: PythonFile, call: Call, node: Expression, list: Sequence): LaunchedCommand[] {
  const plain = list.items.filter((item) => item.kind !== 'starred');
  const program = programOf(wordsOf(file, plain));
  if (!program) return [];
  const changed = node !== list && file.names.changes(node).size > 0;
  return [{ call, program, list, open: changed || plain.length < list.items.length }];
}

/** The commands of a text; what is not known of it is a word of its own. */
function fromText(file: PythonFile, call: Call, node: Expression): LaunchedCommand[] {
  const pieces = template(node, file.names);
  if (!pieces.some((piece) => piece !== undefined)) return [];
  const span = spanOf(node);
  const moved = (word: Word): Word => ({ ...word, span });
  const code = pieces.map((piece) => piece ?? '$x').join('');
  return commandsOf(parseShell(verbatim(code, span.start))).flatMap(({ program }): LaunchedCommand[] =>
    program
      ? [
          {
            call,
            program: { ...program, nameSpan: span, arguments: program.arguments.map(moved) },
            list: undefined,
            open: false,
          },
        ]
      : [],
  );
}

/** The commands that the calls of a chunk start, as far as they are known. */
export function launchedIn(file: PythonFile, chunk: Chunk): LaunchedCommand[] {
  return boundOf(chunk).calls.flatMap(({ call }): LaunchedCommand[] => {
    const names = file.names.resolve(call.func);
    const inText = names.some((name) => TEXTS.test(name));
    if (!inText && !names.some((name) => LISTS.test(name))) return [];
    const filled = argumentOf(call, '0|args|cmd|command', file.names);
    if (filled.state !== 'given') return [];
    const meant = meaning(filled.value, file.names);
    if (!inText && (meant.kind === 'list' || meant.kind === 'tuple'))
      return fromList(file, call, filled.value, meant);
    return fromText(file, call, filled.value);
  });
}
