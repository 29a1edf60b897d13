/**
 * Writes Python for what rules and tables say: a call of a full name whose arguments meet conditions. Only the notation
 * is known here (`a.**.b`, `A().b`, `0|f`); for which rule or table the code is meant is the caller's business.
 */
import type { Predicate, Scalar } from '../../server/src/engine/predicates.ts';

/** What a rule or a row of a table asks of a call. */
export interface Wanted {
  readonly where?: Readonly<Record<string, Predicate>>;
  readonly names?: Readonly<Record<string, readonly string[]>>;
  readonly composed?: Readonly<Record<string, readonly string[]>>;
  readonly 'written-by'?: Readonly<Record<string, readonly string[]>>;
  readonly mentions?: Readonly<Record<string, string>>;
  readonly folder?: Readonly<Record<string, boolean>>;
  readonly origin?: Readonly<Record<string, readonly string[]>>;
  readonly versions?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly served?: boolean;
  readonly 'made-to-run'?: Readonly<Record<string, boolean>>;
}

/** A file of an imaginary workspace, with others beside it. */
export interface Program {
  readonly path: string;
  readonly text: string;
  readonly files?: Readonly<Record<string, string>>;
}

/** Nobody knows what this variable holds. */
export const GIVEN = 'given';

const BY_ORIGIN: Readonly<Record<string, string>> = {
  user: 'streamlit.text_input("x")',
  remote: 'requests.get("https://host.example/x").content',
  unknown: GIVEN,
  local: '"x.bin"',
  self: 'tempfile.mkdtemp()',
  checked: 'files.verified_file("x.bin", "0")',
};
const BY_COMPOSITION: Readonly<Record<string, string>> = {
  fixed: '"x"',
  operator: 'sys.argv[1]',
  mixed: `"x" + ${GIVEN}`,
  open: GIVEN,
};

const BY_WRITER: Readonly<Record<string, string>> = {
  program: '"x"',
  operator: 'sys.argv[1]',
  others: GIVEN,
};

/** `a.**.B().c` as code; `inner` goes into the first empty parentheses. */
export function expressionOf(name: string, inner = ''): string {
  const parts = name.split('.');
  const plain = parts
    .map((part, index) => (part === '**' && index > 0 && index < parts.length - 1 ? '' : part))
    .filter((part) => part !== '')
    .map((part) => part.replace('**', 'some').replaceAll('*', 'some'))
    .join('.');
  return plain.replaceAll('[]', '[0]').replace('()', `(${inner})`);
}

/** The modules at the beginning of the dotted names in `code`, imported. */
export function imports(code: string): string {
  const texts = /"(?:[^"\\\n]|\\.)*"/g;
  const roots = [...code.replace(texts, '""').matchAll(/(?<![\w.])([A-Za-z_]\w*)\.[A-Za-z_]/g)].map(
    ([, root = '']) => root,
  );
  return [...new Set(roots)]
    .filter((root) => !LOCAL.has(root))
    .sort()
    .map((root) => `import ${root}\n`)
    .join('');
}

/** Variables of the code that this file and its callers write. */
const LOCAL: ReadonlySet<string> = new Set([GIVEN, 'x', 'made']);

function literal(value: Scalar): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}

/** Code that meets `predicate`; `samples` are texts that a pattern may fit. Undefined: the argument stays away. */
function valueFor(predicate: Predicate, samples: readonly string[]): string | undefined {
  if (Array.isArray(predicate)) {
    const list: readonly Predicate[] = predicate;
    return list.includes('absent') ? undefined : valueFor(list[0] ?? 'absent', samples);
  }
  if (predicate === 'truthy') return 'True';
  if (typeof predicate === 'string') return predicate === 'absent' ? undefined : GIVEN;
  if ('is' in predicate) return literal(predicate.is);
  if ('in' in predicate) return literal(predicate.in[0] ?? null);
  if ('matches' in predicate) {
    const pattern = new RegExp(predicate.matches, 'u');
    const fitting = samples.find((sample) => pattern.test(sample));
    return fitting === undefined ? undefined : JSON.stringify(fitting);
  }
  return '"other"';
}

/** The texts written in `code`. */
export function textsOf(code: string): string[] {
  return [...code.matchAll(/"([^"\\\n]*)"/g)].map(([, text = '']) => text);
}

function argument(key: string, wanted: Wanted, samples: readonly string[]): string | undefined {
  const predicate = wanted.where?.[key];
  const value = predicate === undefined ? undefined : valueFor(predicate, samples);
  if (value !== undefined) return value;
  const [name] = wanted.names?.[key] ?? [];
  if (name !== undefined) return expressionOf(name);
  const mentioned = wanted.mentions?.[key];
  if (mentioned !== undefined) return valueFor({ matches: mentioned }, samples);
  const composition = wanted.composed?.[key]?.[0];
  if (composition !== undefined) return BY_COMPOSITION[composition];
  const writer = wanted['written-by']?.[key]?.[0];
  if (writer !== undefined) return BY_WRITER[writer];
  const origin = BY_ORIGIN[wanted.origin?.[key]?.[0] ?? ''];
  return origin !== undefined && wanted.folder?.[key] ? `pathlib.Path(${origin})` : origin;
}

/** `0|f` with code: `f=code`, by position where there is no name. */
function passed(values: ReadonlyMap<string, string>): string {
  const positional: string[] = [];
  const named: string[] = [];
  for (const [key, code] of values) {
    const parts = key.split('|');
    const name = parts.find((part) => !/^\d+$/.test(part));
    if (code === `**${GIVEN}`) named.push(code);
    else if (name !== undefined) named.push(`${name}=${code}`);
    else positional[Number(parts[0])] = code;
  }
  return [...Array.from(positional, (code) => code ?? GIVEN), ...named].join(', ');
}

/** A call of `name` with `code` for the argument `key`; `*` is any argument, `self` the receiver. */
export function callWith(name: string, key: string, code: string): string {
  if (key === 'self') return `${expressionOf(name, code)}()`;
  return `${expressionOf(name)}(${passed(new Map([[key === '*' ? '0' : key, code]]))})`;
}

/** Statements after which the file `path` has an origin. */
const WRITTEN: Readonly<Record<string, (path: string) => string>> = {
  remote: (path) => `urllib.request.urlretrieve("https://host.example/x", ${path})`,
  self: (path) => `joblib.dump(${GIVEN}, ${path})`,
};

/**
 * A program that calls `name` so that `wanted` is met. `samples`: texts that a pattern may fit; `set`: code for some
 * arguments, which wins. Where nothing simple meets a condition the code is as near as it gets: the caller looks
 * whether it is enough.
 */
export function programFor(
  name: string,
  wanted: Wanted,
  samples: readonly string[] = [],
  set: Readonly<Record<string, string>> = {},
): string {
  const { where, names, composed, 'written-by': writers, mentions, origin } = wanted;
  const values = new Map<string, string>();
  const before: string[] = [];
  const keys = Object.keys({ ...where, ...names, ...composed, ...writers, ...mentions, ...origin });
  for (const key of keys) {
    if (key === 'self') continue;
    const code = where?.[key] === 'maybe' ? `**${GIVEN}` : argument(key, wanted, samples);
    if (code === undefined) continue;
    values.set(key, code);
    const write = WRITTEN[origin?.[key]?.[0] ?? ''];
    if (write && code.startsWith('"')) before.push(write(code));
  }
  for (const [key, code] of Object.entries(set)) values.set(key, code);
  const self = origin?.self?.[0];
  const callee = expressionOf(name, self === undefined ? '' : BY_ORIGIN[self]);
  const program = programOf([...before, `${callee}(${passed(values)})`]);
  if (wanted['made-to-run']) return program.replaceAll(GIVEN, 'command').replace('def use', 'def execute');
  return wanted.served === true ? served(program) : program;
}

/** The program with its function as the handler of a route. */
function served(program: string): string {
  return `import fastapi\napp = fastapi.FastAPI()\n${program.replace('def use', '@app.get("/use")\ndef use')}`;
}

/** The lines inside a function, with their imports. */
export function programOf(lines: readonly string[]): string {
  return `${imports(lines.join('\n'))}\ndef use(${GIVEN}):\n${lines.map((line) => `    ${line}\n`).join('')}`;
}

/** Dependency files that say of versions what `wanted` asks. */
export function filesOf({ versions = {} }: Wanted): Record<string, string> {
  const files: Record<string, string> = {};
  for (const [name, condition] of Object.entries(versions)) {
    const parts = [
      ...(condition['at-least'] === undefined ? [] : [`>=${condition['at-least']}`]),
      ...(condition.below === undefined ? [] : [`<${condition.below}`]),
    ].join(',');
    if (parts === '') continue;
    if (name === 'python') files['pyproject.toml'] = `[project]\nrequires-python = "${parts}"\n`;
    else files['requirements.txt'] = `${files['requirements.txt'] ?? ''}${name}${parts}\n`;
  }
  return files;
}
