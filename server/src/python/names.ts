/**
 * What a name means: `t.load` after `import torch as t` is `torch.load`. Instances carry `()`: after
 * `client = OpenAI()` the name `client` is `openai.OpenAI()`, and its method `openai.OpenAI().chat`. What the module
 * defines itself starts with a dot: `.Loader().read`. No name is guessed: without a known receiver there is none.
 */
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
import { type Binding, classOf, encloses, functionOf, type Place, type Scope } from './scopes.ts';
import { walk } from './walk.ts';

/** Longer chains of aliases are not followed. */
const DEEPEST = 12;

/** Nor more steps taken for one question, nor more names kept of one answer. */
const LONGEST = 1000;
const MOST = 16;

export class Names {
  readonly #module = new Map<string, Binding[]>();
  readonly #stars: string[] = [];
  #imported: ReadonlySet<string> | undefined;
  /** Whether the chunks have their surroundings; until then answers hold under a mark of its own. */
  #settled = false;
  readonly #early = {};
  readonly #busy = new Set<Expression>();
  /** Answers that a circle cut short, for the question at hand. */
  readonly #meanwhile = new Map<Expression, readonly string[]>();
  #cuts = 0;
  #steps = 0;

  constructor(chunks: readonly Chunk[]) {
    for (const chunk of chunks) {
      for (const [name, bindings] of boundOf(chunk).scope.bindings) {
        const list = this.#module.get(name);
        if (list) list.push(...bindings);
        else this.#module.set(name, [...bindings]);
        if (name === '*') for (const { imported } of bindings) if (imported) this.#stars.push(imported);
      }
    }
  }

  /** The top-level names of the modules that the file imports, as the import says them. */
  get imported(): ReadonlySet<string> {
    this.#imported ??= this.#importedModules();
    return this.#imported;
  }

  #importedModules(): ReadonlySet<string> {
    const found = new Set<string>();
    for (const bindings of this.#module.values()) {
      for (const { imported } of bindings) if (imported) found.add(imported.split('.')[0] ?? imported);
    }
    return found;
  }

  /** The module-level names with their bindings. */
  get module(): ReadonlyMap<string, readonly Binding[]> {
    return this.#module;
  }

  /** All bindings of a module-level name. */
  moduleBindings(name: string): readonly Binding[] {
    return this.#module.get(name) ?? [];
  }

  /** The bindings that may hold where `name` is used; undefined when no scope binds it. */
  bindings(name: Name): readonly Binding[] | undefined {
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

  /**
   * The full names that `node` may stand for; empty when unknown. Bindings may go round in circles (`q = q.where()`):
   * what a circle or the limits cut short holds for the question at hand only, so that answers do not depend on what
   * was asked before.
   */
  resolve(node: Expression): readonly string[] {
    const first = this.#busy.size === 0;
    const root = rootOf(node.chunk);
    const ground = (this.#settled && root.surroundings) || this.#early;
    const { answer } = node;
    if (answer?.ground === ground && answer.root === root && (answer.whole || first)) return answer.names;
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
    const names = [...new Set(this.#resolve(node))].slice(0, MOST);
    this.#busy.delete(node);
    const whole = this.#cuts === cuts;
    if (whole || first) node.answer = { ground, root, names, whole };
    else this.#meanwhile.set(node, names);
    return names;
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
        return node.value ? this.resolve(node.value) : [];
      case 'walrus':
        return this.resolve(node.value);
      case 'subscript':
        return this.resolve(node.value).map((name) => `${name}[]`);
      case 'conditional':
        return [...this.resolve(node.consequent), ...this.resolve(node.alternative)];
      case 'bool':
        return [...this.resolve(node.left), ...this.resolve(node.right)];
      default:
        return [];
    }
  }

  #name(node: Name): readonly string[] {
    const bindings = this.bindings(node);
    if (bindings) return bindings.flatMap((binding) => this.#binding(binding));
    return BUILTINS.has(node.id) ? [node.id] : this.#stars.map((module) => `${module}.${node.id}`);
  }

  #binding(binding: Binding): readonly string[] {
    const { kind, imported, value, annotation, node } = binding;
    switch (kind) {
      case 'import':
        return imported ? [imported] : [];
      case 'function':
      case 'class':
        return [`.${path(binding.scope)}${(node as FunctionDef | ClassDef).name}`];
      case 'param':
        return annotation ? this.#annotated(annotation) : [];
      case 'for':
        return value ? this.resolve(value).map((name) => `${name}[]`) : [];
      case 'assign': {
        const names = value ? this.resolve(value) : [];
        return names.length > 0 || !annotation ? names : this.#annotated(annotation);
      }
      case 'with':
        return value ? this.resolve(value) : [];
      default:
        return [];
    }
  }

  /** The instances that an annotation promises: `OpenAI | None` is `openai.OpenAI()`. */
  #annotated(annotation: Expression): readonly string[] {
    if (annotation.kind === 'binary' && annotation.op === '|') {
      return [...this.#annotated(annotation.left), ...this.#annotated(annotation.right)];
    }
    if (annotation.kind === 'subscript') {
      const [outer] = this.resolve(annotation.value);
      const first = annotation.index[0];
      if (first && (outer === 'typing.Optional' || outer === 'typing.Annotated'))
        return this.#annotated(first);
      return [];
    }
    return this.resolve(annotation).map((name) => `${name}()`);
  }

  #attribute(node: Attribute): readonly string[] {
    const own = this.selfAttribute(node);
    if (own) return own.flatMap((binding) => this.#binding(binding));
    return this.resolve(node.value).map((name) => `${name}.${node.attr}`);
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
    return this.resolve(node.func).flatMap((name): readonly string[] => {
      const [first, second] = node.args;
      if (name === 'functools.partial') return first ? this.resolve(first.value) : [];
      if (name === 'getattr' && first && second?.value.kind === 'string') {
        const { value } = second.value;
        return this.resolve(first.value).map((base) => `${base}.${value}`);
      }
      if ((name === 'importlib.import_module' || name === '__import__') && first?.value.kind === 'string')
        return [first.value.value];
      return [`${name}()`, ...this.#returned(node)];
    });
  }

  /** What a call of a function of this module returns, as far as its `return`s say it. */
  #returned(node: Call): readonly string[] {
    const definition = this.definition(node);
    return definition?.kind === 'function' ? this.returned(definition) : [];
  }

  /** The full names that the `return`s of `definition` stand for. */
  returned(definition: FunctionDef): readonly string[] {
    const found: string[] = [];
    for (const { statement, place } of boundOf(rootOf(definition.chunk)).statements) {
      if (statement.kind === 'return' && statement.value && functionOf(place.scope) === definition)
        found.push(...this.resolve(statement.value));
    }
    return found;
  }

  /** The function or class of this module that `node` calls, when there is exactly one. */
  definition(node: Call): FunctionDef | ClassDef | undefined {
    const found = this.#definitions(node.func);
    return found.length === 1 ? found[0] : undefined;
  }

  #definitions(func: Expression): (FunctionDef | ClassDef)[] {
    if (func.kind === 'name') {
      return (this.bindings(func) ?? []).flatMap((b) =>
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

/** Comprehensions and class bodies run where they stand, unlike functions. */
function sameRun(outer: Scope, inner: Scope): boolean {
  for (let scope: Scope | undefined = inner; scope; scope = scope.parent) {
    if (scope === outer || (outer.kind === 'module' && scope.kind === 'module')) return true;
    if (scope.kind === 'function' || scope.kind === 'lambda') return false;
  }
  return false;
}

function position(binding: Binding): number {
  return binding.chunk.offset + binding.start;
}

/** Bindings that may reach `use`: going back from it, up to the first one that surely ran. */
function reaching(list: readonly Binding[], use: number, place: Place): readonly Binding[] {
  const found: Binding[] = [];
  for (const binding of [...list].sort((a, b) => position(b) - position(a))) {
    if (position(binding) > use) continue;
    found.push(binding);
    if (encloses(binding.block, place.block)) break;
  }
  return found.length > 0 ? found : list;
}

/** Bindings that may hold once the scope's own code has run. */
function lasting(list: readonly Binding[]): readonly Binding[] {
  const found: Binding[] = [];
  for (const binding of [...list].sort((a, b) => position(b) - position(a))) {
    found.push(binding);
    if (binding.block.parent === undefined) break;
  }
  return found;
}

/** `Outer.` for what is defined in a class or function of the module. */
function path(scope: Scope): string {
  const names: string[] = [];
  for (let s: Scope | undefined = scope; s; s = s.parent) {
    if (s.node && s.node.kind !== 'lambda') names.unshift(s.node.name);
  }
  return names.map((name) => `${name}.`).join('');
}
