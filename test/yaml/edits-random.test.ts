/** Random edits of manifests in random styles: what the parser reads afterwards is exactly what was asked for. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Document, isMap, isSeq, parseDocument, visit } from 'yaml';
import { ROOT } from '../../scripts/rules.ts';
import { applyEdits } from '../../server/src/engine/edits.ts';
import { entries, items, rootOf, type Step, type View } from '../../server/src/yaml/access.ts';
import { appendItem, type Edits, setField } from '../../server/src/yaml/additions.ts';
import { readDocuments } from '../../server/src/yaml/documents.ts';
import { removeField, replaceField } from '../../server/src/yaml/removals.ts';
import { type Seeded, seeded } from './seeded.ts';

type Data = { [key: string]: Data } | Data[] | string | number | boolean | null;

const sample = readFileSync(join(ROOT, 'samples/article/deployment.yaml'), 'utf8');

function read(text: string): Data {
  const document: Document = parseDocument(text, { version: '1.1' });
  assert.deepEqual(
    document.errors.map(({ message }) => message),
    [],
    text,
  );
  return document.toJS() as Data;
}

/** The sample with some collections in flow style, other indentation, blank lines, empty values and line ends. */
function restyled(random: Seeded): string {
  const document: Document = parseDocument(sample);
  visit(document, {
    Collection: (_, node) => {
      if ((isMap(node) || isSeq(node)) && random.next() < 0.12) node.flow = true;
      if (random.next() < 0.1 && !node.flow && node.items.length > 0) node.spaceBefore = true;
    },
    Pair: (_, pair) => {
      if (random.next() < 0.04) pair.value = document.createNode(random.pick([null, {}, []]));
    },
  });
  const text = document.toString({
    indent: random.pick([2, 3, 4]),
    indentSeq: random.next() < 0.5,
    nullStr: random.pick(['', '~', 'null']),
  });
  return random.next() < 0.3 ? text.replaceAll('\n', '\r\n') : text;
}

interface Target {
  readonly path: readonly Step[];
  readonly kind: 'map' | 'list' | 'field' | 'item';
}

function targetsIn(view: View, path: readonly Step[] = []): Target[] {
  const { node } = view;
  if (node.kind === 'map') {
    const below = entries(view).flatMap(({ name, value }): Target[] => {
      return [{ path: [...path, name], kind: 'field' }, ...targetsIn(value, [...path, name])];
    });
    return [{ path, kind: 'map' }, ...below];
  }
  if (node.kind === 'scalar') return [];
  const below = items(view).flatMap((item, index): Target[] => {
    return [{ path: [...path, index], kind: 'item' }, ...targetsIn(item, [...path, index])];
  });
  return [{ path, kind: 'list' }, ...below];
}

function at(data: Data, path: readonly Step[]): Data {
  return path.reduce<Data>((inner, step) => (inner as Record<Step, Data>)[step] ?? null, data);
}

/** Takes out what is at `path`, and each parent that would be left empty; false when all would be. */
function takeOut(data: Data, path: readonly Step[]): boolean {
  for (let rest = [...path]; rest.length > 0; rest = rest.slice(0, -1)) {
    const parent = at(data, rest.slice(0, -1));
    const step = rest.at(-1) ?? '';
    if (Array.isArray(parent) ? parent.length <= 1 : Object.keys(parent as object).length <= 1) continue;
    if (Array.isArray(parent)) parent.splice(Number(step), 1);
    else delete (parent as Record<Step, Data>)[step];
    return true;
  }
  return false;
}

/** An edit of `target`, and the same done to `data`; undefined when nothing can be left. */
function change(root: View, { path, kind }: Target, data: Data, random: Seeded): Edits {
  const inner = at(data, path);
  if (kind === 'map') {
    (inner as Record<string, Data>).added = { deep: ['x', 1] };
    return setField(root, [...path, 'added', 'deep'], ['x', 1]);
  }
  if (kind === 'list') {
    (inner as Data[]).push({ n: 'a', m: {} });
    return appendItem(root, path, { n: 'a', m: {} });
  }
  if (kind === 'item' || random.next() < 0.7)
    return takeOut(data, path) ? removeField(root, path) : undefined;
  const parent = at(data, path.slice(0, -1)) as Record<string, Data>;
  delete parent[String(path.at(-1))];
  parent.other = { q: [1] };
  return replaceField(root, path, 'other', { q: [1] });
}

test('random edits do what they say and nothing else', () => {
  let done = 0;
  for (let seed = 1; seed <= 150; seed++) {
    const random = seeded(seed);
    const text = restyled(random);
    const tree = readDocuments(text, '1.1').documents[0]?.tree;
    const root = tree && rootOf(tree);
    assert.ok(root);
    const targets = targetsIn(root);
    for (let i = 0; i < 8; i++) {
      const target = random.pick(targets);
      const wanted = read(text);
      const edits = change(root, target, wanted, random);
      if (!edits) continue;
      const after = applyEdits(text, edits);
      assert.deepEqual(
        read(after),
        wanted,
        `seed ${seed}, ${target.kind} ${target.path.join('.')}:\n${after}`,
      );
      done++;
    }
  }
  assert.ok(done > 1_000, `only ${done} edits were possible`);
});
