/** Responses that hand out a model's whole vector of scores; the fix rounds it. */
import type { Edit, Rule } from '../../engine/types.ts';
import { type Call, type Comprehension, type Expression, spanOf } from '../ast.ts';
import { writtenEdits } from '../call-fix.ts';
import type { PythonDetector, Seen } from '../detector.ts';
import { insert } from '../edit.ts';
import { calleeSpan, type PythonFile } from '../file.ts';
import { type Disclosure, disclosuresIn } from '../routes/disclosed-scores.ts';
import { routeTitle } from '../routes/route.ts';
import { stepOf } from '../taint/run.ts';

/** Decimals that still show how sure the model is, and little of where its boundary lies. */
const DECIMALS = 2;

/** `[float(p) for p in scores]` -> `[round(float(p), 2) for p in scores]`. */
function roundElement(file: PythonFile, by: Comprehension): Edit[] | undefined {
  const element = by.element.at(-1);
  const isFloat = element?.kind === 'call' && file.names.resolve(element.func).includes('float');
  if (!element || !isFloat || file.names.moduleBindings('round').length > 0) return undefined;
  const { start, end } = spanOf(element);
  return [insert(start, 'round('), insert(end, `, ${DECIMALS})`)];
}

function isArray(file: PythonFile, { func }: Call, scores: Expression): boolean {
  return (
    func.kind === 'attribute' &&
    func.attr === 'tolist' &&
    file.names
      .resolve(scores)
      .some((name) => /\.(predict_proba|predict_log_proba|decision_function)\(\)(\[\])*$/.test(name))
  );
}

/** `scores.tolist()` -> `scores.round(2).tolist()`, where the scores are an array of NumPy for sure. */
function roundArray(file: PythonFile, by: Call, { scores }: Disclosure): Edit[] | undefined {
  return isArray(file, by, scores) ? [insert(spanOf(scores).end, `.round(${DECIMALS})`)] : undefined;
}

function edits(file: PythonFile, disclosure: Disclosure): Edit[] | undefined {
  const { by } = disclosure;
  return by.kind === 'comprehension' ? roundElement(file, by) : roundArray(file, by, disclosure);
}

/** The best class only, or scores with noise: where the scores are an array of NumPy for sure. */
function lessEdits(file: PythonFile, { by, scores }: Disclosure, rule: Rule): Seen['edits'] {
  if (by.kind !== 'call' || !isArray(file, by, scores)) return {};
  const rows = !file.names.resolve(scores).some((name) => name.endsWith('[]'));
  const best = insert(spanOf(scores).end, rows ? '.argmax(axis=1)' : '.argmax()');
  return { ...writtenEdits(file, rule, by, { subject: scores }), best: [best] };
}

export const detector: PythonDetector = {
  chunk: (chunk, file, rule) =>
    disclosuresIn(file, chunk).map((disclosure) => {
      const { by, scores, steps, route } = disclosure;
      return {
        span: by.kind === 'call' ? calleeSpan(file, by) : spanOf(scores),
        values: { route: routeTitle(route), source: steps[0]?.note ?? 'every score' },
        edits: { round: edits(file, disclosure), ...lessEdits(file, disclosure, rule) },
        steps: [...steps, { node: scores, note: 'is returned' }].map((step) => stepOf(file, step)),
      };
    }),
};
