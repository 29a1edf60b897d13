/**
 * Credentials without a provider's form: known by the name they stand under, or by the client that gets them, and by
 * looking like something that was drawn or chosen. Texts are judged first, because few are left then.
 */
import { isPassword, isToken, promises, wordsOf } from '../../secrets/chosen.ts';
import { type Call, type Chunk, type Expression, type Str, spanOf } from '../ast.ts';
import { meaning } from '../constants.ts';
import { credentialsOf, settingOf } from '../credential-clients.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import { environmentEdits } from '../environment-edit.ts';
import type { PythonFile } from '../file.ts';
import { type Literal, literalsOf } from '../literals.ts';

interface Candidate {
  readonly literal: Literal;
  readonly token: boolean;
}

const known = new WeakMap<Chunk, readonly Candidate[]>();

/** The literals of a chunk whose text may be a credential, whatever they are for. */
function candidatesOf(chunk: Chunk): readonly Candidate[] {
  const candidates =
    known.get(chunk) ??
    literalsOf(chunk).flatMap((literal): Candidate[] => {
      if (literal.statement.kind === 'other-statement' || literal.node.triple) return [];
      const { value } = literal.node;
      const token = isToken(value);
      return token || isPassword(value) ? [{ literal, token }] : [];
    });
  known.set(chunk, candidates);
  return candidates;
}

/** `dbPassword` -> `DB_PASSWORD`. */
function variableFor(name: string): string {
  return wordsOf(name).join('_').toUpperCase();
}

function seen(file: PythonFile, literal: Literal, variable: string, name: string, known: boolean): Seen {
  return {
    case: known ? 'client' : 'name',
    span: spanOf(literal.node),
    values: { name, variable, length: String(literal.node.value.length) },
    edits: { environment: environmentEdits(file, literal, variable) },
  };
}

/** The last name of what `node` is, where a constant may stand behind it. */
function lastName(node: Expression | undefined): string | undefined {
  if (node?.kind === 'name') return node.id;
  return node?.kind === 'attribute' ? node.attr : undefined;
}

/** The calls that are given a candidate, or a name that one is assigned to: few, so that only they are resolved. */
function* callsWith(file: PythonFile, candidates: ReadonlyMap<Str, Candidate>): Iterable<Call> {
  const names = new Set<string | undefined>();
  for (const { literal } of candidates.values())
    if (literal.statement.kind === 'assign') names.add(lastName(literal.statement.targets[0]));
  names.delete(undefined);
  for (const { call } of file.calls) {
    const given = call.args.some(({ value, star }) =>
      value.kind === 'string' ? candidates.has(value) : star === '**' || names.has(lastName(value)),
    );
    if (given) yield call;
  }
}

/**
 * What clients are given: the literal itself or a constant. By node, because a constant may go to several; without a
 * sighting where the client's server takes any text.
 */
function* atClients(
  file: PythonFile,
  candidates: ReadonlyMap<Str, Candidate>,
): Iterable<[Str, Seen | undefined]> {
  for (const call of callsWith(file, candidates)) {
    for (const { value, argument, variable, password, local } of credentialsOf(file, call)) {
      const node = meaning(value, file.names);
      const candidate = node.kind === 'string' ? candidates.get(node) : undefined;
      if (node.kind !== 'string' || !candidate || (!password && !candidate.token)) continue;
      yield [
        node,
        local ? undefined : seen(file, candidate.literal, variable, argument.name ?? 'credential', true),
      ];
    }
  }
}

/** What a name, or an attribute of a module, promises to be a credential. */
function byName(file: PythonFile, { literal, token }: Candidate): Seen | undefined {
  const { name, statement } = literal;
  const target =
    statement.kind === 'assign' && statement.value === literal.node ? statement.targets[0] : undefined;
  const setting = token && target?.kind === 'attribute' ? settingOf(file, target) : undefined;
  if (setting !== undefined) return seen(file, literal, setting, name ?? setting, true);
  const promised = name === undefined ? undefined : promises(name);
  if (name === undefined || promised === undefined || (promised === 'token' && !token)) return undefined;
  return seen(file, literal, variableFor(name), name, false);
}

function* detect(file: PythonFile): Iterable<Seen> {
  const candidates = new Map(
    file.chunks.flatMap(candidatesOf).map((candidate) => [candidate.literal.node, candidate]),
  );
  if (candidates.size === 0) return;
  const done = new Set<Str>();
  for (const [node, sighting] of atClients(file, candidates)) {
    if (done.has(node)) continue;
    done.add(node);
    if (sighting) yield sighting;
  }
  for (const [node, candidate] of candidates) {
    const sighting = done.has(node) ? undefined : byName(file, candidate);
    if (sighting) yield sighting;
  }
}

export const detector: PythonDetector = { module: detect };
