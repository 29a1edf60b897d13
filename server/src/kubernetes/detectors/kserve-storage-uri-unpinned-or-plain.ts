/**
 * kserve-storage-uri-unpinned-or-plain: where KServe takes a model from: over plain HTTP, or in whatever version is there.
 */
import { spanOf } from '../../yaml/access.ts';
import { setField } from '../../yaml/additions.ts';
import type { KubernetesDetector } from '../detector.ts';
import { at } from '../values.ts';

const PATHS: Readonly<Record<string, readonly string[]>> = {
  InferenceService: ['spec.*.*.storageUri', 'spec.*.*.storage.path'],
  LLMInferenceService: ['spec.model.uri', 'spec.model.lora.adapters.*.uri'],
  LLMInferenceServiceConfig: ['spec.model.uri', 'spec.model.lora.adapters.*.uri'],
};

const HUB = /^hf:\/\/[\w.-]+\/[\w.-]+(?::([^/]+))?$/;
const LATEST = /^(?:s3|gs|abfs|https?):\/\/.*\/latest\/?$/;

export const detector: KubernetesDetector = {
  scope: 'document',
  resource: ({ kind, apiVersion, view }, report) => {
    if (!apiVersion.startsWith('serving.kserve.io/')) return;
    for (const { value, view: node, path } of (PATHS[kind] ?? []).flatMap((one) => at(view, one))) {
      if (value.state !== 'known' || typeof value.value !== 'string' || !node) continue;
      const uri = value.value;
      const hub = HUB.exec(uri);
      const values = { uri };
      const span = spanOf(node);
      if (uri.startsWith('http://'))
        report(
          { span, values, edits: { https: setField(view, path, uri.replace(/^http:/, 'https:')) } },
          'plain',
        );
      else if (hub && !/^[0-9a-f]{40}$/.test(hub[1] ?? '')) report({ span, values, edits: {} }, 'hub');
      else if (LATEST.test(uri)) report({ span, values, edits: {} }, 'latest');
    }
  },
};
