/** Ways for strangers to load, replace or delete models: routes, options of servers that are started, variables. */
import type { Edit } from '../../engine/types.ts';
import { openManagement, opensByVariable, serverTable } from '../../shell/model-servers.ts';
import { type Chunk, type Sequence, spanOf } from '../ast.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import { settingsIn } from '../environment-settings.ts';
import { calleeSpan, type PythonFile, textFrom } from '../file.ts';
import { launchedIn } from '../launched-commands.ts';
import { factsIn } from '../routes/facts.ts';
import { keyEdits } from '../routes/key-fix.ts';
import { openManagementRoute } from '../routes/management.ts';
import { routeTitle } from '../routes/route.ts';
import { removeStatement } from '../statement-edit.ts';

/** Takes the item at `span` out of a list. */
function withoutItem(file: PythonFile, list: Sequence, start: number): Edit[] | undefined {
  const at = list.items.findIndex((item) => spanOf(item).start === start);
  const item = list.items[at];
  if (!item) return undefined;
  const before = list.items[at - 1];
  const next = list.items[at + 1];
  const from = before && !next ? spanOf(before).end : spanOf(item).start;
  const to = next ? spanOf(next).start : spanOf(item).end;
  const between = textFrom(file, item).slice(from, to);
  return between.includes('#') ? undefined : [{ span: { start: from, end: to }, text: '' }];
}

function commands(file: PythonFile, chunk: Chunk): Seen[] {
  const table = serverTable(file.tables);
  return launchedIn(file, chunk).flatMap(({ program, list }) =>
    openManagement(table, program).map(({ word, what, remove }): Seen => {
      const edits = remove && list ? withoutItem(file, list, word.span.start) : undefined;
      return {
        case: 'option',
        span: word.span,
        values: { option: word.value.text, what },
        edits: { remove: edits },
      };
    }),
  );
}

function variables(file: PythonFile, chunk: Chunk): Seen[] {
  const table = serverTable(file.tables);
  const wanted = new Set(table.variables.map(({ variable }) => variable));
  return settingsIn(file, chunk, wanted).flatMap(({ name, literal }): Seen[] => {
    const { node, statement, place } = literal;
    const what = opensByVariable(table, name, node.value);
    if (what === undefined) return [];
    const remove = removeStatement(file, statement, place);
    return [{ case: 'option', span: spanOf(node), values: { option: name, what }, edits: { remove } }];
  });
}

function routes(file: PythonFile, chunk: Chunk): Seen[] {
  const places = new Set<number>();
  return factsIn(file, chunk).flatMap((facts): Seen[] => {
    const { route } = facts;
    const found = openManagementRoute(file, facts);
    if (!found || !route.declaration) return [];
    const span = calleeSpan(file, route.declaration);
    if (places.has(span.start)) return [];
    places.add(span.start);
    return [
      { case: found, span, values: { route: routeTitle(route) }, edits: { key: keyEdits(file, route) } },
    ];
  });
}

export const detector: PythonDetector = {
  chunk: (chunk, file) => [...routes(file, chunk), ...commands(file, chunk), ...variables(file, chunk)],
};
