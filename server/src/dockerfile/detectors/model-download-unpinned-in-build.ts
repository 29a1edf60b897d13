/** `model-download-unpinned-in-build`: a model that the build takes from a hub in whatever version is there. */
import { placeholder } from '../../engine/placeholder.ts';
import type { Edit, HubReference, Project } from '../../engine/types.ts';
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

/** The one commit of the workspace, where the command does not ask for a branch or tag of its own. */
function stated({ id, revision = 'main' }: ModelDownload, project: Project): string | undefined {
  return revision === 'main' ? commitOf(id, project) : undefined;
}

/** What this machine has downloaded before, where the command says what sort of repository it is. */
function downloaded({ id, kind, revision = 'main' }: ModelDownload, project: Project): string | undefined {
  const reference: HubReference | undefined = kind && { kind, id, revision };
  return reference && project.downloaded?.(reference);
}

function edit({ place, revision }: ModelDownload, commit: string | undefined): Edit[] | undefined {
  if (!place || commit === undefined) return undefined;
  return [{ span: place, text: `${revision === undefined ? ' ' : ''}--revision ${commit}` }];
}

function editsFor(download: ModelDownload, project: Project): Record<string, Edit[] | undefined> {
  const here = download.place && stated(download, project);
  const before = download.place && downloaded(download, project);
  const unknown = here === undefined && before === undefined;
  return {
    pin: edit(download, here),
    'pin-downloaded': before === here ? undefined : edit(download, before),
    placeholder: unknown ? edit(download, placeholder('commit')) : undefined,
  };
}

export const detector: DockerfileDetector = {
  keywords: ['RUN'],
  detect({ script, exec }, { project }): Seen[] {
    return (script ? movingModels(script) : []).map((download) => ({
      case: download.revision === undefined ? 'absent' : 'moving',
      span: download.span,
      values: { id: download.id, revision: download.revision ?? '' },
      edits: exec ? {} : editsFor(download, project),
    }));
  },
};
