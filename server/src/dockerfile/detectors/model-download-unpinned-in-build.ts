/** `model-download-unpinned-in-build`: a model that the build takes from a hub in whatever version is there. */
import type { Edit, Project } from '../../engine/types.ts';
import { type ModelDownload, movingModels } from '../../shell/model-downloads.ts';
import type { DockerfileDetector, Seen } from '../detector.ts';

/** A commit of `id` that the workspace's Dockerfiles and programs name, when they name one only. */
function commitOf(id: string, project: Project): string | undefined {
  const found = new Set<string>();
  for (const language of ['dockerfile', 'python'] as const) {
    for (const { text } of project.files(language)) {
      for (let at = text.indexOf(id); at >= 0; at = text.indexOf(id, at + id.length)) {
        const behind = text.slice(at + id.length, at + id.length + 200);
        const commit = /^["']?[^\n]{0,120}\brevision["'\s=:]{1,4}([0-9a-f]{40})\b/.exec(behind)?.[1];
        if (commit !== undefined) found.add(commit);
      }
    }
  }
  const [commit, ...others] = found;
  return others.length === 0 ? commit : undefined;
}

function pin({ id, place, revision }: ModelDownload, project: Project): Edit[] | undefined {
  const commit = place && commitOf(id, project);
  if (!place || commit === undefined) return undefined;
  return [{ span: place, text: `${revision === undefined ? ' ' : ''}--revision ${commit}` }];
}

export const detector: DockerfileDetector = {
  keywords: ['RUN'],
  detect({ script, exec }, { project }): Seen[] {
    return (script ? movingModels(script) : []).map((download) => ({
      case: download.revision === undefined ? 'absent' : 'moving',
      span: download.span,
      values: { id: download.id, revision: download.revision ?? '' },
      edits: { pin: exec ? undefined : pin(download, project) },
    }));
  },
};
