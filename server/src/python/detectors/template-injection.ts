/** Templates whose source people outside, or a model file, have written. */
import type { Edit } from '../../engine/types.ts';
import { arrivalsIn, foreignPart } from '../arrivals.ts';
import { type Call, type Chunk, type Expression, spanOf } from '../ast.ts';
import { meaning } from '../constants.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import { importModule, insert, replace } from '../edit.ts';
import type { PythonFile } from '../file.ts';
import { editsAt, struck } from '../struck.ts';
import { hitsIn } from '../taint/flow.ts';
import type { Hit } from '../taint/run.ts';
import { piecesOf } from '../text-pieces.ts';

const SANDBOX = 'jinja2.sandbox.ImmutableSandboxedEnvironment';
const ENVIRONMENTS = new Set(['jinja2.Environment', 'jinja2.environment.Environment']);
const TEMPLATES = new Set(['jinja2.Template', 'jinja2.environment.Template']);

/** The call that made the environment of `env.from_string`. */
function environmentOf({ func }: Call, file: PythonFile): Call | undefined {
  const made = func.kind === 'attribute' ? meaning(func.value, file.names) : undefined;
  if (made?.kind !== 'call') return undefined;
  return file.names.resolve(made.func).some((name) => ENVIRONMENTS.has(name)) ? made : undefined;
}

/** Renders in an environment that gives templates no way to the interpreter. */
function sandboxEdits(file: PythonFile, { call, argument }: Hit): readonly Edit[] | undefined {
  const isTemplate = file.names.resolve(call.func).some((name) => TEMPLATES.has(name));
  const changed: Expression | undefined = isTemplate ? call : environmentOf(call, file);
  const imported = changed && importModule(file, 'jinja2.sandbox');
  if (!imported || changed?.kind !== 'call') return undefined;
  if (!isTemplate) return [...imported, replace(changed.func, SANDBOX)];
  const only = call.args.length === 1 && call.args[0]?.value === argument && !call.args[0].name;
  return only ? [...imported, replace(call.func, `${SANDBOX}().from_string`)] : undefined;
}

const NAME = /^[A-Za-z_]\w*$/;

/** Hands the values over as variables: `{{ name }}` in the source, `name=name` beside it. */
function variableEdits(file: PythonFile, { call, argument }: Hit): readonly Edit[] | undefined {
  const renders = file.names.resolve(call.func).some((name) => /\.render_template_string$/.test(name));
  const text = renders ? piecesOf(file, argument) : undefined;
  if (!text || call.args.length !== 1) return undefined;
  const names: string[] = [];
  const given: string[] = [];
  let source = '';
  for (const { kind, code } of text.pieces) {
    if (kind === 'literal') {
      if (/\{[{%#]|[}%#]\}/.test(code)) return undefined;
      source += code;
      continue;
    }
    if (code.includes('\n')) return undefined;
    const name = NAME.test(code) ? code : `value_${given.length + 1}`;
    if (!names.includes(name)) given.push(`${name}=${code}`);
    names.push(name);
    source += `{{ ${name} }}`;
  }
  const { end } = spanOf(argument);
  return [
    replace(argument, `${text.quote}${source}${text.quote}`),
    insert(end, given.map((each) => `, ${each}`).join('')),
  ];
}

/** Chat templates and the like, from a model's own files. */
function* ofModels(chunk: Chunk, file: PythonFile): Iterable<Seen> {
  for (const hit of hitsIn(file, chunk)) {
    const carried = hit.sink === 'template' ? hit.taint.get('model-metadata') : undefined;
    if (!carried || carried.stopped.has('template')) continue;
    yield {
      case: 'model',
      ...struck(hit, carried.steps, file, 'the model'),
      edits: editsAt(hit, () => ({ sandbox: sandboxEdits(file, hit) })),
    };
  }
}

function* detect(chunk: Chunk, file: PythonFile): Iterable<Seen> {
  for (const { hit, span, values, steps } of arrivalsIn(file, chunk, ['template'])) {
    if (!foreignPart(file, hit.argument, hit.sink)) continue;
    const edits = editsAt(hit, () => ({
      variable: variableEdits(file, hit),
      sandbox: sandboxEdits(file, hit),
    }));
    yield { case: 'client', span, values, steps, edits };
  }
  yield* ofModels(chunk, file);
}

export const detector: PythonDetector = { chunk: detect };
