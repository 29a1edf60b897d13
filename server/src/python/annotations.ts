/** What annotations promise: `OpenAI | None` an `openai.OpenAI()`, `list[UploadFile]` uploads one by one. Knows no bindings. */
import type { Expression } from './ast.ts';
import { plain } from './reference.ts';

/** The references that an expression stands for. */
type References = (node: Expression) => readonly string[];

const WRAPPERS = new Set(['typing.Optional', 'typing.Annotated']);
const LISTS =
  /^(?:builtins\.)?(?:list|tuple|set|frozenset)$|^(?:typing|collections\.abc)\.(?:List|Sequence|Iterable|Iterator|Collection|Tuple|Set)$/;

/** The type that `annotation` has in brackets behind one that `isOuter` accepts. */
function within(
  annotation: Expression,
  references: References,
  isOuter: (name: string) => boolean,
): Expression | undefined {
  if (annotation.kind !== 'subscript') return undefined;
  return isOuter(plain(references(annotation.value)[0] ?? '')) ? annotation.index[0] : undefined;
}

/** The alternatives of `annotation`, without what only marks it. */
function alternatives(annotation: Expression, references: References): readonly Expression[] {
  if (annotation.kind === 'binary' && annotation.op === '|')
    return [...alternatives(annotation.left, references), ...alternatives(annotation.right, references)];
  const inner = within(annotation, references, (name) => WRAPPERS.has(name));
  return inner ? alternatives(inner, references) : [annotation];
}

/** The instances that `annotation` promises. */
export function instancesOf(annotation: Expression, references: References): readonly string[] {
  return alternatives(annotation, references)
    .filter(({ kind }) => kind !== 'subscript')
    .flatMap((type) => references(type).map((name) => `${name}()`));
}

/** The instances that what `annotation` promises has for elements. */
export function elementsOf(annotation: Expression, references: References): readonly string[] {
  return alternatives(annotation, references).flatMap((type) => {
    const element = within(type, references, (name) => LISTS.test(name));
    return element ? instancesOf(element, references) : [];
  });
}
