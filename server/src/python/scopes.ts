/**
 * Scopes, blocks and bindings of Python, as data. Built per chunk by `bind.ts`, joined to a module by `names.ts`.
 */
import type { Call, Chunk, ClassDef, Expression, FunctionDef, Lambda, Param, Statement } from './ast.ts';

/** A list of statements; `parent` is the block around the compound statement. The outermost has none. */
export interface Block {
  readonly parent: Block | undefined;
  /** The body of a loop: what is bound later in it may reach an earlier use. */
  readonly loop: boolean;
}

export interface Binding {
  readonly name: string;
  readonly kind:
    | 'import'
    | 'assign'
    | 'augmented'
    | 'unpack'
    | 'with'
    | 'for'
    | 'param'
    | 'function'
    | 'class'
    | 'except'
    | 'star';
  readonly chunk: Chunk;
  /** Relative to the chunk: from here on the name is bound. */
  readonly start: number;
  readonly block: Block;
  readonly scope: Scope;
  /** What is assigned, entered, iterated or the parameter's default. */
  readonly value?: Expression;
  readonly annotation?: Expression;
  /** Full name of what an import binds, `torch.load`; the module of a star import. */
  readonly imported?: string;
  /** The same as a reference, `^torch:load`; see `reference.ts`. */
  readonly reference?: string;
  readonly node?: FunctionDef | ClassDef | Param | Statement;
}

export interface Scope {
  readonly kind: 'module' | 'function' | 'class' | 'lambda' | 'comprehension';
  readonly parent: Scope | undefined;
  readonly node: FunctionDef | ClassDef | Lambda | undefined;
  readonly bindings: Map<string, Binding[]>;
  /** Names declared `global` or `nonlocal`. */
  readonly elsewhere: Map<string, 'global' | 'nonlocal'>;
  /** Assignments to attributes of the first parameter, in a class's scope: `self.key = …` under `key`. */
  readonly attributes: Map<string, Binding[]>;
}

/** Where a name is used. */
export interface Place {
  readonly scope: Scope;
  readonly block: Block;
}

/** A call and where it stands. */
export interface BoundCall {
  readonly call: Call;
  readonly place: Place;
  readonly statement: Statement;
}

/** Something that is done to what a variable holds, without binding the variable: `x[k] = …`, `x.a = …`, `x.update(…)`. */
export interface Change {
  /** The variable, as a path: `x`, `self.x`. */
  readonly path: string;
  readonly place: Place;
  /** `.a` for an attribute that is set, `[k]` for a key, empty where it may be anything. */
  readonly what: string;
}

/** What one chunk contributes to its module. */
export interface Bound {
  readonly scope: Scope;
  readonly calls: readonly BoundCall[];
  /** Every name that occurs. */
  readonly names: ReadonlySet<string>;
  /** Of these, those that may be the module's. */
  readonly free: ReadonlySet<string>;
  /** References of all imports, also those inside of functions. */
  readonly imports: readonly string[];
  readonly changes: readonly Change[];
  readonly functions: readonly FunctionDef[];
  readonly classes: readonly ClassDef[];
  /** Every statement, outer before inner. */
  readonly statements: readonly { readonly statement: Statement; readonly place: Place }[];
}

export function newScope(kind: Scope['kind'], parent: Scope | undefined, node?: Scope['node']): Scope {
  return { kind, parent, node, bindings: new Map(), elsewhere: new Map(), attributes: new Map() };
}

/** Whether `outer` is `inner` or around it. Blocks without parent are the module's one outermost block. */
export function encloses(outer: Block, inner: Block): boolean {
  if (outer.parent === undefined) return true;
  for (let block: Block | undefined = inner; block; block = block.parent) if (block === outer) return true;
  return false;
}

/** The function around a place, if any. */
export function functionOf(scope: Scope): FunctionDef | undefined {
  for (let s: Scope | undefined = scope; s; s = s.parent)
    if (s.kind === 'function') return s.node as FunctionDef;
  return undefined;
}

/** The class whose method a function is; undefined for other functions, and for those inside of a method. */
export function classAround({ scope }: FunctionDef | Lambda): ClassDef | undefined {
  const around = scope?.parent;
  return around?.kind === 'class' && around.node?.kind === 'class' ? around.node : undefined;
}

/** The class whose method (or body) a scope lies in. */
export function classOf(scope: Scope): Scope | undefined {
  for (let s: Scope | undefined = scope; s; s = s.parent) if (s.kind === 'class') return s;
  return undefined;
}
