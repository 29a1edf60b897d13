/** ROB-003: a picture that goes from a request into a model as it was sent. */

import { type Call, type FunctionDef, rootOf, spanOf } from '../ast.ts';
import { boundOf } from '../bind.ts';
import { writtenEdits } from '../call-fix.ts';
import type { PythonDetector } from '../detector.ts';
import { calleeSpan, type PythonFile } from '../file.ts';
import { occurs } from '../occurrence.ts';
import { asksModel, reachedFrom } from '../routes/inference.ts';
import { routeTitle } from '../routes/route.ts';
import { routesIn } from '../routes/routes.ts';
import { functionOf } from '../scopes.ts';

const DECODING =
  /^(PIL\.Image\.open|cv2\.imdecode|skimage\.io\.imread|imageio\.imread|torchvision\.io\.(decode_image|decode_jpeg|read_image)|tensorflow\.(image|io)\.decode_(image|jpeg|png))$/;

/** Words of steps that change a picture before the model sees it. */
const changes = occurs((text) =>
  /resize|normali[sz]e|transform|processor|feature_extractor|preprocess|blur|filter|thumbnail|quality=|squeeze_bit|denois/i.test(
    text,
  ),
);

/** The calls that make a picture of bytes in a handler, or in what it calls in its file. */
function decodingIn(file: PythonFile, handler: FunctionDef): Call[] {
  return [...reachedFrom(file, handler)].flatMap((fn) =>
    boundOf(rootOf(fn.chunk))
      .calls.filter(
        ({ call, place }) =>
          functionOf(place.scope) === fn && file.names.resolve(call.func).some((name) => DECODING.test(name)),
      )
      .map(({ call }) => call),
  );
}

export const detector: PythonDetector = {
  *chunk(chunk, file, rule) {
    const seen = new Set<number>();
    for (const route of routesIn(file, chunk)) {
      const { declaration, handler } = route;
      if (!declaration || seen.has(spanOf(declaration).start) || changes(file)) continue;
      const [decoding, ...more] = asksModel(file, handler) ? decodingIn(file, handler) : [];
      if (!decoding) continue;
      seen.add(spanOf(declaration).start);
      yield {
        span: calleeSpan(file, declaration),
        values: { route: routeTitle(route) },
        edits: more.length === 0 ? writtenEdits(file, rule, decoding, { subject: decoding }) : {},
      };
    }
  },
};
