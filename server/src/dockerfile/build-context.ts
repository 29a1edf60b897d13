/** What a build takes from its folder, and what a `.dockerignore` keeps out of it. Knows paths only. */
import type { Project, Source } from '../engine/types.ts';

/** The folders that the build of the Dockerfile at `path` may be started in, nearest first; each ends with `/` or is empty. */
function contexts(path: string): string[] {
  const folders: string[] = [];
  for (let at = path.lastIndexOf('/'); at >= 0; at = path.lastIndexOf('/', at - 1)) {
    folders.push(path.slice(0, at + 1));
    if (at === 0) break;
  }
  return [...folders, ''];
}

/** Whether some `.dockerignore` may hold for a build of `source`; undefined where nobody can look. */
export function isIgnoring(source: Source, { neighbours }: Project): boolean | undefined {
  if (!neighbours) return undefined;
  const { path } = source;
  return (
    neighbours.has(`${path}.dockerignore`, source) ||
    contexts(path).some((folder) => neighbours.has(`${folder}.dockerignore`, source))
  );
}

/** Whether the folder of `source` is likely the one that is built: folders of Dockerfiles alone are built from above. */
export function isBuiltHere({ path }: Source): boolean {
  return !/(^|\/)\.?(?:docker|dockerfiles?|build|deploy|deployment|ci|images?|infra|containers?)\/[^/]*$/i.test(
    path,
  );
}

/** What no image of an AI program should hold. */
export const IGNORED = `# What the build does not send to the builder, and COPY cannot put into the image.
.git
.env
.env.*
!.env.example
*.pem
*.key
.venv
venv
__pycache__
*.py[cod]
.ipynb_checkpoints
*.ipynb
.pytest_cache
.mypy_cache
wandb
mlruns
data
`;
