/**
 * Which functions of the project a call may mean, in this file or another one, and what they are given as `self`. Knows
 * names and classes; what the functions do is up to `summaries.ts`.
 */
import type { Call, ClassDef, Expression } from '../ast.ts';
import { meaning } from '../constants.ts';
import type { PythonFile } from '../file.ts';
import { isReference } from '../reference.ts';
import { type Binding, classAround, classOf, functionOf } from '../scopes.ts';
import { decorated } from './decorators.ts';
import { fileAt } from './files.ts';
import type { Code } from './run.ts';
import type { Callable, Value } from './value.ts';

/** A function and the file that it stands in. */
export interface Target {
  readonly file: PythonFile;
  readonly code: Code;
  /** `instance`: `self` comes first; `object`: a new one does, which the call returns. */
  readonly first: 'none' | 'instance' | 'object' | 'class';
  readonly captured?: ReadonlyMap<string, Value>;
  readonly self?: Value;
  readonly bound?: Callable['bound'];
  /** The class of the object that is made. */
  readonly made?: ClassDef;
}

/** A class of the project whose objects are made without code that we see: its fields are what it is given. */
export interface MadeRecord {
  /** What runs when the fields have their values. */
  readonly then?: Target;
  readonly fields: readonly string[];
  /** Whether its fields are items, too, in their order. */
  readonly tuple?: boolean;
  /** The class, where it is of the file that the call stands in: a value holds no tree of another file. */
  readonly made: ClassDef | undefined;
}

export interface Targets {
  readonly functions: readonly Target[];
  readonly records: readonly MadeRecord[];
  /** The call may mean something else, too. */
  readonly open: boolean;
}

export interface Located {
  readonly file: PythonFile;
  readonly node: ClassDef;
}

/** Base classes further up are not looked at. */
const DEEPEST = 6;

const NO_TARGETS: Targets = { functions: [], records: [], open: true };

/** `A()`, `m` of `.A().m`. */
function partsOf(name: string): readonly string[] {
  return name.slice(1).split('.');
}

/** What a file defines under a name, in its module or inside of its functions. */
interface Defined {
  readonly bindings: readonly Binding[];
  /** Whether the name speaks of an object of the class. */
  readonly made: boolean;
  /** What is asked of it. */
  readonly rest: readonly string[];
}

function definedAs(file: PythonFile, name: string): Defined | undefined {
  const [first = '', ...parts] = partsOf(name);
  let made = first.endsWith('()');
  let bindings: readonly Binding[] = file.names.moduleBindings(made ? first.slice(0, -2) : first);
  while (parts.length > 0 && !made) {
    const last = bindings.at(-1);
    if (last?.kind !== 'function' || last.node?.kind !== 'function') break;
    const [part = ''] = parts;
    made = part.endsWith('()');
    const inner = last.node.scope?.bindings.get(made ? part.slice(0, -2) : part);
    if (!inner) return undefined;
    bindings = inner;
    parts.shift();
  }
  return { bindings, made, rest: parts };
}

function classAmong(bindings: readonly Binding[]): ClassDef | undefined {
  const last = bindings.at(-1);
  return last?.kind === 'class' && last.node?.kind === 'class' ? last.node : undefined;
}

/** The classes that `node` may stand for. */
export function classesAt(node: Expression, file: PythonFile): Located[] {
  return file.names.references(node).flatMap((reference): Located[] => {
    const found = locate(reference, node, file);
    const defined = found && definedAs(found.file, found.name);
    const known =
      defined && !defined.made && defined.rest.length === 0 ? classAmong(defined.bindings) : undefined;
    return found && known ? [{ file: found.file, node: known }] : [];
  });
}

/** Whether a function only says what another one has to do. */
function isStub(code: Code): boolean {
  if (code.kind === 'lambda') return false;
  return code.body.every((statement) => {
    if (statement.kind === 'raise') {
      const raised = statement.value?.kind === 'call' ? statement.value.func : statement.value;
      return raised?.kind === 'name' && raised.id === 'NotImplementedError';
    }
    if (statement.kind === 'other-statement') return statement.word === 'pass';
    return (
      statement.kind === 'expression' &&
      (statement.value.kind === 'string' || statement.value.kind === 'constant')
    );
  });
}

/** Whether a method is what assigning to a property calls. */
function isSetter({ node }: Binding): boolean {
  return (
    node?.kind === 'function' &&
    node.decorators.some((one) => one.kind === 'attribute' && one.attr === 'setter')
  );
}

/** What assigning to the attribute `name` of an object of a class of `file` calls, if there is such a method. */
export function setterOf({ of }: Value, name: string, file: PythonFile): Target | undefined {
  return of && methodOf({ file, node: of }, name, 0, true);
}

/** The method `name` of a class, its own or inherited. */
export function methodOf(
  { file, node }: Located,
  name: string,
  depth = 0,
  setting = false,
): Target | undefined {
  const found = node.scope?.bindings
    .get(name)
    ?.findLast((binding) => binding.kind === 'function' && isSetter(binding) === setting);
  const code = found?.node;
  if (code?.kind === 'function') return isStub(code) ? undefined : { file, code, first: receives(code) };
  if (depth >= DEEPEST) return undefined;
  for (const base of node.bases)
    for (const located of classesAt(base.value, file)) {
      const inherited = located.node === node ? undefined : methodOf(located, name, depth + 1, setting);
      if (inherited) return inherited;
    }
  return undefined;
}

function decoratedAs(code: Code, word: string): boolean {
  return code.kind === 'function' && code.decorators.some((one) => one.kind === 'name' && one.id === word);
}

/** What the first parameter of a method stands for. */
export function receives(code: Code): Target['first'] {
  if (decoratedAs(code, 'staticmethod')) return 'none';
  return decoratedAs(code, 'classmethod') ? 'class' : 'instance';
}

/** Whether reading an attribute calls the method behind it. */
export function isProperty({ code }: Target): boolean {
  return decoratedAs(code, 'property') || decoratedAs(code, 'cached_property');
}

/** The fields of a class that is made of annotated names, its bases' first. */
function fieldsOf({ file, node }: Located, depth = 0): readonly string[] {
  const inherited =
    depth >= DEEPEST
      ? []
      : node.bases.flatMap((base) =>
          classesAt(base.value, file).flatMap((located) =>
            located.node === node ? [] : fieldsOf(located, depth + 1),
          ),
        );
  const own = node.body.flatMap((statement) => {
    const [target] = statement.kind === 'assign' && statement.annotation ? statement.targets : [];
    return target?.kind === 'name' ? [target.id] : [];
  });
  return [...inherited, ...own];
}

/** A name with the file that defines it: `.A().m` of this file, or what an import leads to. */
function locate(
  reference: string,
  node: Expression,
  file: PythonFile,
): { file: PythonFile; name: string } | undefined {
  if (reference.startsWith('.')) return { file, name: reference };
  if (!isReference(reference)) return undefined;
  const found = file.names.definitionBehind(reference, node);
  const other = found && fileAt(found.path, file);
  return found && other ? { file: other, name: found.name } : undefined;
}

/** What calling the class or function behind a name of `file` runs. */
function byName(file: PythonFile, name: string, from: PythonFile): Targets {
  const defined = definedAs(file, name);
  if (!defined || defined.rest.length > 1) return NO_TARGETS;
  const { bindings, made, rest } = defined;
  const [asked] = rest;
  const known = classAmong(bindings);
  if (known) {
    const located = { file, node: known };
    if (asked === undefined) return made ? called(located) : constructed(located, from);
    const method = methodOf(located, asked);
    if (!method) return NO_TARGETS;
    // `A.m(a)` hands its receiver over like the other arguments.
    const first = !made && method.first === 'instance' ? 'none' : method.first;
    return { functions: [{ ...method, first }], records: [], open: false };
  }
  if (made || asked !== undefined) return NO_TARGETS;
  const functions = bindings.flatMap(({ kind, node, value }): readonly Target[] => {
    if (kind === 'function' && node?.kind === 'function' && !isStub(node))
      return decorated(node, file) ?? [{ file, code: node, first: 'none' }];
    return kind === 'assign' && value?.kind === 'lambda' ? [{ file, code: value, first: 'none' }] : [];
  });
  return { functions, records: [], open: functions.length === 0 };
}

/** The fields of `namedtuple("Name", ["a", "b"])`. */
function namedFields(call: Call, file: PythonFile): readonly string[] | undefined {
  if (!file.names.resolve(call.func).includes('collections.namedtuple')) return undefined;
  const [, fields] = call.args;
  const meant = fields && meaning(fields.value, file.names);
  if (meant?.kind === 'string') return meant.value.split(/[\s,]+/u).filter((name) => name !== '');
  if (meant?.kind !== 'list' && meant?.kind !== 'tuple') return undefined;
  return meant.items.flatMap((item) => (item.kind === 'string' ? [item.value] : []));
}

function constructed(located: Located, from: PythonFile): Targets {
  const maker = methodOf(located, '__init__');
  if (maker)
    return { functions: [{ ...maker, first: 'object', made: located.node }], records: [], open: false };
  const fields = fieldsOf(located);
  // What a library's class does with what it is given is not known.
  const made = located.file === from ? located.node : undefined;
  const then = methodOf(located, '__post_init__');
  const tuple = located.node.bases.some(({ value }) =>
    located.file.names.resolve(value).includes('typing.NamedTuple'),
  );
  return {
    functions: [],
    records: [{ fields, made, ...(then ? { then } : {}), ...(tuple ? { tuple } : {}) }],
    open: false,
  };
}

function called(located: Located): Targets {
  const method = methodOf(located, '__call__');
  return method ? { functions: [method], records: [], open: false } : NO_TARGETS;
}

/** The class around `node`, where it stands in a method. */
function ownClass(node: Expression, file: PythonFile): Located | undefined {
  if (node.kind !== 'name' || !node.place) return undefined;
  const scope = classOf(node.place.scope);
  return scope?.node?.kind === 'class' ? { file, node: scope.node } : undefined;
}

/** The class whose object `node` is as the first parameter of a method. */
export function receiverClass(node: Expression, file: PythonFile): Located | undefined {
  const method = node.kind === 'name' && node.place ? functionOf(node.place.scope) : undefined;
  if (!method || node.kind !== 'name' || method.params[0]?.name !== node.id) return undefined;
  return receives(method) === 'instance' && classAround(method) ? ownClass(node, file) : undefined;
}

/** The method that `receiver.name` is, `value` what is known of the receiver, where the receiver's class is of the project. */
export function methodAt(
  receiver: Expression,
  value: Value,
  name: string,
  file: PythonFile,
): Target | undefined {
  if (value.of) {
    const known = methodOf({ file, node: value.of }, name);
    if (known) return known;
  }
  if (receiver.kind === 'name' && receiver.place) {
    const { scope } = receiver.place;
    const method = functionOf(scope);
    if (method?.params[0]?.name === receiver.id) {
      const own = ownClass(receiver, file);
      return own && methodOf(own, name);
    }
  }
  if (receiver.kind === 'call' && receiver.func.kind === 'name' && receiver.func.id === 'super') {
    const own = ownClass(receiver.func, file);
    for (const base of own?.node.bases ?? [])
      for (const located of classesAt(base.value, file)) {
        const found = methodOf(located, name);
        if (found) return found;
      }
    return undefined;
  }
  for (const reference of file.names.references(receiver)) {
    const found = locate(reference, receiver, file);
    const defined = found && definedAs(found.file, found.name);
    if (!found || !defined?.made || defined.rest.length > 0) continue;
    const node = classAmong(defined.bindings);
    const method = node && methodOf({ file: found.file, node }, name);
    if (method) return method;
  }
  return undefined;
}

/** The functions that calling a function of `file` runs: those that its decorators put in its place, or itself. */
export function targetsBehind(callable: Callable, file: PythonFile): readonly Target[] {
  const { code, self, captured, bound, bare } = callable;
  const around = bare || code.kind !== 'function' ? undefined : decorated(code, file);
  if (around) return around.map((target) => ({ ...target, ...(bound ? { bound } : {}) }));
  return [
    {
      file,
      code,
      first: self ? 'instance' : 'none',
      ...(self ? { self } : {}),
      ...(captured ? { captured } : {}),
      ...(bound ? { bound } : {}),
    },
  ];
}

/** The functions that `call` may run; `callee`: what is known of the value that is called. */
export function targetsOf(call: Call, callee: Value | undefined, receiver: Value, file: PythonFile): Targets {
  const { func } = call;
  if (callee?.callables) {
    return {
      functions: callee.callables.flatMap((one) => targetsBehind(one, file)),
      records: [],
      open: false,
    };
  }
  if (func.kind === 'attribute') {
    const method = methodAt(func.value, receiver, func.attr, file);
    if (method) return { functions: [method], records: [], open: false };
  }
  const made = func.kind === 'name' ? meaning(func, file.names) : func;
  const fields = made.kind === 'call' ? namedFields(made, file) : undefined;
  if (fields) return { functions: [], records: [{ fields, made: undefined, tuple: true }], open: false };
  return targetsNamed(func, file);
}

/** What calling `node` may run, by its name alone. */
export function targetsNamed(node: Expression, file: PythonFile): Targets {
  const references = file.names.references(node);
  if (references.length === 0) return NO_TARGETS;
  const all = references.map((reference): Targets => {
    const found = locate(reference, node, file);
    return found ? byName(found.file, found.name, file) : NO_TARGETS;
  });
  return {
    functions: all.flatMap(({ functions }) => functions),
    records: all.flatMap(({ records }) => records),
    open: all.some(({ open }) => open),
  };
}

/** The functions of the project that `node` names. */
export function functionsAt(node: Expression, file: PythonFile): readonly Target[] {
  return file.names.references(node).flatMap((reference): readonly Target[] => {
    const found = locate(reference, node, file);
    const defined = found && definedAs(found.file, found.name);
    if (!found || !defined || defined.made || defined.rest.length > 0) return [];
    return defined.bindings.flatMap(({ kind, node: code }): Target[] =>
      kind === 'function' && code?.kind === 'function' ? [{ file: found.file, code, first: 'none' }] : [],
    );
  });
}
