/**
 * Lists of arguments that need no shell to be dangerous: foreign data chooses the program, or is the script of a shell
 * in the list (`["bash", "-c", text]`). Other places of the list are arguments and nothing else. Whose data it is, is
 * the rule's business.
 */
import { allowList } from './allow-list.ts';
import { type Chunk, type Expression, spanOf } from './ast.ts';
import { constantOf, meaning } from './constants.ts';
import type { Seen } from './detector.ts';
import { calleeSpan, type PythonFile } from './file.ts';
import { hitsIn } from './taint/flow.ts';
import type { Trail } from './taint/kinds.ts';
import { calleeOf, type Hit, wayOf } from './taint/run.ts';

type Kinds = ReadonlySet<string>;

const SHELL =
  /(?:^|[\\/])(?:(?:ba|z|da|a|k|fi|c|tc)?sh|cmd|powershell|pwsh|python[\d.]*|node|perl|ruby)(?:\.exe)?$/i;
const SCRIPT = /^(?:-[a-z]*c|\/c|-Command|-e)$/i;

/** How deep lists are taken apart. */
const DEEPEST = 8;

function textAt(node: Expression | undefined, file: PythonFile): string | undefined {
  const known = node && constantOf(node, file.names);
  return known?.state === 'known' && typeof known.value === 'string' ? known.value : undefined;
}

/**
 * The items of a list of arguments, as far as they are written; undefined for what is no list. What is split into a
 * list counts with its text as the first item.
 */
function itemsOf(node: Expression, file: PythonFile, depth = 0): readonly Expression[] | undefined {
  const meant = meaning(node, file.names);
  if (depth > DEEPEST) return undefined;
  if (meant.kind === 'list' || meant.kind === 'tuple')
    return meant.items.flatMap((item) =>
      item.kind === 'starred' && item.value ? (itemsOf(item.value, file, depth + 1) ?? [item]) : [item],
    );
  if (meant.kind === 'binary' && meant.op === '+') {
    const left = itemsOf(meant.left, file, depth + 1);
    return left && [...left, ...(itemsOf(meant.right, file, depth + 1) ?? [meant.right])];
  }
  if (meant.kind !== 'call') return undefined;
  const [first] = meant.args;
  if (first && file.names.resolve(meant.func).includes('shlex.split')) return [first.value];
  if (meant.func.kind === 'attribute' && meant.func.attr === 'split') return [meant.func.value];
  return undefined;
}

/** Whether the text begins with one of the program's own, which then names the program. */
function beginsFixed(node: Expression, file: PythonFile): boolean {
  const meant = meaning(node, file.names);
  if (meant.kind === 'fstring') {
    const [first] = meant.parts;
    return typeof first === 'string' ? first !== '' : first !== undefined && beginsFixed(first, file);
  }
  if (meant.kind === 'binary') return beginsFixed(meant.left, file);
  return textAt(meant, file) !== undefined;
}

/** How data of `kinds` came to `node` on the way of a hit; undefined where it did not, or was checked. */
function wayTo(node: Expression, kinds: Kinds, { at }: Hit): readonly Trail[] | undefined {
  for (const [kind, { steps, stopped }] of at(node))
    if (kinds.has(kind) && !stopped.has('process') && !stopped.has('shell')) return steps;
  return undefined;
}

interface Danger {
  readonly case: 'program' | 'script';
  readonly node: Expression;
}

function dangerIn(hit: Hit, kinds: Kinds, file: PythonFile): Danger | undefined {
  const { argument } = hit;
  const items = itemsOf(argument, file);
  if (!items) {
    // A text runs the program that it names; a variable may as well hold a list.
    const { kind } = meaning(argument, file.names);
    const isText = kind === 'subscript' || kind === 'attribute' || kind === 'fstring';
    return isText && !beginsFixed(argument, file) ? { case: 'program', node: argument } : undefined;
  }
  const [program] = items;
  if (program && wayTo(program, kinds, hit) && !beginsFixed(program, file))
    return { case: 'program', node: program };
  if (!SHELL.test(textAt(program, file) ?? '')) return undefined;
  const option = items.findIndex((item, at) => at > 0 && SCRIPT.test(textAt(item, file) ?? ''));
  const script = option > 0 ? items[option + 1] : undefined;
  return script && { case: 'script', node: script };
}

function seen(hit: Hit, kinds: Kinds, file: PythonFile): Seen | undefined {
  const { call } = hit;
  const danger = dangerIn(hit, kinds, file);
  const steps = danger && wayTo(danger.node, kinds, hit);
  if (!steps) return undefined;
  const callee = calleeOf(hit, file);
  return {
    case: danger.case,
    span: calleeSpan(file, call),
    values: { callee, source: steps[0]?.note ?? '' },
    steps: wayOf(hit, steps, file, danger.node),
    edits: {
      'allow-list':
        danger.case === 'program' ? allowList(file, call, danger.node, 'ALLOWED_PROGRAMS') : undefined,
    },
  };
}

/** The calls in `chunk` that start a program which data of `kinds` choose (`program`) or write (`script`). */
export function* startedIn(chunk: Chunk, kinds: Kinds, file: PythonFile): Iterable<Seen> {
  const places = new Set<number>();
  for (const hit of hitsIn(file, chunk)) {
    const at = spanOf(hit.call).start;
    if (hit.sink !== 'process' || hit.beyond || places.has(at)) continue;
    places.add(at);
    const sighting = seen(hit, kinds, file);
    if (sighting) yield sighting;
  }
}
