/**
 * What a name means: `t.load` after `import torch as t` is `torch.load`. Instances carry `()`: after
 * `client = OpenAI()` the name `client` is `openai.OpenAI()`, and its method `openai.OpenAI().chat`. What the module
 * defines itself starts with a dot: `.Loader().read`. No name is guessed: without a known receiver there is none.
 * Inside, imports are references; what lies behind them, in this project or outside, `Elsewhere` says at the end.
 */

import { elementsOf, instancesOf } from './annotations.ts';
import {
  type Attribute,
  type Call,
  type Chunk,
  type ClassDef,
  type Expression,
  type FunctionDef,
  type Name,
  rootOf,
} from './ast.ts';
import { boundOf } from './bind.ts';
import { BUILTINS } from './builtins.ts';
import { Changes } from './changes.ts';
import type { Known } from './constants.ts';
import { type Elsewhere, NOWHERE } from './elsewhere.ts';
import type { Definition } from './linker.ts';
import { importsOf, MODULE_NAMES, type Module, moduleAfter } from './module.ts';
import { lasting, reaching, sameRun } from './reaching.ts';
import { isReference, moduleReference, plain } from './reference.ts';
import { returnedBy } from './returns.ts';
import { type Binding, classOf, functionOf, type Scope } from './scopes.ts';
import { note, noteChunk, noteWhole } from './tracking.ts';
import { walk } from './walk.ts';

const NONE: readonly Binding[] = [];

/** Longer chains of aliases are not followed. */
const DEEPEST = 12;

/** Nor more steps taken for one question, nor more names kept of one answer. */
const LONGEST = 1000;
const MOST = 16;

/** Each of `names` once, as far as they are kept. Most answers are one name or none. */
const distinct = (names: readonly string[]): readonly string[] =>
  names.length < 2 ? names : [...new Set(names)].slice(0, MOST);
/** Objects of `pathlib`, and what gives one of them. */
const PATH =
  /^pathlib\.\w*Path(?:\.cwd|\.home)?\(\)(?:\.(?:parent|parents\[\]|resolve\(\)|absolute\(\)|expanduser\(\)|joinpath\(\)|with_\w+\(\)))*$/;

export class Names {
  readonly #module: ReadonlyMap<string, readonly Binding[]>;
  readonly #imports: readonly Binding[];
  readonly #stars: readonly string[];
  readonly #chunks: readonly Chunk[];
  readonly allChanges: Changes;
  readonly #elsewhere: Elsewhere;
  #imported: ReadonlySet<string> | undefined;
  /** Whether the chunks have their surroundings; until then answers hold under a mark of its own. */
  #settled = false;
  readonly #early = {};
  readonly #busy = new Set<Expression>();
  /** Answers that a circle cut short, for the question at hand. */
  readonly #meanwhile = new Map<Expression, readonly string[]>();
  #cuts = 0;
  #steps = 0;

  /** `elsewhere`: what lies behind the imports of the file whose `chunks` these are; `module`: what they bind. */
  constructor(
    chunks: readonly Chunk[],
    elsewhere: Elsewhere = NOWHERE,
    module: Module = moduleAfter({ gone: [], come: chunks }),
  ) {
    this.#elsewhere = elsewhere;
    this.#chunks = chunks;
    this.#module = module.bindings.items;
    this.#imports = importsOf(module);
    this.#stars = (this.#module.get('*') ?? NONE).flatMap(({ reference }) => reference ?? []);
    this.allChanges = new Changes(module.changes.items);
  }

  /** Whether the file imports something of the top-level module `name`, itself or through other files of the project. */
  imports(name: string): boolean {
    this.#imported ??= this.#importedModules();
    const found = this.#imported.has(name);
    note(`import ${name}`, ({ names }) => names.imports(name) === found);
    return found;
  }

  #importedModules(): ReadonlySet<string> {
    const found = new Set<string>();
    for (const { imported, reference, kind } of this.#imports) {
      if (imported === undefined || reference === undefined) continue;
      const names = kind === 'star' ? [] : this.#elsewhere.names(reference);
      for (const name of [imported, ...names]) found.add(name.split(/[.([]/, 1)[0] ?? name);
    }
    return found;
  }

  /** The module-level names with their bindings; the names are in no order. */
  get module(): ReadonlyMap<string, readonly Binding[]> {
    noteWhole();
    return this.#module;
  }

  /** All bindings of a module-level name. */
  moduleBindings(name: string): readonly Binding[] {
    const found = this.#module.get(name) ?? NONE;
    note(name, ({ names }) => names.binds(name, found), { about: name, watch: MODULE_NAMES });
    return found;
  }

  /** Whether the bindings of a module-level name are `bindings`. */
  binds(name: string, bindings: readonly Binding[]): boolean {
    const found = this.#module.get(name) ?? NONE;
    if (found === bindings) return true;
    return found.length === bindings.length && found.every((binding, index) => binding === bindings[index]);
  }

  /** The bindings that may hold where `name` is used; undefined when no scope binds it. */
  bindings(name: Name): readonly Binding[] | undefined {
    this.#noteBindings(name);
    return this.#bindings(name);
  }

  /**
   * Notes what an answer about `name` rests on: the surroundings of its statement say all of its bindings but what is in
   * the functions and classes among them.
   */
  #noteBindings(name: Name): void {
    const root = rootOf(name.chunk);
    noteChunk(root);
    const outer = this.#module.get(name.id);
    if (outer?.some(({ kind }) => kind === 'function' || kind === 'class')) this.moduleBindings(name.id);
  }

  #bindings(name: Name): readonly Binding[] | undefined {
    const { place } = name;
    if (!place) return undefined;
    const position = name.chunk.offset + name.start;
    for (let scope: Scope | undefined = place.scope; scope; scope = scope.parent) {
      if (scope.kind === 'class' && scope !== place.scope) continue;
      const list = scope.kind === 'module' ? this.#module.get(name.id) : scope.bindings.get(name.id);
      if (!list) continue;
      const here =
        scope === place.scope ||
        (scope.kind === 'module' && place.scope.kind === 'module') ||
        sameRun(scope, place.scope);
      return here ? reaching(list, position, place) : lasting(list);
    }
    return undefined;
  }

  /** From now on answers are kept, and those of an earlier version hold where the surroundings are the same. */
  settle(): void {
    this.#settled = true;
  }

  /** The full names that `node` may stand for; empty when unknown. */
  resolve(node: Expression): readonly string[] {
    const references = this.references(node);
    const { answer } = node;
    if (answer?.references !== references) return this.#linked(references);
    answer.names ??= this.#linked(references);
    return answer.names;
  }

  #linked(references: readonly string[]): readonly string[] {
    if (!references.some(isReference)) return references;
    const [only = ''] = references;
    if (references.length === 1) return distinct(this.#elsewhere.names(only));
    const names = references.flatMap((one) => (isReference(one) ? this.#elsewhere.names(one) : [one]));
    return distinct(names);
  }

  /**
   * Like `resolve`, with imports as references: what this file alone says. Bindings may go round in circles
   * (`q = q.where()`): what a circle or the limits cut short holds for the question at hand only, so that answers do
   * not depend on what was asked before.
   */
  references(node: Expression): readonly string[] {
    const first = this.#busy.size === 0;
    const root = rootOf(node.chunk);
    const ground = (this.#settled && root.surroundings) || this.#early;
    noteChunk(root);
    const { answer } = node;
    if (answer?.ground === ground && answer.root === root && (answer.whole || first))
      return answer.references;
    if (first) {
      this.#meanwhile.clear();
      this.#steps = 0;
    }
    const before = this.#meanwhile.get(node);
    if (before) return before;
    if (this.#busy.has(node) || this.#busy.size > DEEPEST || ++this.#steps > LONGEST) {
      this.#cuts++;
      return [];
    }
    const cuts = this.#cuts;
    this.#busy.add(node);
    const references = distinct(this.#resolve(node));
    this.#busy.delete(node);
    const whole = this.#cuts === cuts;
    if (whole || first) node.answer = { ground, root, references, whole };
    else this.#meanwhile.set(node, references);
    return references;
  }

  #resolve(node: Expression): readonly string[] {
    switch (node.kind) {
      case 'name':
        return this.#name(node);
      case 'attribute':
        return this.#attribute(node);
      case 'call':
        return this.#call(node);
      case 'await':
        return node.value ? this.references(node.value) : [];
      case 'walrus':
        return this.references(node.value);
      case 'subscript':
        return this.references(node.value).map((name) => `${name}[]`);
      case 'conditional':
        return [...this.references(node.consequent), ...this.references(node.alternative)];
      case 'bool':
        return [...this.references(node.left), ...this.references(node.right)];
      case 'binary':
        return node.op === '/' ? this.references(node.left).flatMap(joinedPath) : [];
      default:
        return [];
    }
  }

  #name(node: Name): readonly string[] {
    const bindings = this.#bindings(node);
    const [only] = bindings ?? NONE;
    if (only && bindings?.length === 1) return this.#binding(only);
    if (bindings) return bindings.flatMap((binding) => this.#binding(binding));
    return BUILTINS.has(node.id) ? [node.id] : this.#stars.map((star) => `${star}.${node.id}`);
  }

  #binding(binding: Binding): readonly string[] {
    const { kind, reference, value, annotation, node } = binding;
    switch (kind) {
      case 'import':
        return reference ? [reference] : [];
      case 'function':
      case 'class':
        return [`.${path(binding.scope)}${(node as FunctionDef | ClassDef).name}`];
      case 'param':
        return annotation ? instancesOf(annotation, (type) => this.references(type)) : [];
      case 'for':
        if (!value) return [];
        return [...this.references(value).map((name) => `${name}[]`), ...this.#elements(value)];
      case 'assign': {
        const names = value ? this.references(value) : [];
        if (names.length > 0 || !annotation) return names;
        return instancesOf(annotation, (type) => this.references(type));
      }
      case 'with':
        return value ? this.references(value) : [];
      default:
        return [];
    }
  }

  /** What a list is annotated to hold. */
  #elements(list: Expression): readonly string[] {
    const bindings = list.kind === 'name' ? (this.#bindings(list) ?? []) : [];
    return bindings.flatMap(({ annotation }) =>
      annotation ? elementsOf(annotation, (node) => this.references(node)) : [],
    );
  }

  #attribute(node: Attribute): readonly string[] {
    const own = this.selfAttribute(node);
    if (own) return own.flatMap((binding) => this.#binding(binding));
    return this.references(node.value).map((name) => `${name}.${node.attr}`);
  }

  /** The bindings of `self.attr` where `node` is that, or undefined; a method is none of them. */
  selfAttribute(node: Attribute): readonly Binding[] | undefined {
    if (node.value.kind !== 'name' || !node.value.place) return undefined;
    const { scope } = node.value.place;
    const owner = classOf(scope);
    if (!owner || functionOf(scope)?.params[0]?.name !== node.value.id) return undefined;
    return (
      owner.attributes.get(node.attr) ?? owner.bindings.get(node.attr)?.filter((b) => b.kind === 'assign')
    );
  }

  #call(node: Call): readonly string[] {
    return this.references(node.func).flatMap((reference): readonly string[] => {
      const [first, second] = node.args;
      const name = plain(reference);
      if (name === 'functools.partial') return first ? this.references(first.value) : [];
      if (name === 'getattr' && first && second?.value.kind === 'string') {
        const { value } = second.value;
        return this.references(first.value).map((base) => `${base}.${value}`);
      }
      if ((name === 'importlib.import_module' || name === '__import__') && first?.value.kind === 'string')
        return [moduleReference(first.value.value)];
      return [`${reference}()`, ...this.#returned(node)];
    });
  }

  /** What a call of a function of this module returns, as far as its `return`s say it. */
  #returned(node: Call): readonly string[] {
    const [definition, ...others] = this.#definitions(node.func);
    return definition?.kind === 'function' && others.length === 0 ? this.returnedReferences(definition) : [];
  }

  /** The full names that the `return`s of `definition` stand for. */
  returned(definition: FunctionDef): readonly string[] {
    return this.#linked(this.returnedReferences(definition));
  }

  /** The same with imports as references. */
  returnedReferences(definition: FunctionDef): readonly string[] {
    return returnedBy(definition).flatMap((value) => this.references(value));
  }

  /** The function or class of this module that `node` calls, when there is exactly one. */
  definition(node: Call): FunctionDef | ClassDef | undefined {
    if (node.func.kind === 'name') this.#noteBindings(node.func);
    const found = this.#definitions(node.func);
    return found.length === 1 ? found[0] : undefined;
  }

  #definitions(func: Expression): (FunctionDef | ClassDef)[] {
    if (func.kind === 'name') {
      return (this.#bindings(func) ?? []).flatMap((b) =>
        b.kind === 'function' || b.kind === 'class' ? [b.node as FunctionDef | ClassDef] : [],
      );
    }
    if (func.kind !== 'attribute' || func.value.kind !== 'name' || !func.value.place) return [];
    const { scope } = func.value.place;
    const owner = functionOf(scope)?.params[0]?.name === func.value.id ? classOf(scope) : undefined;
    return (owner?.bindings.get(func.attr) ?? []).flatMap((b) =>
      b.kind === 'function' ? [b.node as FunctionDef] : [],
    );
  }

  /** What is done to the value of the variable that `node` reads, anywhere in the module; see `Changes`. */
  changes(node: Expression): ReadonlySet<string> {
    const found = this.allChanges.of(node);
    const all = [...found].join();
    note(node, ({ names }) => [...names.allChanges.of(node)].join() === all);
    return found;
  }

  /** The references and names that a name of the module stands for once the module has run. */
  lastingNames(name: string): readonly string[] {
    const found = lasting(this.#module.get(name) ?? NONE).flatMap((binding) => this.#binding(binding));
    return distinct(found);
  }

  /** Whether the name occurs anywhere in the module. */
  readonly uses = (name: string): boolean => this.#chunks.some((chunk) => boundOf(chunk).names.has(name));

  /** The value behind `reference`, which `node` was found to be. */
  valueBehind(reference: string, node: Expression): Known | undefined {
    noteChunk(rootOf(node.chunk));
    return this.#elsewhere.value(reference);
  }

  /** Where what is behind `reference` is defined, in a file of the project; `node` was found to be it. */
  definitionBehind(reference: string, node: Expression): Definition | undefined {
    noteChunk(rootOf(node.chunk));
    return this.#elsewhere.definition(reference);
  }

  /** Whether any part of `node` may stand for a name that `test` accepts. */
  mentions(node: Expression, test: (name: string) => boolean): boolean {
    let found = false;
    walk(node, (inner) => {
      if (!found && (inner.kind === 'name' || inner.kind === 'attribute'))
        found = this.resolve(inner).some(test);
      return !found;
    });
    return found;
  }
}

/** `Path(__file__).parent / name` is a path again: what it was made from and whose parent it was says nothing of it. */
function joinedPath(reference: string): readonly string[] {
  return PATH.test(plain(reference)) ? ['pathlib.Path()'] : [];
}

/** `Outer.` for what is defined in a class or function of the module. */
function path(scope: Scope): string {
  let names = '';
  for (let s: Scope | undefined = scope; s; s = s.parent)
    if (s.node && s.node.kind !== 'lambda') names = `${s.node.name}.${names}`;
  return names;
}
