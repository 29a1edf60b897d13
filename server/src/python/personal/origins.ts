/**
 * Which call a value came from: `df["ssn"]` from the `pd.read_csv` that filled `df`. Follows names, attributes of
 * `self`, methods and functions of the module; where it cannot follow there is no origin, never a guess.
 */
import { argumentOf } from '../arguments.ts';
import type { Attribute, Call, Expression, For, Name } from '../ast.ts';
import type { PythonFile } from '../file.ts';
import { returnedBy } from '../returns.ts';
import type { Binding } from '../scopes.ts';
import { type FrameRow, type FrameTable, frameTable } from './frame-table.ts';

/** A call that a table of data comes from, and what is known of such calls. */
export interface Origin {
  readonly call: Call;
  readonly row: FrameRow;
}

/** Longer ways from a value to where it came from are not followed, nor more than so many steps for one question. */
const DEEPEST = 16;
const LONGEST = 500;

/** Of one call the same origin, whoever asks. */
const made = new WeakMap<Call, Origin>();

/** The ways of one question; what it found on them is not shared with others. */
export class Origins {
  readonly #file: PythonFile;
  readonly #table: FrameTable;
  readonly #known = new Map<Expression, readonly Origin[]>();
  readonly #busy = new Set<Expression>();
  /** How often a way was cut short; what was found meanwhile holds for this question only. */
  #cuts = 0;
  #steps = 0;

  constructor(file: PythonFile) {
    this.#file = file;
    this.#table = frameTable(file.models.tables);
  }

  get table(): FrameTable {
    return this.#table;
  }

  /** The origin that `call` itself is. */
  at(call: Call): Origin | undefined {
    const row = this.#file.names.resolve(call.func).flatMap((name) => this.#table.frames.find(name))[0];
    const known = made.get(call);
    if (!row || known?.row === row) return row && known;
    const origin = { call, row };
    made.set(call, origin);
    return origin;
  }

  /** The origins that the data of `node` may come from; empty when unknown. */
  of(node: Expression): readonly Origin[] {
    const known = this.#known.get(node);
    if (known) return known;
    if (this.#busy.size === 0) this.#steps = 0;
    if (this.#busy.has(node) || this.#busy.size > DEEPEST || ++this.#steps > LONGEST) {
      this.#cuts++;
      return [];
    }
    const cuts = this.#cuts;
    this.#busy.add(node);
    const found = [...new Set(this.#find(node))];
    this.#busy.delete(node);
    if (this.#busy.size === 0 || this.#cuts === cuts) this.#known.set(node, found);
    return found;
  }

  #find(node: Expression): readonly Origin[] {
    switch (node.kind) {
      case 'name':
        return this.#bound(this.#file.names.bindings(node));
      case 'attribute':
        return this.#attribute(node);
      case 'call':
        return this.#call(node);
      case 'subscript':
        return this.of(node.value);
      case 'await':
      case 'starred':
        return node.value ? this.of(node.value) : [];
      case 'walrus':
        return this.of(node.value);
      case 'conditional':
        return [...this.of(node.consequent), ...this.of(node.alternative)];
      case 'bool':
        return [...this.of(node.left), ...this.of(node.right)];
      case 'list':
      case 'tuple':
        return node.items.flatMap((item) => this.of(item));
      case 'comprehension':
        return node.clauses.flatMap((clause) => this.of(clause.iterable));
      default:
        return [];
    }
  }

  #attribute(node: Attribute): readonly Origin[] {
    const own = this.#file.names.selfAttribute(node);
    return own ? this.#bound(own) : this.of(node.value);
  }

  #bound(bindings: readonly Binding[] | undefined): readonly Origin[] {
    return (bindings ?? []).flatMap((binding) => {
      if (binding.kind === 'param') return [];
      if (binding.value) return this.of(binding.value);
      const { node } = binding;
      return node?.kind === 'for' ? this.of((node as For).iterable) : [];
    });
  }

  #call(node: Call): readonly Origin[] {
    const own = this.at(node);
    if (own?.row.connection !== undefined) return [own, ...this.#connection(own)];
    if (own) return [own];
    const { names } = this.#file;
    if (names.resolve(node.func).some((name) => this.#table.passing.find(name).length > 0))
      return node.args.flatMap((argument) => this.of(argument.value));
    const definition = names.definition(node);
    if (definition?.kind === 'function') return returnedBy(definition).flatMap((value) => this.of(value));
    return node.func.kind === 'attribute' ? this.of(node.func.value) : [];
  }

  /** What a query reads comes from the connection that it runs on. */
  #connection({ call, row }: Origin): readonly Origin[] {
    const filled = argumentOf(call, row.connection ?? '', this.#file.names);
    return filled.state === 'given' ? this.of(filled.value) : [];
  }
}

/** The name at the root of a chain of attributes, subscripts and calls of methods. */
export function rootOf(node: Expression): Name | undefined {
  if (node.kind === 'name') return node;
  if (node.kind === 'attribute' || node.kind === 'subscript') return rootOf(node.value);
  if (node.kind === 'call') return rootOf(node.func);
  return undefined;
}
