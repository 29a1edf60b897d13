/**
 * Tells the taint engine which parameters of tools carry what a model chose. What reads as a prompt to the model may come
 * from a web page or a mail, so that its author chooses the arguments. Numbers and names from a list carry no text.
 */
import type { Expression, FunctionDef, Param } from '../ast.ts';
import type { PythonFile } from '../file.ts';
import { checkOf } from '../routes/checks.ts';
import type { SourceProvider } from '../taint/sources.ts';
import { toolTable } from './tool-table.ts';
import { toolAt } from './tools.ts';

/** The type and the marks beside it: of `Annotated[T, m]` all, of `T | None` and `Ctx[T]` what they are about. */
function partsOf(node: Expression): readonly Expression[] {
  if (node.kind === 'binary') return [...partsOf(node.left), ...partsOf(node.right)];
  if (node.kind === 'call') return [node.func];
  if (node.kind === 'tuple') return node.items.flatMap(partsOf);
  if (node.kind === 'subscript') return [node.value, ...node.index.flatMap(partsOf)];
  return [node];
}

function isSupplied(file: PythonFile, { name, annotation }: Param): boolean {
  const { supplied, suppliedNames } = toolTable(file);
  if (suppliedNames.has(name)) return true;
  return (
    annotation !== undefined &&
    partsOf(annotation).some((part) =>
      file.names.resolve(part).some((full) => supplied.find(full).length > 0),
    )
  );
}

function isMethod({ scope }: FunctionDef): boolean {
  return scope?.parent?.kind === 'class';
}

/** Whether a model chooses what `param` of the tool `owner` is. */
export function isChosen(file: PythonFile, param: Param, owner: FunctionDef): boolean {
  if (isMethod(owner) && owner.params[0] === param) return false;
  return param.name !== '' && !isSupplied(file, param);
}

function carriesText(file: PythonFile, { annotation }: Param): boolean {
  return annotation === undefined || checkOf(file, annotation).text;
}

export const toolArguments: SourceProvider = {
  param: (param, owner, file) => {
    if (!toolAt(file, owner) || !isChosen(file, param, owner) || !carriesText(file, param)) return [];
    return [{ kind: 'tool-argument', note: `argument \`${param.name}\` of the tool \`${owner.name}\`` }];
  },
};
