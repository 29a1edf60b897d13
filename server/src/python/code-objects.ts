/**
 * Values that are code already, not text: what `compile` gave for a syntax tree, and what is declared a code object.
 * A tree counts as the program's own where the program built it, or gave it to something that looks at it.
 */
import { type Attribute, type Call, type Expression, type FunctionDef, type Name, rootOf } from './ast.ts';
import { callsOwned } from './call-index.ts';
import type { PythonFile } from './file.ts';
import { type Binding, functionOf } from './scopes.ts';
import { walk } from './walk.ts';

/** `tree`: compiled from a tree that the program built or looked at. `compiled`: a code object, of whatever. */
export type CodeObject = 'tree' | 'compiled';

/** What is known while one looks: `source` is compiled from a text, `parsed` a tree that is one, nobody having looked. */
type Found = CodeObject | 'source' | undefined;
type Tree = 'own' | 'parsed' | undefined;

/** Longer chains of variables are not followed. */
const DEEPEST = 8;

const CODE_TYPES = new Set(['types.CodeType', 'CodeType']);
const COMPILERS = new Set(['compile', 'builtins.compile']);
/** These hand a tree on, or tell of it, and look at nothing. */
const UNCRITICAL =
  /^(?:builtins\.)?(?:compile|print|len|list|str|repr|isinstance|copy\.(?:deep)?copy|ast\.(?:[A-Z]\w*|dump|unparse|parse|copy_location|fix_missing_locations|increment_lineno))$/;
const PARSERS = new Set(['ast.parse']);
const KEEPERS = new Set(['ast.fix_missing_locations', 'ast.increment_lineno', 'ast.copy_location']);
const NODE = /^ast\.[A-Z]\w*$/;

function isCodeType(annotation: Expression | undefined, file: PythonFile): boolean {
  if (!annotation) return false;
  if (annotation.kind === 'string') return /^(?:types\.)?CodeType(?: *\| *None)?$/.test(annotation.value);
  if (annotation.kind === 'binary' && annotation.op === '|')
    return [annotation.left, annotation.right].every(
      (side) => isCodeType(side, file) || (side.kind === 'constant' && side.value === null),
    );
  if (annotation.kind === 'subscript') {
    const [first] = annotation.index;
    return (
      file.names.resolve(annotation.value).includes('typing.Optional') &&
      first !== undefined &&
      isCodeType(first, file)
    );
  }
  return file.names.resolve(annotation).some((name) => CODE_TYPES.has(name));
}

function isNone(node: Expression | undefined): boolean {
  return node?.kind === 'constant' && node.value === null;
}

/** The calls that stand in the same function as a name. */
function callsBeside(node: Name, file: PythonFile): readonly Call[] {
  const scope = node.place?.scope;
  if (!scope) return [];
  const owner = functionOf(scope);
  const chunks = owner ? [rootOf(owner.chunk)] : file.chunks;
  return chunks.flatMap((chunk) => callsOwned(chunk, owner)).map(({ call }) => call);
}

/** Whether the tree in a variable is given to something that may refuse it: a visitor, a loop over its nodes. */
function isLookedAt(node: Name, file: PythonFile): boolean {
  return callsBeside(node, file).some(
    ({ func, args }) =>
      args.some(({ value }) => value.kind === 'name' && value.id === node.id) &&
      !file.names.resolve(func).some((name) => UNCRITICAL.test(name)),
  );
}

/** What all of them are together: no better than the worst. */
function worst<T>(found: readonly T[], order: readonly T[]): T | undefined {
  return order.find((one) => found.includes(one));
}

const TREES: readonly Tree[] = ['parsed', undefined, 'own'];

/** One question about a tree; what was found on the way is not looked for twice. */
class Forester {
  readonly #file: PythonFile;
  readonly #known = new Map<Expression, Tree>();
  readonly #busy = new Set<Expression>();

  constructor(file: PythonFile) {
    this.#file = file;
  }

  tree(node: Expression): Tree {
    if (this.#known.has(node)) return this.#known.get(node);
    // What goes round in a circle (`node = ast.BinOp(node, ...)`) is as its other parts are.
    if (this.#busy.has(node)) return 'own';
    // Too far to be sure of anything: it stays what it is for everybody else, a text.
    if (this.#busy.size > DEEPEST) return 'parsed';
    this.#busy.add(node);
    const found =
      node.kind === 'name' ? this.#name(node) : node.kind === 'call' ? this.#call(node) : undefined;
    this.#busy.delete(node);
    this.#known.set(node, found);
    return found;
  }

  #name(node: Name): Tree {
    const { names } = this.#file;
    const all = (names.bindings(node) ?? []).map(({ kind, value, annotation }): Tree => {
      if (kind === 'assign' && value) return this.tree(value);
      const types = kind === 'param' && annotation ? names.resolve(annotation) : [];
      return types.some((name) => NODE.test(name)) ? 'own' : undefined;
    });
    const found = all.length === 0 ? undefined : worst(all, TREES);
    return found === 'parsed' && isLookedAt(node, this.#file) ? 'own' : found;
  }

  #call(node: Call): Tree {
    const called = this.#file.names.resolve(node.func);
    const first = node.args[0]?.value;
    if (called.some((name) => PARSERS.has(name))) return 'parsed';
    if (called.some((name) => KEEPERS.has(name))) return first && this.tree(first);
    if (called.some((name) => NODE.test(name)))
      return node.args.some(({ value }) => this.#holdsText(value)) ? 'parsed' : 'own';
    // `Transformer().visit(tree)`: what looks at each node and gives another tree.
    const visits = node.func.kind === 'attribute' && node.func.attr === 'visit';
    return visits && first && this.tree(first) !== undefined ? 'own' : undefined;
  }

  /** Whether pieces of a text that nobody looked at are in a node: `tree.body[-1].value`, also by a variable. */
  #holdsText(node: Expression, taken = false): boolean {
    let found = false;
    walk(node, (inner) => {
      if (inner.kind === 'name' || inner.kind === 'call') found ||= this.tree(inner) === 'parsed';
      if (inner.kind === 'name' && !taken)
        found ||= (this.#file.names.bindings(inner) ?? []).some(
          ({ kind, value }) => kind === 'assign' && value !== undefined && this.#holdsText(value, true),
        );
      return !found;
    });
    return found;
  }
}

const CODES: readonly Found[] = ['source', undefined, 'compiled', 'tree'];

function ofBinding({ kind, value, annotation }: Binding, file: PythonFile, depth: number): Found {
  if (isCodeType(annotation, file)) return 'compiled';
  return kind === 'assign' && value ? find(value, file, depth + 1) : undefined;
}

function together(bindings: readonly Binding[], file: PythonFile, depth: number): Found {
  const telling = bindings.filter(({ value, annotation }) => annotation || !isNone(value));
  return telling.length === 0
    ? undefined
    : worst(
        telling.map((binding) => ofBinding(binding, file, depth)),
        CODES,
      );
}

/** What the class of an object declares for one of its attributes: `spec.condition` behind `spec: Spec`. */
function declared(node: Attribute, file: PythonFile): Found {
  for (const name of file.names.resolve(node.value)) {
    const [, id] = /^\.(\w+)\(\)$/.exec(name) ?? [];
    for (const { kind, node: owner } of id === undefined ? [] : file.names.moduleBindings(id)) {
      const fields =
        kind === 'class' && owner?.kind === 'class' ? owner.scope?.bindings.get(node.attr) : undefined;
      if (fields?.some(({ annotation }) => isCodeType(annotation, file))) return 'compiled';
    }
  }
  return undefined;
}

function returned(definition: FunctionDef, file: PythonFile): Found {
  return isCodeType(definition.returns, file) ? 'compiled' : undefined;
}

function find(node: Expression, file: PythonFile, depth = 0): Found {
  if (depth > DEEPEST) return undefined;
  switch (node.kind) {
    case 'name':
      return together(file.names.bindings(node) ?? [], file, depth);
    case 'attribute': {
      const own = file.names.selfAttribute(node);
      const found = own && own.length > 0 ? together(own, file, depth) : declared(node, file);
      // Compiled somewhere else: that a text was there says nothing of the place where it runs.
      return found === 'source' ? 'compiled' : found;
    }
    case 'conditional':
      return worst([find(node.consequent, file, depth + 1), find(node.alternative, file, depth + 1)], CODES);
    case 'call': {
      const [first] = node.args;
      if (!file.names.resolve(node.func).some((name) => COMPILERS.has(name))) {
        const definition = file.names.definition(node);
        return definition?.kind === 'function' ? returned(definition, file) : undefined;
      }
      return first && new Forester(file).tree(first.value) === 'own' ? 'tree' : 'source';
    }
    default:
      return undefined;
  }
}

/** Whether `node` surely is a code object that came from no text in sight, and of what. */
export function codeObjectOf(node: Expression, file: PythonFile): CodeObject | undefined {
  const found = find(node, file);
  return found === 'source' ? undefined : found;
}
