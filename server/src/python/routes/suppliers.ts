/**
 * Functions that a framework calls before a handler, for what a parameter of the handler is to hold:
 * `path: str = Depends(wanted_path)`. Their own parameters are filled from the request, as a handler's are.
 */
import { argumentOf } from '../arguments.ts';
import type { Call, Chunk, ClassDef, Expression, FunctionDef, Param } from '../ast.ts';
import { boundOf } from '../bind.ts';
import type { PythonFile } from '../file.ts';
import { gathered, lookedUp, perFile } from '../memo.ts';
import { occurs } from '../occurrence.ts';
import { classAround } from '../scopes.ts';
import type { Origin, SourceProvider } from '../taint/sources.ts';
import { type Framework, type Supplier, servingOf } from './frameworks.ts';
import { declared, parametersOf } from './parameters.ts';
import { kindOf } from './reads.ts';
import { routesOf } from './routes.ts';

/** A call that names a function which fills a parameter, and that function as it is named. */
export interface Supply {
  readonly call: Call;
  readonly callee: Expression;
  readonly framework: Framework;
}

/** Cheap, for all the files whose framework knows no such thing. */
const mentionsFramework = occurs((text, file) => servingOf(file).modules.test(text));

function supplierAt(call: Call, file: PythonFile): Supplier | undefined {
  const { suppliers } = servingOf(file);
  return file.names.resolve(call.func).flatMap((name) => suppliers.find(name))[0];
}

function supplyAt(call: Call, type: Expression | undefined, file: PythonFile): Supply | undefined {
  const supplier = supplierAt(call, file);
  const named = supplier && argumentOf(call, supplier.function, file.names);
  const callee = named?.state === 'given' ? named.value : named?.state === 'absent' ? type : undefined;
  return supplier && callee && { call, callee, framework: supplier.framework };
}

/** What fills `param` before its function runs; without an argument its type says which class is made. */
export function supplyOf(param: Param, file: PythonFile): Supply | undefined {
  if (!mentionsFramework(file)) return undefined;
  if (param.default?.kind !== 'call' && param.annotation === undefined) return undefined;
  const { marker, type } = declared(file, param);
  return marker && supplyAt(marker, type, file);
}

function makerOf({ body }: ClassDef): FunctionDef | undefined {
  return body.find((one): one is FunctionDef => one.kind === 'function' && one.name === '__init__');
}

/** The function of this file that calling `callee` runs. */
function functionsAt(callee: Expression, file: PythonFile): FunctionDef[] {
  if (callee.kind !== 'name') return [];
  return (file.names.bindings(callee) ?? []).flatMap(({ node }): FunctionDef[] => {
    if (node?.kind === 'function') return [node];
    const maker = node?.kind === 'class' ? makerOf(node) : undefined;
    return maker ? [maker] : [];
  });
}

const supplyingIn = gathered((file, chunk: Chunk): readonly (readonly [FunctionDef, Framework])[] => {
  const { functions, calls } = boundOf(chunk);
  const supplies = [
    ...functions.flatMap(({ params }) => params.map((param) => supplyOf(param, file))),
    ...calls.map(({ call }) => supplyAt(call, undefined, file)),
  ];
  return supplies.flatMap((supply) =>
    supply ? functionsAt(supply.callee, file).map((code) => [code, supply.framework] as const) : [],
  );
});

const supplying = lookedUp(perFile((file) => new Map(supplyingIn(file))));

/** The parts of paths that routes of the file leave open: what stands there is one segment of an address. */
const isSegment = lookedUp(
  perFile((file) => {
    const names = routesOf(file).all.flatMap(({ path }) => path?.match(/(?<=[{<:])\w+(?=[}>:])/g) ?? []);
    return new Map(names.map((name): [string, true] => [name, true]));
  }),
);

/** What a parameter of `owner`, which fills a parameter of a handler, holds of the request. */
export function requestedBy(
  param: Param,
  owner: FunctionDef,
  framework: Framework,
  file: PythonFile,
): readonly Origin[] {
  const found = parametersOf(file, framework, owner, undefined, classAround(owner) !== undefined).find(
    (one) => one.param === param,
  );
  if (!found || found.model || found.fields || found.check.level === 'unknown') return [];
  const { source, check } = found;
  const sent = source === 'query' || source === 'header' || source === 'cookie' || source === 'form';
  const kind = sent || source === 'body' ? kindOf(check) : undefined;
  // Of a segment of the path less can be told than of a text, and the route says which it is.
  if (kind === undefined || isSegment(file, param.name)) return [];
  return [{ kind, note: `\`${param.name}\` of the request` }];
}

export const suppliedSource: SourceProvider = {
  param(param, owner, file) {
    const framework = mentionsFramework(file) ? supplying(file, owner) : undefined;
    return framework ? requestedBy(param, owner, framework, file) : [];
  },
};
