/** SEC-010: a key where people read it: consoles, logs, trackers of experiments, plain files. */

import { wordsOf } from '../../personal/words.ts';
import type { Call, Expression } from '../ast.ts';
import { boundCall, neighbours } from '../call-index.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import { calleeSpan, type PythonFile, textOf } from '../file.ts';
import { fingerprintEdits, shownKeys } from '../fingerprint.ts';
import { keyTable } from '../key-material.ts';
import { isKept } from '../key-storage.ts';
import { type BoundCall, functionOf } from '../scopes.ts';
import { hitsIn } from '../taint/flow.ts';
import { calleeOf, type Hit, wayOf } from '../taint/run.ts';
import { isTestFile } from '../test-files.ts';

const KIND = 'key-material';

const OUTPUTS = new Set(['console', 'log', 'tracker', 'plain-file']);

const MAKING = /^(generate|gen|create|make|new|print|show)$/;

/** Whether the code around is there to make keys, and shows or writes them because that is what it is for. */
function isKeyTool({ place }: BoundCall, toFile: boolean, file: PythonFile): boolean {
  const { making } = keyTable(file.models.tables);
  const owner = functionOf(place.scope);
  const command =
    owner?.decorators.some((decorator) => /(^|\.)(command|cli)\b/.test(textOf(file, decorator))) === true;
  const makes = (name: string): boolean => {
    const words = wordsOf(name);
    return (
      words.some((word) => making.has(word)) ||
      (MAKING.test(words[0] ?? '') &&
        words.some((word) => /^(keys?|keypairs?|secrets?|tokens?|certs?|certificates?|ca|ssl)$/.test(word)))
    );
  };
  if (owner && makes(owner.name) && (toFile || command || making.has(owner.name))) return true;
  const inModule = toFile || owner === undefined || owner.name === 'main';
  return inModule && makes((file.source.path.split('/').at(-1) ?? '').replace(/\.py$/, ''));
}

/** Calls that set who may read a file. */
const RESTRICTING = /^(os\.(chmod|fchmod|open|umask)|pathlib\.Path\(\)\.(chmod|touch))$/;

function isRestricted({ call }: BoundCall, file: PythonFile): boolean {
  return neighbours(file, call).some((other) =>
    file.names.resolve(other.call.func).some((name) => RESTRICTING.test(name)),
  );
}

/** Whether the key was made here and is kept nowhere else: what shows it may hold its only copy. */
function isOnlyCopy(keys: readonly Expression[], at: Hit['at'], file: PythonFile): boolean {
  return keys.some((key) => {
    const source = at(key).get(KIND)?.steps[0]?.node;
    if (source?.kind !== 'call') return false;
    const made = boundCall(source);
    const random = keyTable(file.models.tables).random;
    const fresh =
      made &&
      file.names
        .resolve(made.call.func)
        .some((name) => name.endsWith('.generate_key') || random.has(name) || name.includes('private'));
    if (!made || !fresh) return false;
    const target = made.statement.kind === 'assign' ? made.statement.targets[0] : undefined;
    return !isKept(made.call, target, made, file);
  });
}

/** `[:8]`, `[-4:]`: a provider's prefix, or what tells keys apart. */
const CUT = /\[\s*(?::\s*[1-8]|-\s*[1-8]\s*:)\s*\]$/;

/** Whether only the beginning or the end of a key is shown. */
function isCut(node: Expression, file: PythonFile): boolean {
  return node.kind === 'subscript' && CUT.test(textOf(file, node));
}

function seen(hits: readonly Hit[], call: Call, file: PythonFile): Seen | undefined {
  const [first] = hits;
  const bound = boundCall(call);
  const carried = first?.taint.get(KIND);
  if (!first || !bound || !carried) return undefined;
  const toFile = first.sink === 'plain-file';
  if (toFile && (isTestFile(file) || isRestricted(bound, file))) return undefined;
  if ((toFile || first.sink === 'console') && isKeyTool(bound, toFile, file)) return undefined;
  const keys = hits.flatMap(({ argument, at }) => shownKeys(argument, (node) => at(node).has(KIND)));
  if (keys.length > 0 && keys.every((key) => isCut(key, file))) return undefined;
  const edits = toFile || first.beyond ? undefined : fingerprintEdits(call, keys, file);
  const callee = calleeOf(first, file);
  const steps = wayOf(first, carried.steps, file);
  return {
    case: toFile ? 'file' : 'shown',
    span: calleeSpan(file, call),
    values: { callee, what: carried.steps[0]?.note ?? 'a key' },
    edits: isOnlyCopy(keys, first.at, file) ? { 'fingerprint-only-copy': edits } : { fingerprint: edits },
    steps,
  };
}

export const detector: PythonDetector = {
  *chunk(chunk, file) {
    const byCall = new Map<Call, Hit[]>();
    for (const hit of hitsIn(file, chunk)) {
      if (!OUTPUTS.has(hit.sink) || !hit.taint.has(KIND)) continue;
      const list = byCall.get(hit.call);
      if (list) list.push(hit);
      else byCall.set(hit.call, [hit]);
    }
    for (const [call, hits] of byCall) {
      const found = seen(hits, call, file);
      if (found) yield found;
    }
  },
};
