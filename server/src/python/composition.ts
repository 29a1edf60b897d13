/**
 * Who decides a text: the program alone (constants, choices among constants, numbers, quoted pieces), or also something
 * from elsewhere. Follows variables of the file. Which calls give harmless values is the tables' knowledge.
 */
import type { Attribute, Call, Expression, Name } from './ast.ts';
import { handedIn } from './callers.ts';
import { type CodeObject, codeObjectOf } from './code-objects.ts';
import type { PythonFile } from './file.ts';
import { NameIndex } from './patterns.ts';
import type { Binding } from './scopes.ts';

/** `fixed`: the program alone decides. `named`: so it seems by a constant of another file, whose text is not seen. `operator`: with who starts it, by the command line. `mixed`: its own text with foreign pieces. `open`: nothing of it is the program's. Code objects are no text at all. */
export type Composition = 'fixed' | 'named' | 'operator' | 'mixed' | 'open' | CodeObject;

interface Parts {
  readonly text: boolean;
  readonly open: boolean;
  /** Said by whoever started the program. */
  readonly operator: boolean;
  /** Constants of other files, by their names. */
  readonly named: boolean;
  /** A name in it is bound nowhere in the file: whoever runs this code fills it in. */
  readonly unbound: boolean;
}

/** Longer chains of variables are not followed. */
const DEEPEST = 12;

const FIXED: Parts = { text: false, open: false, operator: false, named: false, unbound: false };
const OPEN: Parts = { ...FIXED, open: true };
const UNBOUND: Parts = { ...OPEN, unbound: true };
const TEXT: Parts = { ...FIXED, text: true };
const OPERATOR: Parts = { ...FIXED, operator: true };
const NAMED: Parts = { ...FIXED, named: true };

/** Methods and calls whose result consists of their receiver and arguments. */
const COMPOSING = new Set([
  'format',
  'join',
  'strip',
  'lstrip',
  'rstrip',
  'replace',
  'lower',
  'upper',
  'encode',
  'split',
  'splitlines',
  'items',
  'values',
  'keys',
]);
const WRAPPING = new Set([
  'str',
  'os.path.join',
  'os.fspath',
  'pathlib.Path',
  'textwrap.dedent',
  'list',
  'tuple',
]);
const NUMBERS = new Set(['int()', 'float()', 'bool()', 'range()[]']);
/** Constants of other files: the program's own by custom. */
const CONSTANT = /^_*[A-Z][A-Z0-9_]+$/;

type Owner = 'program' | 'operator';

interface Table {
  readonly values?: readonly string[];
  readonly operator?: readonly string[];
}

const compiled = new WeakMap<object, NameIndex<Owner>>();

/** The table `program-values`: names of values that nobody outside decides, and of those that the operator does. */
function decidedValues(file: PythonFile): NameIndex<Owner> {
  const table = file.tables['program-values'] as Table | undefined;
  const key = table ?? file.tables;
  const index = compiled.get(key) ?? new NameIndex<Owner>();
  if (!compiled.has(key)) {
    for (const name of table?.values ?? []) index.add(name, 'program');
    for (const name of table?.operator ?? []) index.add(name, 'operator');
  }
  compiled.set(key, index);
  return index;
}

function all(parts: readonly Parts[]): Parts {
  return {
    text: parts.some((p) => p.text),
    open: parts.some((p) => p.open),
    operator: parts.some((p) => p.operator),
    named: parts.some((p) => p.named),
    unbound: parts.some((p) => p.unbound),
  };
}

class Reader {
  readonly file: PythonFile;
  readonly busy = new Set<Expression>();
  /** Answers of this one question: without them what is used twice would be looked at twice, and what that uses four times. */
  readonly known = new Map<Expression, Parts>();

  constructor(file: PythonFile) {
    this.file = file;
  }

  /** What the tables say of a value by its names. */
  #decided(names: readonly string[]): Parts | undefined {
    const owners = names.flatMap((name) => decidedValues(this.file).find(name));
    if (owners.includes('operator')) return OPERATOR;
    return owners.length > 0 || names.some((name) => NUMBERS.has(name)) ? FIXED : undefined;
  }

  #binding(binding: Binding): Parts {
    const { kind, value, name, node, imported } = binding;
    switch (kind) {
      case 'assign':
      case 'augmented':
      case 'for':
        if (value) return this.parts(value);
        return node?.kind === 'for' ? this.parts(node.iterable) : OPEN;
      case 'unpack':
        return node?.kind === 'assign' && node.value ? this.parts(node.value) : OPEN;
      case 'param': {
        const values = handedIn(binding, this.file);
        return values ? all(values.map((each) => this.parts(each))) : OPEN;
      }
      case 'import':
        return CONSTANT.test(imported?.split('.').at(-1) ?? name) ? NAMED : OPEN;
      default:
        return OPEN;
    }
  }

  /** What the tables say of an attribute of what a function is handed by all its callers. */
  #ofHandedIn({ value, attr }: Attribute): Parts | undefined {
    const { names } = this.file;
    const [binding, ...others] = value.kind === 'name' ? (names.bindings(value) ?? []) : [];
    const values = binding && others.length === 0 ? handedIn(binding, this.file) : undefined;
    const found = values?.map((each) => this.#decided(names.resolve(each).map((name) => `${name}.${attr}`)));
    const known = found?.filter((each) => each !== undefined);
    return known && known.length > 0 && known.length === found?.length ? all(known) : undefined;
  }

  #name(node: Name): Parts {
    if (node.id === '__file__' || node.id === '__name__') return FIXED;
    const { names } = this.file;
    const reaching = names.bindings(node);
    // What a name may have got from a star import, resolving tells.
    if (!reaching || reaching.length === 0) return names.resolve(node).length === 0 ? UNBOUND : OPEN;
    const augmented = reaching.some((b) => b.kind === 'augmented');
    const bindings = augmented ? (reaching[0]?.scope.bindings.get(node.id) ?? reaching) : reaching;
    return all(bindings.map((binding) => this.#binding(binding)));
  }

  #call(node: Call): Parts {
    const { names, models } = this.file;
    const called = names.resolve(node.func);
    const stops = called.flatMap((name) => models.sanitizers.find(name).map((row) => row.stops));
    if (stops.some((s) => s === 'all' || s.includes('shell') || s.includes('code'))) return FIXED;
    const given = node.args.map((argument) => this.parts(argument.value));
    if (called.some((name) => WRAPPING.has(name))) return all(given);
    if (called.includes('range') || called.includes('enumerate')) return all(given);
    if (node.func.kind !== 'attribute') return this.parts(node.func).unbound ? UNBOUND : OPEN;
    // What a table has under a key; the key itself is not part of the answer.
    if (node.func.attr === 'get') return all([this.parts(node.func.value), ...given.slice(1)]);
    if (!COMPOSING.has(node.func.attr)) return OPEN;
    return all([this.parts(node.func.value), ...given]);
  }

  #compute(node: Expression): Parts {
    const { names } = this.file;
    const each = (list: readonly Expression[]): Parts => all(list.map((item) => this.parts(item)));
    switch (node.kind) {
      case 'string':
        return node.value === '' ? FIXED : TEXT;
      case 'number':
      case 'constant':
      case 'compare':
        return FIXED;
      case 'fstring':
        return all(node.parts.map((p) => (typeof p === 'string' ? TEXT : this.parts(p))));
      case 'name':
        return this.#decided(names.resolve(node)) ?? this.#name(node);
      case 'attribute': {
        const decided = this.#decided(names.resolve(node)) ?? this.#ofHandedIn(node);
        if (decided) return decided;
        if (CONSTANT.test(node.attr)) return NAMED;
        const own = names.selfAttribute(node);
        return own && own.length > 0 ? all(own.map((binding) => this.#binding(binding))) : OPEN;
      }
      case 'subscript':
        return this.parts(node.value);
      case 'call':
        return this.#decided(names.resolve(node)) ?? this.#call(node);
      case 'binary':
      case 'bool':
        return each([node.left, node.right]);
      case 'unary':
        return this.parts(node.operand);
      case 'conditional':
        return each([node.consequent, node.alternative]);
      case 'list':
      case 'tuple':
      case 'set':
        return each(node.items);
      case 'dict':
        return each(node.entries.map((entry) => entry.value));
      case 'comprehension':
        return each(node.element);
      case 'await':
      case 'starred':
      case 'walrus':
        return node.value ? this.parts(node.value) : OPEN;
      default:
        return OPEN;
    }
  }

  parts(node: Expression): Parts {
    const known = this.known.get(node);
    if (known) return known;
    if (this.busy.has(node)) return FIXED;
    if (this.busy.size > DEEPEST * 4) return OPEN;
    this.busy.add(node);
    const found = this.#compute(node);
    this.busy.delete(node);
    this.known.set(node, found);
    return found;
  }
}

/** Whether the text of `node` holds what a name stands for that nothing in the file binds. */
export function holdsUnbound(node: Expression, file: PythonFile): boolean {
  return new Reader(file).parts(node).unbound;
}

/** Who decides the text of `node`. */
export function compositionOf(node: Expression, file: PythonFile): Composition {
  const { text, open, operator, named } = new Reader(file).parts(node);
  if (!open && operator) return 'operator';
  if (!open) return named ? 'named' : 'fixed';
  const code = codeObjectOf(node, file);
  if (code) return code;
  return text ? 'mixed' : 'open';
}
