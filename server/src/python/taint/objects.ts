/**
 * Objects of libraries that are handed to functions of the project, which need not say what they are: with them goes what
 * they give to who asks, as the tables tell it of their full names.
 */
import type { Expression } from '../ast.ts';
import type { PythonFile } from '../file.ts';
import { requestAt } from '../routes/request-source.ts';
import { CLEAN, join, origin } from './kinds.ts';
import type { Segment } from './symbols.ts';
import { carrying, either, NOTHING, type Value, written } from './value.ts';

/** `.url.path` -> `.url`, `.path`. */
function segmentsOf(asked: string): Segment[] {
  return asked.match(/\.\w+(?:\(\))?/g) ?? [];
}

/** `value`, which `node` gave, as a function gets it. */
export function handedOver(node: Expression, value: Value, file: PythonFile): Value {
  if (node.kind !== 'name' && node.kind !== 'attribute') return value;
  const { objects, survivors } = file.models;
  const request = requestAt(file, node);
  const names = request === undefined ? file.names.resolve(node) : [request, ...file.names.resolve(node)];
  let members = NOTHING;
  for (const name of names)
    for (const rows of objects.find(name))
      for (const [asked, sources] of rows) {
        let taint = CLEAN;
        for (const { kind, ...told } of sources) taint = join(taint, origin(kind, { node, ...told }));
        members = written(members, segmentsOf(asked), carrying(taint), survivors, true);
      }
  return members.parts ? either(value, { ...NOTHING, members: members.parts }, survivors) : value;
}
