/**
 * For each row of the tables a program that is reported otherwise when the row is missing. Only the forms of the tables
 * are known here; which libraries, packages and kinds there are comes from the rows.
 */
import { splitRow } from '../../server/src/python/taint/models.ts';
import {
  callWith,
  expressionOf,
  filesOf,
  GIVEN,
  imports,
  type Program,
  programFor,
  programOf,
  type Wanted,
} from './code.ts';
import { MOVING, RESTING, sinkOf, sourceOf } from './probes.ts';
import { field, list, type Row, rowsAt, type Tables } from './tables.ts';

/** A row, and programs one of which shows it. */
export interface Shown {
  readonly row: Row;
  readonly programs: readonly Program[];
}

function python(...lines: readonly string[]): Program[] {
  return [{ path: 'app.py', text: programOf(lines) }];
}

function module(...lines: readonly string[]): Program[] {
  const code = lines.join('\n');
  return [{ path: 'app.py', text: `${imports(code)}\n${code}\n` }];
}

function requirements(...lines: readonly string[]): Program[] {
  return lines.map((line) => ({ path: 'requirements.txt', text: `${line}\n` }));
}

const REMOTE = 'requests.get("https://host.example/x")';

function stopsOf(row: Row): string[] {
  return list(row, 'stops').map((stop) => (stop === 'all' ? MOVING : stop));
}

function sink(row: Row): Program[] {
  const { name, args } = splitRow(field(row, 'at'));
  const wanted = row.value as Wanted;
  return args.map((key) => ({
    path: 'app.py',
    text:
      key === 'self'
        ? programOf([callWith(name, key, sourceOf(MOVING))])
        : programFor(name, wanted, [], { [key === '*' ? '0' : key]: sourceOf(MOVING) }),
    files: filesOf(wanted),
  }));
}

/** Texts one of which a row's pattern fits. */
const SAMPLES = ['"^[a-z]+$"', '"[^a-z]"'];

/** The arguments that the conditions of a row ask for, and the receiver. */
function conditions(row: Row): { readonly first: string; readonly self: string } {
  const { mentions = {}, where = {} } = row.value as Wanted;
  const fitting = (pattern: string | undefined): string =>
    pattern === undefined
      ? ''
      : (SAMPLES.find((text) => new RegExp(pattern, 'u').test(text.slice(1, -1))) ?? '');
  const asked = where['0'];
  const literal =
    typeof asked === 'object' && 'is' in asked ? JSON.stringify(asked.is) : fitting(mentions['0']);
  return { first: literal === '' ? '' : `${literal}, `, self: fitting(mentions.self) };
}

/** `code` as the argument that a row is about, with what else the row asks for. */
function conditioned(row: Row, code: string): string {
  const { name, args } = splitRow(field(row, 'at'));
  const { first, self } = conditions(row);
  if (first === '' && self === '') return callWith(name, args[0] ?? '*', code);
  return `${expressionOf(name, self)}(${first}${code})`;
}

function sanitizer(row: Row): Program[] {
  const method = field(row, 'method');
  const clean =
    method === ''
      ? conditioned(row, sourceOf(MOVING))
      : `${sourceOf(MOVING)}.${method}(${conditions(row).first}${GIVEN})`;
  // What is harmless for some sinks is still there for the others.
  return [...stopsOf(row), MOVING].flatMap((kind) => python(sinkOf(kind, clean)));
}

/** A part of what a call gives: its attribute, or the item at an index. */
function partSanitizer(row: Row): Program[] {
  const at = field(row, 'at').replace(/\[\]$/, '');
  const { index } = row.value as { readonly index?: number };
  const part = `${expressionOf(at, sourceOf(MOVING))}${index === undefined ? '' : `[${index}]`}`;
  return stopsOf(row).flatMap((kind) => python(sinkOf(kind, part)));
}

function guard(row: Row): Program[] {
  const method = field(row, 'method');
  const signed = field(row, 'signed');
  const test = (): string => {
    if (method !== '') return `x.${method}()`;
    const [word] = list(row, 'words');
    if (word !== undefined) return `${GIVEN}.is_${word}(x)`;
    const { name } = splitRow(field(row, 'at'));
    if (signed === '') return conditioned(row, 'x');
    const signature = splitRow(signed);
    return callWith(name, '*', callWith(signature.name, signature.args[0] ?? '0', 'x'));
  };
  const made = `x = ${sourceOf(MOVING)}`;
  // A check that raises is a statement of its own; another one is asked.
  return stopsOf(row).flatMap((kind) =>
    (row.value as { readonly raises?: unknown }).raises === true
      ? python(made, test(), sinkOf(kind, 'x'))
      : python(made, `if ${test()}:`, `    ${sinkOf(kind, 'x')}`),
  );
}

/** A check of a part of `x`: `urlsplit(x).hostname in ("a",)`. */
function part(row: Row, attribute: string): Program[] {
  const { name, args } = splitRow(field(row, 'at'));
  const made = `made = ${callWith(name, args[0] ?? '0', 'x')}`;
  return stopsOf(row).flatMap((kind) =>
    python(`x = ${sourceOf(MOVING)}`, made, `if made.${attribute} in ("a",):`, `    ${sinkOf(kind, 'x')}`),
  );
}

/** Where something is put: the path that is read again behind the call. */
function write(row: Row): Program[] {
  const { name, args } = splitRow(field(row, 'at'));
  const [key = '0'] = args;
  const content = field(row, 'content');
  const path = '"x.bin"';
  if (key !== 'self') {
    const call = content === '' ? callWith(name, key, path) : `${expressionOf(name)}(${REMOTE}, ${path})`;
    return python(call, `probe.load(${path})`);
  }
  const open = name.lastIndexOf('()') + 2;
  const made = `made = ${expressionOf(name.slice(0, open), path)}`;
  return python(made, `made${name.slice(open)}(${REMOTE})`, 'probe.load(made)');
}

function called(name: string): string {
  return name.endsWith('()') ? expressionOf(name) : `${expressionOf(name)}()`;
}

function address(row: Row, name: string): Program[] {
  return python(callWith(name, field(row, 'url'), '"http://host.example/x.zip"'));
}

function hub(row: Row, name: string): Program[] {
  return python(callWith(name, field(row, 'id'), JSON.stringify(`${field(row, 'prefix')}org/model`)));
}

/** The rows at a place, each with what `show` makes of it. */
function at(tables: Tables, path: string, show: (row: Row) => Program[]): Shown[] {
  return rowsAt(tables, path).map((row) => ({ row, programs: show(row) }));
}

/** Rows that are texts. */
function texts(tables: Tables, path: string, show: (text: string) => Program[]): Shown[] {
  return at(tables, path, ({ value }) => show(String(value)));
}

/** Elements of the list `key` of each row at `path`. */
function elements(
  tables: Tables,
  path: string,
  key: string,
  show: (row: Row, text: string) => Program[],
): Shown[] {
  return rowsAt(tables, path).flatMap((row) =>
    rowsAt(tables, [...row.at, key, '*'].join('.')).map((element) => ({
      row: element,
      programs: show(row, String(element.value)),
    })),
  );
}

/** The rows about flows of data, of every table that has some. */
export function flowRows(tables: Tables): Shown[] {
  const kindOf = (row: Row): string => row.at.at(-3) ?? '';
  const kept = (row: Row): string => sourceOf(kindOf(row));
  return [
    ...at(tables, '*.sources.*', (row) => python(sinkOf(MOVING, expressionOf(field(row, 'at'))))),
    ...at(tables, '*.sinks.*', sink),
    ...at(tables, '*.flows.*', (row) => {
      const { name, args } = splitRow(field(row, 'at'));
      return python(sinkOf(MOVING, callWith(name, args[0] ?? '*', sourceOf(RESTING))));
    }),
    ...texts(tables, '*.transforms.*', (name) =>
      python(sinkOf(MOVING, `${callWith(name, '0', sourceOf(MOVING))}.strip()`)),
    ),
    ...texts(tables, '*.composing.*', (name) =>
      python(sinkOf(MOVING, `${GIVEN}.${name}(${sourceOf(MOVING)})`)),
    ),
    ...texts(tables, '*.naming.*', (kind) => python(sinkOf(kind, `io.BytesIO(${sourceOf(MOVING)})`))),
    ...texts(tables, '*.showing.*', (kind) =>
      python(
        'class Box:',
        '    def __init__(self, x):',
        '        self.x = x',
        sinkOf(kind, `Box(${sourceOf(MOVING)})`),
      ),
    ),
    ...texts(tables, '*.streams.*', (row) =>
      python(sinkOf(MOVING, `${callWith(splitRow(row).name, '0', sourceOf(MOVING))}.read()`)),
    ),
    ...texts(tables, '*.objects.*', (name) =>
      rowsAt(tables, '*.sources.*')
        .map((row) => field(row, 'at'))
        .filter((at) => at.startsWith(`${name}.`) && /^(\.\w+(\(\))?){1,2}$/.test(at.slice(name.length)))
        .slice(0, 1)
        .flatMap((at) =>
          python(
            'def asked(x):',
            `    return x${at.slice(name.length)}`,
            `made = ${expressionOf(name)}`,
            sinkOf(MOVING, 'asked(made)'),
          ),
        ),
    ),
    ...texts(tables, '*.measuring.*', (name) => python(sinkOf(MOVING, `${sourceOf(MOVING)}.${name}()`))),
    ...texts(tables, '*.viewing.*', (name) =>
      python(`made = Holder(text=${sourceOf(MOVING)})`, sinkOf(MOVING, `made.${name}()`)),
    ),
    ...at(tables, '*.sanitizers.*', sanitizer),
    ...elements(tables, '*.sanitizers.*', 'stops', sanitizer),
    ...at(tables, '*.part-sanitizers.*', partSanitizer),
    ...elements(tables, '*.part-sanitizers.*', 'stops', partSanitizer),
    ...at(tables, '*.guards.*', guard),
    ...elements(tables, '*.guards.*', 'stops', guard),
    ...elements(tables, '*.guards.*', 'words', (row, word) =>
      stopsOf(row).flatMap((kind) =>
        python(`x = ${sourceOf(MOVING)}`, `if ${GIVEN}.is_${word}(x):`, `    ${sinkOf(kind, 'x')}`),
      ),
    ),
    ...at(tables, '*.parts.*', (row) => list(row, 'attributes').flatMap((name) => part(row, name))),
    ...elements(tables, '*.parts.*', 'attributes', part),
    ...texts(tables, '*.terminating.*', (name) =>
      python(`x = ${sourceOf(MOVING)}`, 'if not x.isdigit():', `    ${called(name)}`, sinkOf(MOVING, 'x')),
    ),
    ...at(tables, '*.kinds.*.methods.*', (row) =>
      python(sinkOf(MOVING, `${kept(row)}.${String(row.value)}()`)),
    ),
    ...at(tables, '*.kinds.*.attributes.*', (row) =>
      python(sinkOf(MOVING, `${kept(row)}.${String(row.value)}`)),
    ),
  ];
}

const ARTEFACTS = 'artefact-origins.artefacts';

/** The rows about where artefacts come from. */
export function originRows(tables: Tables): Shown[] {
  const value = (name: string): Program[] =>
    name.endsWith('()')
      ? python(`made = ${expressionOf(name)}`, 'probe.load(made)')
      : python(`probe.load(${expressionOf(name)}())`);
  return [
    ...['remote', 'user', 'local', 'self'].flatMap((origin) =>
      texts(tables, `${ARTEFACTS}.${origin}.*`, value),
    ),
    ...texts(tables, `${ARTEFACTS}.passes.*`, (row) => {
      const { name, args } = splitRow(row);
      return python(`probe.load(${callWith(name, args[0] ?? '0', '"https://host.example/x"')})`);
    }),
    ...at(tables, `${ARTEFACTS}.writes.*`, write),
    ...texts(tables, `${ARTEFACTS}.writing-methods.*`, (row) => {
      const { name, args } = splitRow(row);
      return python(callWith(`${GIVEN}.${name}`, args[0] ?? '0', '"x.bin"'), 'probe.load("x.bin")');
    }),
    ...texts(tables, `${ARTEFACTS}.user-kinds.*`, (kind) => python(`probe.load(${sourceOf(kind)})`)),
    ...texts(tables, 'program-values.values.*', (name) => python(`probe.text(${expressionOf(name)})`)),
    ...['operator-kinds', 'others-kinds'].flatMap((list) =>
      texts(tables, `program-values.${list}.*`, (kind) => python(`probe.text(${sourceOf(kind)})`)),
    ),
  ];
}

/** The rows of tables that a detector reads. */
export function listRows(tables: Tables): Shown[] {
  return [
    ...elements(tables, 'hub-callables.callables.*', 'to', hub),
    ...texts(tables, 'hub-callables.packaged.*', (name) => python(`datasets.load_dataset("${name}")`)),
    ...texts(tables, 'hub-callables.folders.*', (name) =>
      python(`huggingface_hub.snapshot_download("${name}/x")`),
    ),
    ...elements(tables, 'downloads.downloads.calls.*', 'to', address),
    ...texts(tables, 'downloads.downloads.https.*', (host) =>
      python(`urllib.request.urlretrieve("http://${host}/x.zip")`),
    ),
    ...texts(tables, 'loading-guards.switches.functions.*', (name) =>
      module(`${expressionOf(name)} = lambda: None`),
    ),
    ...texts(tables, 'loading-guards.switches.loaders.*', (name) =>
      module(`${name} = functools.partial(${name}, weights_only=False)`),
    ),
    ...texts(tables, 'loading-guards.switches.dangerous.*', (name) =>
      module(`torch.serialization.add_safe_globals([${expressionOf(name)}])`),
    ),
    ...['loading-guards.switches.variables.*', 'tls-switches.variables.*'].flatMap((path) =>
      at(tables, path, (row) => {
        const [off = ''] = field(row, 'off').split('|');
        return module(`os.environ["${field(row, 'name')}"] = "${off === '.+' ? 'x' : off}"`);
      }),
    ),
    ...texts(tables, 'critical-packages.packages.*', (name) => requirements(name)),
    ...texts(tables, 'critical-packages.families.*', (name) => requirements(name, `${name}-x`)),
  ];
}
