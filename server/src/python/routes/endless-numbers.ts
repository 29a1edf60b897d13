/** Numbers of requests that reach a model although they may be `nan` or infinite: a JSON parser lets both through. */
import type { Edit } from '../../engine/types.ts';
import { type Call, type Chunk, type Expression, spanOf } from '../ast.ts';
import { replace } from '../edit.ts';
import { type PythonFile, textOf } from '../file.ts';
import { occurs } from '../occurrence.ts';
import { checkField, checkOf, typeClass } from './checks.ts';
import { calleeName } from './constraints.ts';
import { settingEdits } from './field-settings.ts';
import { importNames } from './imports.ts';
import { fieldsReached, reachedParameters } from './reached-inputs.ts';
import { type Parameter, type Route, routeTitle } from './route.ts';
import { routesIn } from './routes.ts';
import { byPlatform } from './safeguards.ts';
import { type Field, isFirstVersion } from './schemas.ts';

export interface EndlessNumber {
  /** The type, `float`. */
  readonly node: Expression;
  readonly name: string;
  readonly route: string;
  readonly edits: readonly Edit[] | undefined;
}

/** Whether `call` demands a finite number, or something of which nobody knows what it demands. */
function demands(call: Call): boolean {
  return call.args.some(({ name, star }) => star !== undefined || name === 'allow_inf_nan');
}

/** The `float`s in a type that nothing beside them limits. */
function floatsIn(file: PythonFile, type: Expression): Expression[] {
  if (type.kind === 'binary' && type.op === '|')
    return [...floatsIn(file, type.left), ...floatsIn(file, type.right)];
  if (type.kind === 'name') return file.names.resolve(type).includes('float') ? [type] : [];
  if (type.kind !== 'subscript') return [];
  const items = type.index.flatMap((item) => (item.kind === 'tuple' ? item.items : [item]));
  const names = file.names.resolve(type.value);
  if (names.some((name) => name === 'typing.Optional' || name === 'typing.Union'))
    return items.flatMap((item) => floatsIn(file, item));
  return typeClass(file, type.value) === 'list' ? items.flatMap((item) => floatsIn(file, item)) : [];
}

/** `float` -> `Annotated[float, Field(allow_inf_nan=False)]`, inside of another type. */
function inside(file: PythonFile, node: Expression): Edit[] | undefined {
  const { start } = spanOf(node);
  const typing = importNames(file, 'typing', ['Annotated'], start);
  const pydantic = importNames(file, 'pydantic', ['Field'], start);
  if (!typing || !pydantic) return undefined;
  const code = `${typing.local.get('Annotated')}[${textOf(file, node)}, ${pydantic.local.get('Field')}(allow_inf_nan=False)]`;
  return [...typing.edits, ...pydantic.edits, replace(node, code)];
}

function ofField(file: PythonFile, route: Route, field: Field): EndlessNumber[] {
  const { annotation, setting, owner, name } = field;
  if (checkField(file, field).level !== 'typed' || (setting && demands(setting))) return [];
  return floatsIn(file, annotation).map((node) => {
    const edits =
      node === annotation
        ? settingEdits(file, field, 'allow_inf_nan', 'False')
        : isFirstVersion(file, owner)
          ? undefined
          : inside(file, node);
    return { node, name, route: routeTitle(route), edits };
  });
}

function ofParameter(file: PythonFile, route: Route, { param, check }: Parameter): EndlessNumber[] {
  const { annotation, default: marker } = param;
  if (!annotation || check.level !== 'typed') return [];
  if (marker?.kind === 'call' && (demands(marker) || calleeName(marker) === 'Depends')) return [];
  if (checkOf(file, annotation).level !== 'typed') return [];
  return floatsIn(file, annotation).map((node) => ({
    node,
    name: param.name,
    route: routeTitle(route),
    edits: node === annotation ? undefined : inside(file, node),
  }));
}

const SINK = 'model-input';

const refusesEndless = occurs((text) =>
  /ConfigDict\([^)]*allow_inf_nan|\ballow_inf_nan\s*=\s*False\s*$/m.test(text),
);

/** The numbers that reach a model through the handlers of a chunk. */
export function endlessNumbersIn(file: PythonFile, chunk: Chunk): readonly EndlessNumber[] {
  const routes = routesIn(file, chunk).filter(
    (route) => route.framework.parameters === 'checked' && !byPlatform(file, route),
  );
  if (routes.length === 0 || refusesEndless(file)) return [];
  const reached = reachedParameters(file, chunk, SINK);
  return routes.flatMap((route) =>
    route.parameters
      .filter((parameter) => reached.has(parameter))
      .flatMap((parameter) =>
        parameter.model
          ? fieldsReached(file, route, parameter).flatMap((field) => ofField(file, route, field))
          : ofParameter(file, route, parameter),
      ),
  );
}
