/**
 * Credentials without a provider's form: known by the name they stand under, or by the client that gets them, and by
 * looking like something that was drawn or chosen. Texts are judged first, because few are left then.
 */

import type { Rule } from '../../engine/types.ts';
import { isAuthorization, isPassword, isToken, promises, schemeOf, wordsOf } from '../../secrets/chosen.ts';
import { isPublicKey } from '../../secrets/public-keys.ts';
import { type Chunk, type Expression, rootOf, type Str, spanOf } from '../ast.ts';
import { boundOf } from '../bind.ts';
import { meaning } from '../constants.ts';
import { credentialsOf, settingOf } from '../credential-clients.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import type { PythonFile } from '../file.ts';
import { type Literal, literalsOf } from '../literals.ts';
import { gathered, lookedUp, perFile } from '../memo.ts';
import { secretEdits } from '../secret-edits.ts';
import { isTestFile } from '../test-files.ts';

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
      const token = isToken(value.slice(schemeOf(value).length));
      return token || isPassword(value) ? [{ literal, token }] : [];
    });
  known.set(chunk, candidates);
  return candidates;
}

/** `dbPassword` -> `DB_PASSWORD`; a header is called after what it carries. */
function variableFor(name: string): string {
  if (isAuthorization(name)) return 'API_TOKEN';
  return wordsOf(name).join('_').toUpperCase();
}

function seen(
  file: PythonFile,
  { fixes }: Rule,
  literal: Literal,
  variable: string,
  name: string,
  known: boolean,
): Seen {
  return {
    case: known ? 'client' : 'name',
    span: spanOf(literal.node),
    values: { name, variable, length: String(literal.node.value.length) },
    edits: secretEdits(file, literal, variable, fixes),
  };
}

/** The last name of what `node` is, where a constant may stand behind it. */
function lastName(node: Expression | undefined): string | undefined {
  if (node?.kind === 'name') return node.id;
  return node?.kind === 'attribute' ? node.attr : undefined;
}

const allCandidates = gathered((_file, chunk) => candidatesOf(chunk));

const anyCandidates = perFile((file) => allCandidates(file).length > 0);

function candidateOf(node: Str): Candidate | undefined {
  return candidatesOf(rootOf(node.chunk)).find(({ literal }) => literal.node === node);
}

const candidateNames = perFile((file): ReadonlyMap<string, true> => {
  const names = allCandidates(file).map(({ literal: { statement } }) =>
    statement.kind === 'assign' ? lastName(statement.targets[0]) : undefined,
  );
  return new Map(names.flatMap((name) => (name === undefined ? [] : [[name, true]])));
});

/** Whether a candidate is assigned to a name. */
const isCandidateName = lookedUp(candidateNames);

/** A candidate that a client is given. */
interface Use {
  readonly node: Str;
  readonly variable: string;
  readonly name: string;
  /** The client's server takes any text. */
  readonly local: boolean;
}

/** What clients are given in a chunk: the literal itself or a constant. By node, because a constant may go to several. */
const allUses = gathered((file, chunk): readonly Use[] => {
  if (!anyCandidates(file)) return [];
  const own = new Set(candidatesOf(chunk).map(({ literal }) => literal.node));
  // Few calls are given a candidate, or a name that one is assigned to; only they are resolved.
  const calls = boundOf(chunk).calls.filter(({ call }) =>
    call.args.some(({ value, star }) => {
      if (value.kind === 'string') return own.has(value);
      const name = lastName(value);
      return star === '**' || (name !== undefined && isCandidateName(file, name));
    }),
  );
  return calls.flatMap(({ call }) =>
    credentialsOf(file, call).flatMap(({ value, argument, variable, password, local }): Use[] => {
      const node = meaning(value, file.names);
      const candidate = node.kind === 'string' ? candidateOf(node) : undefined;
      if (node.kind !== 'string' || !candidate || (!password && !candidate.token)) return [];
      return [{ node, variable, name: argument.name ?? 'credential', local }];
    }),
  );
});

const firstUses = perFile((file) => {
  const found = new Map<Str, Use>();
  for (const use of allUses(file)) if (!found.has(use.node)) found.set(use.node, use);
  return found;
});

/** The first use of a literal. */
const firstUse = lookedUp(firstUses);

/** What a name, or an attribute of a module, promises to be a credential. */
function byName(file: PythonFile, rule: Rule, { literal, token }: Candidate): Seen | undefined {
  const { name, statement } = literal;
  const target =
    statement.kind === 'assign' && statement.value === literal.node ? statement.targets[0] : undefined;
  const setting = token && target?.kind === 'attribute' ? settingOf(file, target) : undefined;
  if (setting !== undefined) return seen(file, rule, literal, setting, name ?? setting, true);
  const header = name !== undefined && isAuthorization(name) ? 'token' : undefined;
  const promised = name === undefined ? undefined : (header ?? promises(name));
  if (name === undefined || promised === undefined || (promised === 'token' && !token)) return undefined;
  // A test makes up the users that it makes up, with their passwords and tokens.
  if (isTestFile(file)) return undefined;
  return seen(file, rule, literal, variableFor(name), name, false);
}

function* detect(chunk: Chunk, file: PythonFile, rule: Rule): Iterable<Seen> {
  for (const candidate of candidatesOf(chunk)) {
    const { literal } = candidate;
    const use = firstUse(file, literal.node);
    if (use?.local) continue;
    const sighting = use
      ? seen(file, rule, literal, use.variable, use.name, true)
      : byName(file, rule, candidate);
    if (sighting && !isPublicKey(file.tables, literal.node.value)) yield sighting;
  }
}

export const detector: PythonDetector = { chunk: detect };
