/**
 * Lists of arguments that need no shell to be dangerous: foreign data chooses the program, or is the script of a shell
 * in the list (`["bash", "-c", text]`). Other places of the list are arguments and nothing else. Whose data it is, is
 * the rule's business.
 */
import { allowList } from './allow-list.ts';
import { argumentList, type Item } from './argument-lists.ts';
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

function textAt(node: Expression, file: PythonFile): string | undefined {
  const known = constantOf(node, file.names);
  return known.state === 'known' && typeof known.value === 'string' ? known.value : undefined;
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
  const items = argumentList(argument, file);
  if (!items) {
    // A text runs the program that it names; a variable may as well hold a list.
    const { kind } = meaning(argument, file.names);
    const isText = kind === 'subscript' || kind === 'attribute' || kind === 'fstring';
    return isText && !beginsFixed(argument, file) ? { case: 'program', node: argument } : undefined;
  }
  const [program = []] = items;
  const chosen = program.find((one) => wayTo(one, kinds, hit) && !beginsFixed(one, file));
  if (chosen) return { case: 'program', node: chosen };
  const fits = (item: Item | undefined, pattern: RegExp): boolean =>
    item?.some((one) => pattern.test(textAt(one, file) ?? '')) ?? false;
  if (!fits(program, SHELL)) return undefined;
  const option = items.findIndex((item, at) => at > 0 && fits(item, SCRIPT));
  const script = option > 0 ? items[option + 1]?.find((one) => wayTo(one, kinds, hit)) : undefined;
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
