/** SEC-011: a key made up because none was configured, and kept nowhere. */
import { endOfLine } from '../../engine/lines.ts';
import type { Edit } from '../../engine/types.ts';
import { wordsOf } from '../../personal/words.ts';
import { type Expression, type Statement, spanOf } from '../ast.ts';
import { writtenEdits } from '../call-fix.ts';
import { meaning } from '../constants.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import { insert, replace } from '../edit.ts';
import { type PythonFile, textFrom, textOf } from '../file.ts';
import { type Fallback, fallbackOf, targetOf } from '../key-fallback.ts';
import { isSecretName, keyTable, variableOf } from '../key-material.ts';
import { isKept } from '../key-storage.ts';
import { commonQuote } from '../quotes.ts';
import { type BoundCall, functionOf } from '../scopes.ts';
import { isTestFile } from '../test-files.ts';

/** Words of a variable that say that random bytes become a key of encryption. */
const ENCRYPTION = /^(encryption|encrypt|cipher|crypto|aes|fernet|data|master|kek|dek|storage)$/;

const MAKING = /^(generate|gen|create|make|new|rotate|keygen|genkey|init)$/;

/** Whether the code around exists to make keys: `def generate_key()`, `keygen.py`. */
function isKeyTool({ place }: BoundCall, file: PythonFile): boolean {
  const makes = (name: string): boolean => {
    const words = wordsOf(name);
    return (
      words.some((word) => keyTable(file.models.tables).making.has(word)) ||
      (MAKING.test(words[0] ?? '') && words.some((word) => /^keys?$|^secrets?$/.test(word)))
    );
  };
  const owner = functionOf(place.scope);
  if (owner && makes(owner.name)) return true;
  return makes((file.source.path.split('/').at(-1) ?? '').replace(/\.py$/, ''));
}

function makesEncryptionKey({ call, statement }: BoundCall, file: PythonFile): boolean {
  const table = keyTable(file.models.tables);
  if (!file.names.resolve(call.func).some((name) => table.random.has(name))) return true;
  const target = targetOf(statement);
  const name = target?.kind === 'name' ? target.id : target?.kind === 'attribute' ? target.attr : '';
  return isSecretName(name, table) && wordsOf(name).some((word) => ENCRYPTION.test(word));
}

/** What an error message calls the missing key, and the exception that fits. */
function complaint(subject: Expression, file: PythonFile): string {
  const quote = commonQuote(file);
  const meant = meaning(subject, file.names);
  const variable = variableOf(meant, file) ?? (subject.kind === 'string' ? subject.value : undefined);
  if (variable !== undefined) return `raise RuntimeError(${quote}${variable} is not set${quote})`;
  const name = subject.kind === 'name' ? subject.id : subject.kind === 'attribute' ? subject.attr : 'the key';
  return `raise ValueError(${quote}${name} is missing: fetch the key from your KMS or secrets manager${quote})`;
}

/** The indentation of a statement that stands alone on its lines, or undefined. */
function indentOf(statement: Statement, file: PythonFile): string | undefined {
  const text = textFrom(file, statement);
  const { start, end } = spanOf(statement);
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start).replace('\uFEFF', '');
  const after = /^[^\r\n]*/.exec(text.slice(end))?.[0] ?? '';
  return /^[ \t]*$/.test(before) && /^[ \t]*(#.*)?$/.test(after) ? before : undefined;
}

function stepOf(text: string): string {
  return /^(\t| {2,8})(?=\S)/m.exec(text)?.[1] ?? '    ';
}

/** `key or make()` becomes `key`, behind a question that raises. */
function choiceEdits(
  fallback: Fallback & { form: 'choice' },
  bound: BoundCall,
  file: PythonFile,
): Edit[] | undefined {
  const { subject, whole, test } = fallback;
  const { statement } = bound;
  const text = textFrom(file, statement);
  const indent = indentOf(statement, file);
  if (
    indent === undefined ||
    statement.kind === 'if' ||
    statement.kind === 'while' ||
    statement.kind === 'for' ||
    statement.kind === 'with'
  )
    return undefined;
  const line = endOfLine(text);
  const raise = complaint(subject, file);
  const given = textOf(file, subject);
  if (given.includes('\n')) return undefined;
  const taken = replace(whole, given);
  if (subject.kind === 'call') {
    const target = targetOf(statement);
    if (
      !target ||
      statement.kind !== 'assign' ||
      statement.value !== whole ||
      variableOf(subject, file) === undefined
    )
      return undefined;
    const { end } = spanOf(statement);
    const rest = /^[^\r\n]*/.exec(text.slice(end))?.[0].length ?? 0;
    const question = `${line}${indent}if not ${textOf(file, target)}:${line}${indent}${stepOf(text)}${raise}`;
    return [taken, insert(end + rest, question)];
  }
  const missing =
    test?.kind === 'compare' && /^(is|==)/.test(test.ops[0] ?? '') ? `${given} is None` : `not ${given}`;
  const question = `if ${missing}:${line}${indent}${stepOf(text)}${raise}${line}${indent}`;
  return [insert(spanOf(statement).start, question), taken];
}

/** `os.environ.get("KEY", make())` becomes `os.environ["KEY"]`. */
function defaultEdits(
  { lookup, subject }: Fallback & { form: 'default' },
  file: PythonFile,
): Edit[] | undefined {
  const { func } = lookup;
  if (func.kind !== 'attribute' || subject.kind !== 'string') return undefined;
  const environment =
    func.attr === 'getenv' ? `${textOf(file, func.value)}.environ` : textOf(file, func.value);
  return func.attr === 'setdefault'
    ? undefined
    : [replace(lookup, `${environment}[${textOf(file, subject)}]`)];
}

/** Whether a statement only tells about the key that was made. */
function isReport(statement: Statement, file: PythonFile): boolean {
  if (statement.kind !== 'expression' || statement.value.kind !== 'call') return false;
  return file.names
    .resolve(statement.value.func)
    .some((name) => file.models.sinks.find(name).some(({ kind }) => kind === 'console' || kind === 'log'));
}

/** The statement that makes the key becomes a `raise`; what told of the key right behind it goes with it. */
function blockEdits(
  fallback: Fallback & { form: 'block' },
  bound: BoundCall,
  file: PythonFile,
): Edit[] | undefined {
  const { statement } = bound;
  if (statement.kind !== 'assign' && statement.kind !== 'return' && statement.kind !== 'expression')
    return undefined;
  if (indentOf(statement, file) === undefined) return undefined;
  const edits = [replace(statement, complaint(fallback.subject, file))];
  const text = textFrom(file, statement);
  const { block, index } = fallback.around;
  for (const next of block.slice(index + 1)) {
    if (!isReport(next, file) || indentOf(next, file) === undefined) break;
    const { start, end } = spanOf(next);
    const lineEnd = text.indexOf('\n', end);
    edits.push({
      span: { start: text.lastIndexOf('\n', start - 1) + 1, end: lineEnd < 0 ? text.length : lineEnd + 1 },
      text: '',
    });
  }
  return edits;
}

function edits(fallback: Fallback, bound: BoundCall, file: PythonFile): Edit[] | undefined {
  if (fallback.form === 'choice') return choiceEdits(fallback, bound, file);
  return fallback.form === 'default' ? defaultEdits(fallback, file) : blockEdits(fallback, bound, file);
}

export const detector: PythonDetector = {
  calls: [
    'cryptography.fernet.Fernet.generate_key',
    'cryptography.fernet.MultiFernet.generate_key',
    'cryptography.hazmat.primitives.ciphers.aead.*.generate_key',
    'os.urandom',
    'secrets.token_bytes',
    'Crypto.Random.get_random_bytes',
    'Cryptodome.Random.get_random_bytes',
    'nacl.utils.random',
  ],
  *call(bound, _name, file, rule): Iterable<Seen> {
    if (isTestFile(file) || !makesEncryptionKey(bound, file) || isKeyTool(bound, file)) return;
    const fallback = fallbackOf(bound, file);
    if (!fallback || isKept(bound.call, targetOf(bound.statement), bound, file)) return;
    const subject = textOf(file, fallback.subject);
    const variable = variableOf(meaning(fallback.subject, file.names), file);
    const missing = variable ?? (subject.includes('\n') || subject.length > 60 ? 'the key' : subject);
    yield {
      span: spanOf(bound.call),
      values: { missing },
      edits: { ...writtenEdits(file, rule, bound.call), raise: edits(fallback, bound, file) },
    };
  },
};
