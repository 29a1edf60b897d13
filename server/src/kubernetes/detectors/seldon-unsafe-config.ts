/**
 * seldon-unsafe-config: a model of Seldon that comes over plain HTTP or from the hub in whatever version is there.
 */
import { type Entry, entries, items, spanOf, textOf, type View } from '../../yaml/access.ts';
import { setField } from '../../yaml/additions.ts';
import type { KubernetesDetector } from '../detector.ts';
import { isVariable } from '../values.ts';

/** Every `modelUri` of a graph, which nests. */
function* uris(view: View, depth = 0): Generator<{ readonly holder: View; readonly entry: Entry }> {
  if (depth > 20) return;
  for (const entry of entries(view)) {
    if (entry.name === 'modelUri' || entry.name === 'storageUri') yield { holder: view, entry };
    else if (entry.value.node.kind === 'map') yield* uris(entry.value, depth + 1);
    else for (const item of items(entry.value)) yield* uris(item, depth + 1);
  }
}

export const detector: KubernetesDetector = {
  scope: 'document',
  resource: ({ apiVersion, view }, report) => {
    if (!/^(?:machinelearning|mlops)\.seldon\.io\//.test(apiVersion)) return;
    for (const { holder, entry } of uris(view)) {
      const uri = textOf(entry.value);
      if (uri === undefined || isVariable(uri)) continue;
      const span = spanOf(entry.value);
      if (uri.startsWith('http://'))
        report(
          {
            span,
            values: { uri },
            edits: { https: setField(holder, [entry.name], uri.replace(/^http:/, 'https:')) },
          },
          'plain',
        );
      else if (/^hf:\/\/|\/latest\/?$/.test(uri) && !/[0-9a-f]{40}/.test(uri))
        report({ span, values: { uri }, edits: {} }, 'moving');
    }
  },
};
