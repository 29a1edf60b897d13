/**
 * argo-workflow-injection: text of a parameter that Argo puts into a shell or Python script before it runs. As an argument
 * of its own or in a variable it is data; inside of a script it is code.
 */
import { field, items, nodeAt, spanOf, type View } from '../../yaml/access.ts';
import type { KubernetesDetector, Report } from '../detector.ts';
import { at } from '../values.ts';

const PARAMETER =
  /\{\{\s*(?:inputs\.parameters\.[\w-]+|workflow\.parameters\.[\w-]+|item(?:\.[\w-]+)?|=[^}]*(?:parameters|item)[^}]*)\s*\}\}/g;
const SHELL = /(?:^|\/)(?:ba|da|z|k)?sh$/;
const INTERPRETER = /(?:^|\/)(?:(?:ba|da|z|k)?sh|python[\d.]*|node|perl|ruby)$/;

/** The text of the node as the author wrote it, templates and all. */
function written({ node, tree }: View): string {
  return tree.text.slice(node.span.start, node.span.end);
}

function reportIn(view: View, report: Report, name: string): void {
  const { start } = spanOf(view);
  for (const { index, 0: text } of written(view).matchAll(PARAMETER))
    report(
      {
        span: { start: start + index, end: start + index + text.length },
        values: { parameter: text.replace(/[{}=\s]/g, '') },
      },
      name,
    );
}

function words(view: View): View[] {
  return ['command', 'args'].flatMap((name) => {
    const list = nodeAt(view, name);
    return list ? items(list) : [];
  });
}

/** The script after `-c`, where a shell or interpreter runs one. */
function inline(view: View): View | undefined {
  const list = words(view);
  const index = list.findIndex((word) => /^["']?-[a-z]*c["']?$/.test(written(word)));
  const runs = list
    .slice(0, Math.max(index, 0))
    .some((word) => INTERPRETER.test(written(word).replace(/["']/g, '')));
  return index >= 0 && runs ? list[index + 1] : undefined;
}

export const detector: KubernetesDetector = {
  scope: 'document',
  resource: ({ apiVersion, view }, report) => {
    if (!apiVersion.startsWith('argoproj.io/')) return;
    const templates = ['spec.templates.*', 'spec.workflowSpec.templates.*'].flatMap((path) => at(view, path));
    for (const { view: template } of templates) {
      if (!template) continue;
      const script = field(template, 'script');
      if (typeof script !== 'string') {
        const source = nodeAt(script.value, 'source');
        const command = words(script.value).map((word) => written(word).replace(/["']/g, ''));
        if (source)
          reportIn(
            source,
            report,
            command.some((word) => SHELL.test(word)) || command.length === 0 ? 'script' : 'program',
          );
      }
      const container = nodeAt(template, 'container');
      const code = container && inline(container);
      if (code) reportIn(code, report, 'script');
    }
  },
};
