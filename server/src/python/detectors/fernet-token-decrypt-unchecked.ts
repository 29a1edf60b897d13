/**
 * SEC-015: texts whose signature nobody checks. Tokens that are read without it, and handlers that go on when a decryption
 * says that the text was changed.
 */
import type { Edit } from '../../engine/types.ts';
import { argumentOf } from '../arguments.ts';
import { type Call, type Chunk, type Expression, type Handler, type Statement, spanOf } from '../ast.ts';
import { boundOf } from '../bind.ts';
import { constantOf, meaning } from '../constants.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import { removeArgument, replace } from '../edit.ts';
import type { PythonFile } from '../file.ts';
import { isOwnToken, tellsTimesOnly } from '../own-tokens.ts';
import type { Block, BoundCall } from '../scopes.ts';
import { callsUnder, clauseSpan, swallows } from '../swallowed-exceptions.ts';
import { isTestFile } from '../test-files.ts';
import { walk } from '../walk.ts';

const DECODERS = ['jwt.decode', 'jwt.PyJWT().decode', 'jose.jwt.decode', 'jwt.api_jwt.decode'];

/** What is raised when somebody has changed the text, or signed it with another key. */
const REFUSALS = new Set([
  'cryptography.fernet.InvalidToken',
  'cryptography.exceptions.InvalidSignature',
  'cryptography.exceptions.InvalidTag',
  'jwt.InvalidSignatureError',
  'jwt.InvalidTokenError',
  'jwt.exceptions.InvalidSignatureError',
  'jwt.exceptions.InvalidTokenError',
  'itsdangerous.BadSignature',
  'itsdangerous.exc.BadSignature',
]);

const OPENS = new Set(['decrypt', 'verify', 'decode', 'loads', 'unsign', 'decrypt_at_time']);

function isFalse(file: PythonFile, node: Expression): boolean {
  const value = constantOf(node, file.names);
  return value.state === 'known' && value.value === false;
}

/** The entry of `options` that switches the check off. */
function switchIn(
  file: PythonFile,
  options: Expression,
): { readonly value: Expression; readonly only: boolean } | undefined {
  const meant = meaning(options, file.names);
  if (meant.kind !== 'dict') return undefined;
  const entry = meant.entries.find(
    ({ key, value }) => key?.kind === 'string' && key.value === 'verify_signature' && isFalse(file, value),
  );
  return entry && { value: entry.value, only: meant.entries.length === 1 && meant === options };
}

/** Takes an argument away where what is left can check: a key and its algorithms are given. */
function without(file: PythonFile, call: Call, name: string): readonly Edit[] | undefined {
  const given = (key: string): boolean => argumentOf(call, key, file.names).state === 'given';
  const argument = call.args.find((each) => each.name === name);
  return argument && given('1|key') && given('2|algorithms')
    ? removeArgument(file, call, argument)
    : undefined;
}

/** Whose token it is that is read without its signature. */
function unchecked(call: Call, file: PythonFile): 'signature' | 'own' {
  const token = argumentOf(call, '0|jwt|token', file.names);
  const own = token.state === 'given' && isOwnToken(token.value, file);
  return own || tellsTimesOnly(call) ? 'own' : 'signature';
}

function inCall({ call }: BoundCall, file: PythonFile): Seen[] {
  const options = argumentOf(call, '3|options', file.names);
  const off = options.state === 'given' ? switchIn(file, options.value) : undefined;
  if (off && options.state === 'given') {
    const edits = off.only ? without(file, call, 'options') : undefined;
    return [{ case: unchecked(call, file), span: spanOf(options.argument), edits: { check: edits } }];
  }
  const verify = argumentOf(call, 'verify', file.names);
  if (verify.state === 'given' && isFalse(file, verify.value))
    return [
      {
        case: unchecked(call, file),
        span: spanOf(verify.argument),
        edits: { check: without(file, call, 'verify') },
      },
    ];
  const algorithms = argumentOf(call, '2|algorithms', file.names);
  const list = algorithms.state === 'given' ? meaning(algorithms.value, file.names) : undefined;
  const none =
    (list?.kind === 'list' || list?.kind === 'tuple') &&
    list.items.some((item) => item.kind === 'string' && item.value.toLowerCase() === 'none');
  return none && algorithms.state === 'given'
    ? [{ case: 'none', span: spanOf(algorithms.argument), edits: {} }]
    : [];
}

function takesRefusal(file: PythonFile, type: Expression | undefined): boolean {
  if (!type) return false;
  if (type.kind === 'tuple') return type.items.some((item) => takesRefusal(file, item));
  return file.names.resolve(type).some((name) => REFUSALS.has(name));
}

function namesIn(nodes: readonly Expression[]): Set<string> {
  const names = new Set<string>();
  for (const node of nodes)
    walk(node, (inner) => {
      if (inner.kind === 'name') names.add(inner.id);
      return true;
    });
  return names;
}

/** Whether the handler gives back what could not be opened, or does nothing at all. */
function goesOn({ body }: Handler, opened: readonly Call[]): boolean {
  const [first] = body;
  if (body.length !== 1 || !first) return false;
  if (first.kind === 'other-statement') return first.word === 'pass';
  const value = first.kind === 'return' || first.kind === 'assign' ? first.value : undefined;
  const given = namesIn(opened.flatMap(({ args }) => args.map((each) => each.value)));
  return (
    value !== undefined &&
    (value.kind === 'name' || value.kind === 'call') &&
    [...namesIn([value])].some((name) => given.has(name))
  );
}

function inLoop(block: Block): boolean {
  for (let at: Block | undefined = block; at; at = at.parent) if (at.loop) return true;
  return false;
}

function inTry(statement: Statement, block: Block, file: PythonFile): Seen[] {
  // In a loop another key is tried.
  if (statement.kind !== 'try' || inLoop(block)) return [];
  const opened = callsUnder(statement.body).filter(
    ({ func }) => func.kind === 'attribute' && OPENS.has(func.attr),
  );
  if (opened.length === 0 || statement.otherwise.length > 0) return [];
  return statement.handlers.flatMap((handler): Seen[] => {
    const [first] = handler.body;
    if (!first || !takesRefusal(file, handler.type) || !swallows(handler) || !goesOn(handler, opened))
      return [];
    const span = clauseSpan(file, handler);
    return span ? [{ case: 'swallowed', span, edits: { raise: [replace(first, 'raise')] } }] : [];
  });
}

export const detector: PythonDetector = {
  calls: DECODERS,
  *call(bound, _name, file) {
    if (!isTestFile(file)) yield* inCall(bound, file);
  },
  *chunk(chunk: Chunk, file) {
    if (isTestFile(file)) return;
    for (const { statement, place } of boundOf(chunk).statements) yield* inTry(statement, place.block, file);
  },
};
