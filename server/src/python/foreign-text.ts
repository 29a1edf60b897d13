/**
 * Whose words a text holds: of others, of whoever starts the program, or of the program alone. The first two are seen,
 * never assumed: a parameter that code elsewhere fills in, what the taint engine knows to come from outside, a name that
 * nothing binds. What merely cannot be followed (a call of some library, an import) is nobody's.
 */
import { type ClassDef, type Expression, type FunctionDef, type Param, rootOf } from './ast.ts';
import { boundOf } from './bind.ts';
import { handedIn, isStatic } from './callers.ts';
import { commandLine } from './command-line.ts';
import { compositionOf, holdsUnbound } from './composition.ts';
import { isDataClass } from './fields.ts';
import type { PythonFile } from './file.ts';
import { classAround, functionOf } from './scopes.ts';
import type { Carried, Taint } from './taint/kinds.ts';
import { moduleVariable, ownCode } from './taint/module-variables.ts';
import { summaryOf } from './taint/summaries.ts';
import { isSymbol, type Segment, symbolOf } from './taint/symbols.ts';
import { NOTHING, read, type Value, whole } from './taint/value.ts';
import { type Check, note, question, untracked } from './tracking.ts';

/** `others` wins: what they add to a text matters whoever else writes in it. */
export type Writer = 'program' | 'operator' | 'others';

/** Sinks that a quoted or checked piece is harmless in. */
const HARMLESS_IN = ['shell', 'code'];
const NUMBERS = ['int', 'float', 'bool'];

/** The table `program-values`: kinds of data by who writes them. */
interface Table {
  readonly 'operator-kinds'?: readonly string[];
  readonly 'others-kinds'?: readonly string[];
}

function kindsOf({ tables }: PythonFile): Required<Table> {
  const table = tables['program-values'] as Table | undefined;
  return {
    'operator-kinds': table?.['operator-kinds'] ?? [],
    'others-kinds': table?.['others-kinds'] ?? [],
  };
}

function isNumeric(annotation: Expression, file: PythonFile): boolean {
  if (annotation.kind === 'constant') return annotation.value === null;
  if (annotation.kind === 'binary')
    return isNumeric(annotation.left, file) && isNumeric(annotation.right, file);
  const names = file.names.resolve(annotation.kind === 'subscript' ? annotation.value : annotation);
  const [inner] = annotation.kind === 'subscript' ? annotation.index : [];
  if (inner) return names.includes('typing.Optional') && isNumeric(inner, file);
  return names.some((name) => NUMBERS.includes(name));
}

/** Whether a parameter is a number: nobody writes a command into it. */
function isNumber({ annotation, default: usual }: Param, file: PythonFile): boolean {
  if (annotation) return isNumeric(annotation, file);
  return usual?.kind === 'number' || (usual?.kind === 'constant' && usual.value !== null);
}

/** Looks for the writers of one text. */
class Search {
  readonly #file: PythonFile;
  readonly #kinds: Required<Table>;
  readonly #seen = new Set<Expression>();
  readonly #attributes = new Map<ClassDef, Set<Segment>>();
  readonly #symbols = new Map<FunctionDef, Set<string>>();
  readonly found = new Set<Writer>();

  constructor(file: PythonFile) {
    this.#file = file;
    this.#kinds = kindsOf(file);
  }

  expression(node: Expression): void {
    if (this.#seen.has(node)) return;
    this.#seen.add(node);
    const file = this.#file;
    const root = rootOf(node.chunk);
    const composition = compositionOf(node, file);
    if (composition === 'fixed' || composition === 'named') return;
    if (composition === 'operator') this.found.add('operator');
    else if (holdsUnbound(node, file)) this.found.add('others');
    const own = ownCode(file, root)?.taints.get(node);
    if (own) this.#taint(own, undefined);
    for (const owner of boundOf(root).functions)
      if (owner.chunk === node.chunk && owner.start <= node.start && node.end <= owner.end)
        this.#taint(summaryOf(file, owner).taints.get(node), owner);
  }

  #isHarmless({ stopped, reach }: Carried): boolean {
    if (HARMLESS_IN.some((sink) => stopped.has(sink))) return true;
    const { 'operator-kinds': operator, 'others-kinds': others } = this.#kinds;
    return reach !== undefined && ![...operator, ...others].some((kind) => reach.has(kind));
  }

  /** `owner`: whose symbols `taint` speaks of. */
  #taint(taint: Taint, owner: FunctionDef | undefined): void {
    for (const [kind, carried] of taint) {
      if (this.#isHarmless(carried)) continue;
      if (!isSymbol(kind)) {
        if (this.#kinds['others-kinds'].includes(kind)) this.found.add('others');
        if (this.#kinds['operator-kinds'].includes(kind)) this.found.add('operator');
      } else if (owner) this.#symbol(kind, owner);
    }
  }

  #symbol(symbol: string, owner: FunctionDef): void {
    const seen = this.#symbols.get(owner) ?? new Set();
    this.#symbols.set(owner, seen);
    if (seen.has(symbol)) return;
    seen.add(symbol);
    const { root, path } = symbolOf(symbol);
    const name = root.slice(2);
    if (root.startsWith('g:')) {
      this.#value(moduleVariable(this.#file, name), path, undefined);
    } else if (root.startsWith('n:')) {
      for (let outer = around(owner); outer; outer = around(outer)) {
        const held = summaryOf(this.#file, outer).variables.get(name);
        if (!held) continue;
        this.#value(held, path, outer);
        return;
      }
    } else {
      const param = owner.params[Number(root)];
      const self = root === '0' && !isStatic(owner) ? classAround(owner) : undefined;
      if (self) this.#attribute(self, path);
      else if (param) this.#param(param, owner);
    }
  }

  #value(value: Value | undefined, path: readonly Segment[], owner: FunctionDef | undefined): void {
    let inner = value ?? NOTHING;
    for (const segment of path) inner = read(inner, segment, this.#file.models.survivors);
    this.#taint(whole(inner), owner);
  }

  #param(param: Param, owner: FunctionDef): void {
    const file = this.#file;
    if (isNumber(param, file)) return;
    const binding = owner.scope?.bindings.get(param.name)?.find(({ node }) => node === param);
    const handed = binding && handedIn(binding, file);
    if (handed) for (const value of handed) this.expression(value);
    else this.found.add(commandLine.param?.(param, owner, file).length ? 'operator' : 'others');
  }

  /** What the methods of a class put into an attribute, and what whoever makes an object of it does. */
  #attribute(node: ClassDef, [first, ...rest]: readonly Segment[]): void {
    if (first === undefined) return;
    const seen = this.#attributes.get(node) ?? new Set();
    this.#attributes.set(node, seen);
    const key = [first, ...rest].join('');
    if (seen.has(key)) return;
    seen.add(key);
    const file = this.#file;
    for (const method of node.body) {
      if (method.kind !== 'function') continue;
      const { effects, returns } = summaryOf(file, method);
      const put = effects.get(0)?.parts?.get(first);
      if (put) this.#value(put, rest, method);
      if (method.name === first.slice(1)) this.#value(returns, rest, method);
    }
    const fields = node.scope?.bindings.get(first.slice(1)) ?? [];
    const filled = fields.some(
      ({ kind, annotation }) => kind === 'assign' && annotation && !isNumeric(annotation, file),
    );
    if (filled && isDataClass(node, file.names)) this.found.add('others');
  }
}

function around({ scope }: FunctionDef): FunctionDef | undefined {
  return scope?.parent && functionOf(scope.parent);
}

function search(node: Expression, file: PythonFile): Writer {
  const looking = new Search(file);
  looking.expression(node);
  const { found } = looking;
  if (found.has('others')) return 'others';
  return found.has('operator') ? 'operator' : 'program';
}

const written = question();

function stillWrites(node: Expression, writer: Writer): Check {
  return (other) => other.has(rootOf(node.chunk)) && search(node, other) === writer;
}

/** Whose words the text of `node` holds. */
export function writerOf(node: Expression, file: PythonFile): Writer {
  const writer = untracked(() => search(node, file));
  note(written(node), stillWrites(node, writer));
  return writer;
}
