/** Where lines of code may go around apps and routes, and the edits that put them there. */
import type { Edit } from '../../engine/types.ts';
import { type Call, type FunctionDef, rootOf, spanOf } from '../ast.ts';
import { boundOf } from '../bind.ts';
import { insert, lineEnd } from '../edit.ts';
import { type PythonFile, textFrom, textOf } from '../file.ts';
import { routesOf } from './routes.ts';

/** A place for whole lines. */
export interface LinePlace {
  readonly offset: number;
  readonly indent: string;
  /** The line before has no end. */
  readonly open: boolean;
}

/** The edit that puts `lines` at `place`, with its indentation and the line ends of the file. */
export function linesAt(file: PythonFile, place: LinePlace, lines: readonly string[]): Edit {
  const end = lineEnd(file);
  const code = lines.map((line) => (line === '' ? end : `${place.indent}${line}${end}`)).join('');
  return insert(place.offset, `${place.open ? end : ''}${code}`);
}

/** Behind the statement that assigns a new app to a variable, alone on its lines; `target`: the variable. */
export function behindCreation(
  file: PythonFile,
  creation: Call,
): (LinePlace & { readonly target: string; readonly module: boolean }) | undefined {
  const text = textFrom(file, creation);
  for (const { statement, place } of boundOf(rootOf(creation.chunk)).statements) {
    if (statement.kind !== 'assign' || statement.value !== creation) continue;
    const [target, ...more] = statement.targets;
    if (!target || more.length > 0 || (target.kind !== 'name' && target.kind !== 'attribute'))
      return undefined;
    const { start, end } = spanOf(statement);
    const line = text.lastIndexOf('\n', start - 1) + 1;
    const indent = text.slice(line, start).replace('\uFEFF', '');
    const newline = text.indexOf('\n', end);
    const rest = text.slice(end, newline < 0 ? undefined : newline).trim();
    if (indent.trim() !== '' || (rest !== '' && !rest.startsWith('#'))) return undefined;
    const module = place.scope.kind === 'module' && place.block.parent === undefined;
    const offset = newline < 0 ? text.length : newline + 1;
    return { offset, indent, open: newline < 0, target: textOf(file, target), module };
  }
  return undefined;
}

/**
 * Before the first route of the module: what a decorator names must be defined there. Undefined where that route stands
 * in a function or class.
 */
export function beforeRoutes(file: PythonFile, framework: string): number | undefined {
  const first = routesOf(file).all.find(
    (route) => route.framework.name === framework && route.handler.decorators.length > 0,
  );
  const chunk = first?.handler.chunk;
  if (!chunk || chunk.owner) return undefined;
  const { offset } = chunk;
  return offset === 0 || file.text[offset - 1] === '\n' ? offset : undefined;
}

/** Between the decorators of a function and its `def`. */
export function beforeDef(file: PythonFile, handler: FunctionDef): LinePlace | undefined {
  const text = textFrom(file, handler);
  const name = handler.chunk.offset + handler.nameSpan.start;
  const offset = text.lastIndexOf('\n', name - 1) + 1;
  const indent = /^([^\S\n]*)(?:async\s+)?def\s+$/.exec(text.slice(offset, name))?.[1];
  return indent === undefined ? undefined : { offset, indent, open: false };
}
