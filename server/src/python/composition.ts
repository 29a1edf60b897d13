/**
 * Who decides a text: the program alone (constants, choices among constants, numbers, quoted pieces), or also something
 * from elsewhere. Follows variables of the file. Which calls give harmless values is the tables' knowledge.
 */
import type { Call, Expression, Name } from './ast.ts';
import type { PythonFile } from './file.ts';
import { NameIndex } from './patterns.ts';
import type { Binding } from './scopes.ts';

/** `fixed`: the program alone decides. `mixed`: its own text with foreign pieces. `open`: nothing of it is the program's. */
export type Composition = 'fixed' | 'mixed' | 'open';

interface Parts {
  readonly text: boolean;
  readonly open: boolean;
}

/** Longer chains of variables are not followed. */
const DEEPEST = 12;

const OPEN: Parts = { text: false, open: true };
const FIXED: Parts = { text: false, open: false };
const TEXT: Parts = { text: true, open: false };

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

const compiled = new WeakMap<object, NameIndex<true>>();

/** The table `program-values`: names of values that nobody outside decides. */
function ownValues(file: PythonFile): NameIndex<true> {
  const table = file.tables['program-values'] as { readonly values?: readonly string[] } | undefined;
  const key = table ?? file.tables;
  const index = compiled.get(key) ?? new NameIndex<true>();
  if (!compiled.has(key)) for (const name of table?.values ?? []) index.add(name, true);
  compiled.set(key, index);
  return index;
}

function all(parts: readonly Parts[]): Parts {
  return { text: parts.some((p) => p.text), open: parts.some((p) => p.open) };
}

class Reader {
  readonly file: PythonFile;
  readonly busy = new Set<Expression>();
  /** Answers of this one question: without them what is used twice would be looked at twice, and what that uses four times. */
  readonly known = new Map<Expression, Parts>();

  constructor(file: PythonFile) {
    this.file = file;
  }

  #own(names: readonly string[]): boolean {
    return names.some((name) => NUMBERS.has(name) || ownValues(this.file).find(name).length > 0);
  }

  #binding(binding: Binding): Parts {
    const { kind, value, name, imported } = binding;
    switch (kind) {
      case 'assign':
      case 'augmented':
      case 'for':
        return value ? this.parts(value) : OPEN;
      case 'import':
        return CONSTANT.test(imported?.split('.').at(-1) ?? name) ? FIXED : OPEN;
      default:
        return OPEN;
    }
  }

  #name(node: Name): Parts {
    if (node.id === '__file__' || node.id === '__name__') return FIXED;
    const reaching = this.file.names.bindings(node);
    if (!reaching || reaching.length === 0) return OPEN;
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
    if (node.func.kind !== 'attribute' || !COMPOSING.has(node.func.attr)) return OPEN;
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
        return this.#own(names.resolve(node)) ? FIXED : this.#name(node);
      case 'attribute': {
        if (this.#own(names.resolve(node)) || CONSTANT.test(node.attr)) return FIXED;
        const own = names.selfAttribute(node);
        return own && own.length > 0 ? all(own.map((binding) => this.#binding(binding))) : OPEN;
      }
      case 'subscript':
        return this.parts(node.value);
      case 'call':
        return this.#own(names.resolve(node)) ? FIXED : this.#call(node);
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

/** Who decides the text of `node`. */
export function compositionOf(node: Expression, file: PythonFile): Composition {
  const { text, open } = new Reader(file).parts(node);
  if (!open) return 'fixed';
  return text ? 'mixed' : 'open';
}
