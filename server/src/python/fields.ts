/**
 * The values that classes of this file give their attributes: `Config.MODEL`, and `settings.model` after
 * `settings = Settings()` for plain classes, data classes and pydantic's models and settings. What the constructor is
 * given counts instead of the default. What the environment may put into a settings object is not known before the run:
 * the default counts, unless it is `None`, which says that the environment has to.
 */
import { argumentOf } from './arguments.ts';
import { type Attribute, type Call, type ClassDef, type Expression, rootOf } from './ast.ts';
import { boundOf } from './bind.ts';
import { variablePath } from './changes.ts';
import { type Literal, literalOf, meaning } from './constants.ts';
import type { Names } from './names.ts';
import { plain } from './reference.ts';
import { type Binding, functionOf } from './scopes.ts';

/** Longer chains of base classes are not followed. */
const DEEPEST = 8;

/** A class, or an object of it when it was made by a call. */
interface Owner {
  readonly node: ClassDef;
  readonly made?: Call;
}

const DATA_DECORATORS =
  /^(?:dataclasses\.dataclass|pydantic\.dataclasses\.dataclass|attrs?\.(?:s|attrs|define|frozen|mutable|dataclass))$/;
const DATA_BASES =
  /^(?:pydantic(?:\.v1)?\.(?:BaseModel|BaseSettings)|pydantic_settings\.BaseSettings|sqlmodel\.SQLModel|typing\.NamedTuple)$/;
const SETTINGS = /\.BaseSettings$/;
const WRAPPERS =
  /^(?:pydantic(?:\.v1)?\.Field|sqlmodel\.Field|dataclasses\.field|attrs?\.(?:ib|attrib|field))$/;

function namesOf(node: Expression, names: Names): string[] {
  return names.references(node.kind === 'subscript' ? node.value : node).map(plain);
}

function classOfName(node: Expression, names: Names): ClassDef | undefined {
  const [binding, ...others] = (node.kind === 'name' ? names.bindings(node) : undefined) ?? [];
  return others.length === 0 && binding?.kind === 'class' ? (binding.node as ClassDef) : undefined;
}

/** The class and those of this file that it derives from, and the full names of the other bases. */
function lineage(node: ClassDef, names: Names): { readonly classes: ClassDef[]; readonly others: string[] } {
  const classes = [node];
  const others: string[] = [];
  for (const one of classes) {
    for (const { name, value } of one.bases) {
      if (name !== undefined) continue;
      const base = classOfName(value, names);
      const known = base ? [] : namesOf(value, names);
      if (!base) others.push(...(known.length > 0 ? known : ['']));
      else if (!classes.includes(base) && classes.length < DEEPEST) classes.push(base);
    }
  }
  return { classes, others };
}

function isData(classes: readonly ClassDef[], bases: readonly string[], names: Names): boolean {
  return (
    bases.some((name) => DATA_BASES.test(name)) ||
    classes.some(({ decorators }) =>
      decorators.some((decorator) =>
        namesOf(decorator.kind === 'call' ? decorator.func : decorator, names).some((name) =>
          DATA_DECORATORS.test(name),
        ),
      ),
    )
  );
}

/** Whether objects of the class get what its body names from whoever makes them. */
export function isDataClass(node: ClassDef, names: Names): boolean {
  const { classes, others } = lineage(node, names);
  return isData(classes, others, names);
}

/** The default in `Field("x")`, `field(default="x")`; undefined where there is none to read. */
function unwrapped(value: Expression, names: Names): Expression | undefined {
  if (value.kind !== 'call' || !namesOf(value.func, names).some((name) => WRAPPERS.test(name))) return value;
  const positional = namesOf(value.func, names).some((name) => /\.Field$/.test(name));
  const filled = argumentOf(value, positional ? '0|default' : 'default', names);
  return filled.state === 'given' ? filled.value : undefined;
}

/** The one value that the body of a class gives an attribute; `unclear` where another one is possible. */
function bodyValue(node: ClassDef, attribute: string): Expression | 'absent' | 'unclear' {
  const [binding, ...others] = node.scope?.bindings.get(attribute) ?? [];
  if (!binding) return 'absent';
  if (others.length > 0 || binding.kind !== 'assign' || binding.block.parent) return 'unclear';
  return binding.value ?? 'unclear';
}

/** The attributes that methods of a class may give another value, as far as they say it; `*` for any. */
export function touchedBy(node: ClassDef): readonly string[] {
  const found = [...(node.scope?.attributes.keys() ?? [])];
  if (boundOf(rootOf(node.chunk)).names.has('setattr')) found.push('*');
  for (const statement of node.body) {
    for (const decorator of statement.kind === 'function' ? statement.decorators : []) {
      const call = decorator.kind === 'call' ? decorator : undefined;
      if (!/validator$/.test(variablePath(call?.func ?? decorator) ?? '')) continue;
      const texts = (call?.args ?? []).flatMap(({ name, value }) =>
        name === undefined && value.kind === 'string' ? [value.value] : [],
      );
      found.push(...(texts.length > 0 ? texts : ['*']));
    }
  }
  return found;
}

function isTouched(node: ClassDef, attribute: string): boolean {
  const touched = touchedBy(node);
  return touched.includes(attribute) || touched.includes('*');
}

/** The names of the fields in the order of the constructor's positions; undefined where bases have some, too. */
function positions(classes: readonly ClassDef[]): readonly string[] | undefined {
  const [own, ...others] = classes;
  if (!own || others.length > 0) return undefined;
  return own.body.flatMap((statement) => {
    const [target] = statement.kind === 'assign' && statement.annotation ? statement.targets : [];
    return target?.kind === 'name' ? [target.id] : [];
  });
}

/** What the call that makes an object gives it for a field: an expression, nothing, or perhaps something. */
function given(made: Call, field: string, classes: readonly ClassDef[], names: Names) {
  const at = positions(classes)?.indexOf(field) ?? -1;
  const positional = made.args.some(({ name, star }) => name === undefined && star === undefined);
  if (at < 0 && positional) return { state: 'maybe' } as const;
  return argumentOf(made, at < 0 ? field : `${at}|${field}`, names);
}

function fieldValue({ node, made }: Owner, attribute: string, names: Names): Expression | undefined {
  const { classes, others } = lineage(node, names);
  if (others.some((name) => /^enum\./.test(name))) return undefined;
  if (made && classes.some((one) => isTouched(one, attribute))) return undefined;
  const data = isData(classes, others, names);
  const foreign = others.some((name) => name !== 'object' && name !== 'abc.ABC');
  if (made && !data && foreign && made.args.length > 0) return undefined;
  let found: Expression | 'absent' | 'unclear' = 'absent';
  for (const one of classes) if (found === 'absent') found = bodyValue(one, attribute);
  if (made && data) {
    const argument = given(made, attribute, classes, names);
    if (argument.state !== 'absent') return argument.state === 'given' ? argument.value : undefined;
  }
  if (typeof found === 'string') return undefined;
  const value = data ? unwrapped(found, names) : found;
  const environment = others.some((name) => SETTINGS.test(name));
  return environment && value?.kind === 'constant' && value.value === null ? undefined : value;
}

function ownerOf(node: Expression, names: Names, depth: number): Owner | undefined {
  const own = classOfName(node, names);
  if (own) return { node: own };
  const made = meaning(node, names, depth + 1);
  const called = made.kind === 'call' ? classOfName(made.func, names) : undefined;
  return made.kind === 'call' && called ? { node: called, made } : undefined;
}

function isChanged(holder: Expression, attribute: string, names: Names): boolean {
  const changes = names.changes(holder);
  return changes.has(`.${attribute}`) || changes.has('');
}

/** What `node` reads of a class of this file or an object of one, where only one value is possible. */
export function attributeValue(node: Attribute, names: Names, depth = 0): Expression | undefined {
  const { value, attr } = node;
  // Inside of its class, an object may be one of a subclass, or changed before.
  if (value.kind === 'name' && value.place && functionOf(value.place.scope)?.params[0]?.name === value.id)
    return undefined;
  const owner = ownerOf(value, names, depth);
  if (!owner || isChanged(value, attr, names)) return undefined;
  if (owner.made && isChanged(owner.made.func, attr, names)) return undefined;
  return fieldValue(owner, attr, names);
}

/** The values of all attributes of the class or object that `binding` binds, as this file alone knows them. */
export function fieldsOf(binding: Binding, names: Names): ReadonlyMap<string, Literal> {
  const found = new Map<string, Literal>();
  const { kind, value, node } = binding;
  const owner: Owner | undefined =
    kind === 'class'
      ? { node: node as ClassDef }
      : kind === 'assign' && value?.kind === 'call'
        ? ownerOf(value, names, 0)
        : undefined;
  if (!owner) return found;
  const { classes } = lineage(owner.node, names);
  for (const attribute of new Set(classes.flatMap((one) => [...(one.scope?.bindings.keys() ?? [])]))) {
    if (names.allChanges.at(binding.name).has(`.${attribute}`) || names.allChanges.at(binding.name).has(''))
      continue;
    // What makes an object of the class elsewhere is not known here: only what holds for every object is told.
    if (classes.some((one) => isTouched(one, attribute))) continue;
    const given = fieldValue(owner, attribute, names);
    const literal = given && literalOf(given, names);
    if (literal !== undefined) found.set(attribute, literal);
  }
  return found;
}
