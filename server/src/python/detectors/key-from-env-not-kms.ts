/** SEC-014: a key that encrypts data, read from an environment variable. */

import { wordsOf } from '../../personal/words.ts';
import { type Chunk, type Expression, type Node, rootOf, spanOf } from '../ast.ts';
import { boundOf } from '../bind.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import type { PythonFile } from '../file.ts';
import { isSecretName, keyTable, variableOf } from '../key-material.ts';
import { gathered, lookedUp, perFile, sameElements } from '../memo.ts';
import { occurs } from '../occurrence.ts';
import { secretStores } from '../secret-stores.ts';
import { expressionsOf } from '../statements.ts';
import { hitsIn } from '../taint/flow.ts';
import { isTestFile } from '../test-files.ts';
import { walk } from '../walk.ts';

const ENCRYPTION = new Set(['encryption', 'encrypt', 'cipher', 'crypto', 'aes', 'fernet', 'kek', 'dek']);

/** Words of a key that opens nothing by itself: it was encrypted by another one, or is not secret. */
const WRAPPED = new Set(['encrypted', 'wrapped', 'sealed', 'public', 'id', 'arn', 'name', 'path', 'file']);

const readsEnvironment = occurs((text) => /\b(environ|getenv|decouple)\b/.test(text));

/** Where the keys come from that reach an encryption anywhere in the file. */
const keysUsed = gathered((file, chunk): Node[] =>
  hitsIn(file, chunk)
    .filter(({ sink }) => sink === 'encryption')
    .flatMap(({ taint }) => taint.get('key-material')?.steps[0]?.node ?? []),
);

const byChunk = perFile((file): ReadonlyMap<Chunk, readonly Node[]> => {
  const found = new Map<Chunk, Node[]>();
  for (const node of keysUsed(file)) {
    const chunk = rootOf(node.chunk);
    found.set(chunk, [...(found.get(chunk) ?? []), node]);
  }
  return found;
});

/** Those that stand in a chunk, which other chunks may use. */
const usedIn = lookedUp(byChunk, (a, b) => sameElements(a ?? NONE, b ?? NONE));

const NONE: readonly Node[] = [];

function isCalledSo(variable: string, file: PythonFile): boolean {
  const words = wordsOf(variable);
  if (words.some((word) => WRAPPED.has(word))) return false;
  return isSecretName(variable, keyTable(file.models.tables)) && words.some((word) => ENCRYPTION.has(word));
}

export const detector: PythonDetector = {
  *chunk(chunk, file): Iterable<Seen> {
    if (!readsEnvironment(file) || isTestFile(file)) return;
    const used = new Set(usedIn(file, chunk));
    const found = new Map<Expression, string>();
    const visit = (node: Expression): boolean => {
      const variable = variableOf(node, file);
      if (variable !== undefined && (used.has(node) || isCalledSo(variable, file))) found.set(node, variable);
      return true;
    };
    for (const { statement } of boundOf(chunk).statements) {
      const targets = statement.kind === 'assign' ? statement.targets : [];
      if (statement.kind === 'other-statement' && statement.word === 'delete') continue;
      for (const expression of expressionsOf(statement))
        if (!targets.includes(expression)) walk(expression, visit);
    }
    for (const [node, variable] of found)
      if (rootOf(node.chunk) === chunk)
        yield { span: spanOf(node), values: { variable }, edits: secretStores(file, node, variable) };
  },
};
