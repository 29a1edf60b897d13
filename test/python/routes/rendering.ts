/** Routes of a text as lines to compare: `fastapi POST /predict predict(body: body typed unlimited)`. */
import { models } from '../../../scripts/rules.ts';
import { fileOf, type PythonFile, readFacts } from '../../../server/src/python/file.ts';
import { asksModel } from '../../../server/src/python/routes/inference.ts';
import type { Parameter, Route } from '../../../server/src/python/routes/route.ts';
import { routesOf } from '../../../server/src/python/routes/routes.ts';
import { safeguardOf } from '../../../server/src/python/routes/safeguards.ts';
import { compileModels } from '../../../server/src/python/taint/models.ts';
import { ready } from '../../support/parsers.ts';
import { projectOf, sourceOf } from '../../support/workspace.ts';

await ready;

const MODELS = compileModels(models());

/** The file that `text` is. */
export function fileFor(text: string): PythonFile {
  const source = sourceOf('app.py', text);
  return fileOf(readFacts(source), projectOf([source]), MODELS);
}

function parameter({ param, source, check, model }: Parameter): string {
  const kind = model ? ` ${model.name}` : '';
  const size = check.unlimited ? ' unlimited' : '';
  const quiet =
    source === 'dependency' || source === 'supplied' || source === 'request' || source === 'socket';
  return `${param.name}: ${source}${kind}${quiet ? '' : ` ${check.level}${check.text ? ' text' : ''}${size}`}`;
}

function route({ framework, methods, path, handler, parameters }: Route): string {
  return `${framework.name} ${methods.join('/')} ${path ?? '?'} ${handler.name}(${parameters.map(parameter).join(', ')})`;
}

/** One line for each route of `text`. */
export function routeLines(text: string): string[] {
  return routesOf(fileFor(text)).all.map(route);
}

/** For each route of `text` by handler: who checks the caller, `hidden` or `open`. */
export function guards(text: string): Record<string, string> {
  const file = fileFor(text);
  return Object.fromEntries(
    routesOf(file).all.map((r) => {
      const found = safeguardOf(file, 'authentication', r);
      const shown = found === undefined ? 'open' : found === 'hidden' ? found : `${found.level}: ${found.by}`;
      return [r.handler.name, shown];
    }),
  );
}

/** The handlers of `text` that ask a model. */
export function modelHandlers(text: string): string[] {
  const file = fileFor(text);
  return routesOf(file)
    .all.filter((r) => asksModel(file, r.handler))
    .map((r) => r.handler.name);
}
