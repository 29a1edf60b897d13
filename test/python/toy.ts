/**
 * Where data goes, told in the comments of a program: `source()` gives a value that passes, `key()` one that does not; a
 * call of `sink` that is reached carries `# !` with the kinds, one that is not carries `# ok`.
 */
import assert from 'node:assert/strict';
import { models } from '../../scripts/rules.ts';
import type { ThreatModel } from '../../server/src/engine/types.ts';
import { fileOf, readFacts } from '../../server/src/python/file.ts';
import { hitsIn } from '../../server/src/python/taint/flow.ts';
import { compileModels } from '../../server/src/python/taint/models.ts';
import { ready } from '../support/parsers.ts';
import { projectOf, sourceOf } from '../support/workspace.ts';

await ready;

const TABLES = {
  ...models(),
  toy: {
    kinds: {
      data: { title: 'data', passes: true },
      key: { title: 'a key', passes: false, methods: ['decode', 'hex'], attributes: ['raw'] },
    },
    sources: [
      { at: 'toy.source()', kind: 'data', note: 'the source' },
      { at: 'toy.key()', kind: 'key', note: 'the key' },
    ],
    sinks: [
      { at: 'toy.sink(0)', kind: 'model-input' },
      { at: 'toy.shell(0|command)', kind: 'shell' },
    ],
    sanitizers: [{ at: 'toy.clean()', stops: 'all' }],
    terminating: ['toy.abort'],
  },
};
const MODELS = {
  application: compileModels(TABLES),
  library: compileModels(TABLES, 'library'),
};

/** Every `sink`/`shell` line must say in its comment what reaches it: `# ! data`, `# ok`. */
export function check(
  text: string,
  files: Readonly<Record<string, string>> = {},
  threatModel: ThreatModel = 'application',
): void {
  const code = `from toy import source, key, sink, shell, clean, abort\n${text}`;
  const source = sourceOf('a.py', code);
  const others = Object.entries(files).map(([path, other]) => sourceOf(path, other));
  const project = projectOf([source, ...others]);
  const file = fileOf(readFacts(source, undefined, project), project, MODELS[threatModel]);
  const reached = new Map<number, string[]>();
  const lineOf = (offset: number): number => code.slice(0, offset).split('\n').length - 1;
  for (const { call, taint } of file.chunks.flatMap((chunk) => hitsIn(file, chunk))) {
    const line = lineOf(call.chunk.offset + call.start);
    reached.set(line, [...new Set([...(reached.get(line) ?? []), ...taint.keys()])].sort());
  }
  const lines = code.split('\n');
  const found = lines.map((line, n) => {
    const kinds = reached.get(n);
    return /\b(sink|shell|run|go|far)\(/.test(line) && !/^ *(def|class) /.test(line)
      ? line.replace(/\s*#.*$/, '') + (kinds ? `  # ! ${kinds.join(' ')}` : '  # ok')
      : line;
  });
  assert.equal(found.join('\n'), lines.map((line) => line.trimEnd()).join('\n'));
}
