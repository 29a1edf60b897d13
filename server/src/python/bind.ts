/**
 * Finds what each chunk binds, calls and defines, and gives every name the place where it is looked up. Runs once per
 * chunk; knows nothing of other chunks.
 */
import {
  type Call,
  type Chunk,
  type ClassDef,
  type Comprehension,
  type Expression,
  type FunctionDef,
  type Lambda,
  type Param,
  rootOf,
  type Statement,
} from './ast.ts';
import { changedBy, changedByCall } from './changes.ts';
import { memberReference, moduleReference } from './reference.ts';
import {
  type Binding,
  type Block,
  type Bound,
  type BoundCall,
  type Change,
  classOf,
  newScope,
  type Place,
  type Scope,
} from './scopes.ts';
import { inside, targetNames } from './walk.ts';

class Binder {
  readonly chunk: Chunk;
  readonly module: Scope = newScope('module', undefined);
  readonly calls: BoundCall[] = [];
  /** The names that occur, with the scopes that they occur in. */
  readonly places = new Map<string, Set<Scope>>();
  readonly imports = new Set<string>();
  readonly changes: Change[] = [];
  readonly functions: FunctionDef[] = [];
  readonly classes: ClassDef[] = [];
  readonly statements: { statement: Statement; place: Place }[] = [];

  constructor(chunk: Chunk) {
    this.chunk = chunk;
  }

  bind(name: string, binding: Omit<Binding, 'name' | 'chunk' | 'scope'>, scope: Scope): void {
    let home = scope;
    const where = scope.elsewhere.get(name);
    if (where === 'global') home = this.module;
    else if (where === 'nonlocal') home = outerWith(name, scope) ?? scope;
    const list = home.bindings.get(name);
    const full: Binding = { name, chunk: binding.node?.chunk ?? this.chunk, scope: home, ...binding };
    if (list) list.push(full);
    else home.bindings.set(name, [full]);
  }

  block(statements: readonly Statement[], scope: Scope, parent: Block | undefined, loop = false): void {
    const block: Block = { parent, loop };
    for (const statement of statements) this.statement(statement, { scope, block });
  }

  statement(statement: Statement, place: Place): void {
    const { scope, block } = place;
    this.statements.push({ statement, place });
    const visit = (e: Expression | undefined): void => {
      if (e) this.expression(e, place, statement);
    };
    switch (statement.kind) {
      case 'expression':
      case 'return':
      case 'raise':
        visit(statement.value);
        break;
      case 'assign':
        visit(statement.value);
        visit(statement.annotation);
        for (const target of statement.targets) this.target(target, statement, place);
        break;
      case 'import':
        for (const { name, alias } of statement.names) {
          const bound = alias ?? name.split('.')[0] ?? name;
          const imported = alias ? name : bound;
          const reference = this.imported(moduleReference(imported));
          this.bind(
            bound,
            { kind: 'import', start: statement.end, block, imported, reference, node: statement },
            scope,
          );
        }
        break;
      case 'import-from':
        this.importFrom(statement, place);
        break;
      case 'if':
      case 'while':
        visit(statement.test);
        this.block(statement.body, scope, block, statement.kind === 'while');
        this.block(statement.otherwise, scope, block);
        break;
      case 'for':
        visit(statement.iterable);
        visit(statement.target);
        for (const name of targetNames(statement.target)) {
          const value = statement.target.kind === 'name' ? { value: statement.iterable } : {};
          this.bind(
            name.id,
            { kind: 'for', start: statement.target.end, block, node: statement, ...value },
            scope,
          );
        }
        this.block(statement.body, scope, block, true);
        this.block(statement.otherwise, scope, block);
        break;
      case 'try':
        this.block(statement.body, scope, block);
        for (const { type, name, body } of statement.handlers) {
          visit(type);
          if (name) {
            const annotation = type ? { annotation: type } : {};
            this.bind(
              name,
              { kind: 'except', start: statement.start, block, node: statement, ...annotation },
              scope,
            );
          }
          this.block(body, scope, block);
        }
        this.block(statement.otherwise, scope, block);
        this.block(statement.final, scope, block);
        break;
      case 'with':
        for (const { context, target } of statement.items) {
          visit(context);
          visit(target);
          for (const name of target ? targetNames(target) : []) {
            const value = target?.kind === 'name' ? { value: context } : {};
            this.bind(name.id, { kind: 'with', start: name.end, block, node: statement, ...value }, scope);
          }
        }
        this.block(statement.body, scope, block);
        break;
      case 'match':
        visit(statement.subject);
        for (const body of statement.cases) this.block(body, scope, block);
        break;
      case 'function':
        this.function(statement, place);
        break;
      case 'class':
        this.class(statement, place);
        break;
      case 'global':
      case 'nonlocal':
        for (const name of statement.names) scope.elsewhere.set(name, statement.kind);
        break;
      case 'other-statement':
        for (const e of statement.expressions) {
          visit(e);
          if (statement.word === 'delete') this.change(changedBy(e), place);
        }
        this.block(statement.body, scope, block);
        break;
    }
  }

  importFrom(statement: Statement & { kind: 'import-from' }, { scope, block }: Place): void {
    const { module, names } = statement;
    const prefix = /^\.+$/.test(module) ? module : `${module}.`;
    for (const { name, alias } of names) {
      const reference = this.imported(memberReference(module, name));
      const bound = { start: statement.end, block, reference, node: statement };
      if (name === '*') this.bind('*', { kind: 'star', imported: module, ...bound }, scope);
      else this.bind(alias ?? name, { kind: 'import', imported: prefix + name, ...bound }, scope);
    }
  }

  imported(reference: string): string {
    this.imports.add(reference);
    return reference;
  }

  /** `importlib.import_module("x")`, by its bare name: one too many does no harm. */
  dynamicImport({ func, args }: Call): void {
    const name = func.kind === 'attribute' ? func.attr : func.kind === 'name' ? func.id : '';
    const [first] = args;
    if ((name === 'import_module' || name === '__import__') && first?.value.kind === 'string')
      this.imported(moduleReference(first.value.value));
  }

  change(change: Omit<Change, 'place'> | undefined, place: Place): void {
    if (change) this.changes.push({ ...change, place });
  }

  target(target: Expression, statement: Statement & { kind: 'assign' }, place: Place): void {
    const { scope, block } = place;
    this.expression(target, place, statement);
    const value = statement.value ? { value: statement.value } : {};
    const annotation = statement.annotation ? { annotation: statement.annotation } : {};
    const kind = statement.op ? 'augmented' : 'assign';
    const bound = { kind, start: statement.end, block, node: statement, ...value, ...annotation } as const;
    if (target.kind === 'name') this.bind(target.id, bound, scope);
    else if (target.kind === 'attribute') this.attribute(target, bound, place);
    else {
      for (const name of targetNames(target))
        this.bind(name.id, { kind: 'unpack', start: statement.end, block, node: statement }, scope);
      this.change(changedBy(target), place);
    }
  }

  /** `self.key = …` inside a method belongs to the class. */
  attribute(
    target: Expression & { kind: 'attribute' },
    bound: Omit<Binding, 'name' | 'chunk' | 'scope'>,
    place: Place,
  ): void {
    const { scope } = place;
    const method = scope.kind === 'function' ? (scope.node as FunctionDef) : undefined;
    const owner = classOf(scope);
    if (!method || !owner || target.value.kind !== 'name' || target.value.id !== method.params[0]?.name) {
      this.change(changedBy(target), place);
      return;
    }
    const list = owner.attributes.get(target.attr);
    const full: Binding = { name: target.attr, chunk: target.chunk, scope: owner, ...bound };
    if (list) list.push(full);
    else owner.attributes.set(target.attr, [full]);
  }

  params(params: readonly Param[], scope: Scope, block: Block, outside: Place, statement: Statement): void {
    for (const param of params) {
      if (param.annotation) this.expression(param.annotation, outside, statement);
      if (param.default) this.expression(param.default, outside, statement);
      this.bind(
        param.name,
        {
          kind: 'param',
          start: 0,
          block,
          node: param,
          ...(param.annotation ? { annotation: param.annotation } : {}),
          ...(param.default ? { value: param.default } : {}),
        },
        scope,
      );
    }
  }

  function(node: FunctionDef, place: Place): void {
    this.functions.push(node);
    for (const decorator of node.decorators) this.expression(decorator, place, node);
    if (node.returns) this.expression(node.returns, place, node);
    this.bind(node.name, { kind: 'function', start: node.start, block: place.block, node }, place.scope);
    const scope = newScope('function', place.scope, node);
    node.scope = scope;
    const block: Block = { parent: undefined, loop: false };
    this.params(node.params, scope, block, place, node);
    for (const statement of node.body) this.statement(statement, { scope, block });
  }

  class(node: ClassDef, place: Place): void {
    this.classes.push(node);
    for (const decorator of node.decorators) this.expression(decorator, place, node);
    for (const base of node.bases) this.expression(base.value, place, node);
    this.bind(node.name, { kind: 'class', start: node.start, block: place.block, node }, place.scope);
    node.scope = newScope('class', place.scope, node);
    this.block(node.body, node.scope, undefined);
  }

  lambda(node: Lambda, place: Place, statement: Statement): void {
    const scope = newScope('lambda', place.scope, node);
    node.scope = scope;
    const block: Block = { parent: undefined, loop: false };
    this.params(node.params, scope, block, place, statement);
    this.expression(node.body, { scope, block }, statement);
  }

  comprehension(node: Comprehension, place: Place, statement: Statement): void {
    const scope = newScope('comprehension', place.scope);
    const inner: Place = { scope, block: place.block };
    node.clauses.forEach(({ target, iterable }, index) => {
      this.expression(iterable, index === 0 ? place : inner, statement);
      for (const name of targetNames(target)) {
        const value = target.kind === 'name' ? { value: iterable } : {};
        this.bind(name.id, { kind: 'for', start: 0, block: place.block, ...value }, scope);
      }
      this.expression(target, inner, statement);
    });
    for (const e of [...node.conditions, ...node.element]) this.expression(e, inner, statement);
  }

  occurs(name: string, scope: Scope): void {
    const scopes = this.places.get(name);
    if (scopes) scopes.add(scope);
    else this.places.set(name, new Set([scope]));
  }

  expression(node: Expression, place: Place, statement: Statement): void {
    switch (node.kind) {
      case 'name':
        node.place = place;
        this.occurs(node.id, place.scope);
        return;
      case 'lambda':
        this.lambda(node, place, statement);
        return;
      case 'comprehension':
        this.comprehension(node, place, statement);
        return;
      case 'call':
        this.calls.push({ call: node, place, statement });
        for (const change of changedByCall(node)) this.change(change, place);
        this.dynamicImport(node);
        break;
      case 'walrus':
        this.bind(
          node.target.id,
          { kind: 'assign', start: node.end, block: place.block, value: node.value, node: statement },
          place.scope,
        );
        break;
    }
    for (const child of inside(node)) this.expression(child, place, statement);
  }
}

/** Whether `name` in `scope` is what the module binds. In a class body it may be, until that binds it. */
function isFree(name: string, scope: Scope): boolean {
  for (let s: Scope | undefined = scope; s && s.kind !== 'module'; s = s.parent) {
    if (s.kind === 'class') continue;
    if (s.elsewhere.get(name) === 'global') return true;
    if (s.bindings.has(name)) return false;
  }
  return true;
}

function outerWith(name: string, scope: Scope): Scope | undefined {
  for (let s = scope.parent; s; s = s.parent) if (s.kind === 'function' && s.bindings.has(name)) return s;
  return undefined;
}

/** What the top-level chunk that `part` is or belongs to contributes to its module; computed once and kept on it. */
export function boundOf(part: Chunk): Bound {
  const chunk = rootOf(part);
  if (chunk.bound) return chunk.bound;
  const binder = new Binder(chunk);
  binder.block(chunk.body, binder.module, undefined);
  const { module: scope, calls, places, changes, functions, classes, statements } = binder;
  const imports = [...binder.imports];
  const names = new Set(places.keys());
  const free = new Set(
    [...places].filter(([name, all]) => [...all].some((s) => isFree(name, s))).map(([n]) => n),
  );
  chunk.bound = { scope, calls, names, free, imports, changes, functions, classes, statements };
  return chunk.bound;
}
