/** `mcp-server-unpinned`: whoever publishes the package or image decides anew at every start what runs. */
import { placeholder } from '../../engine/placeholder.ts';
import type { Edit, Project } from '../../engine/types.ts';
import { pinFor } from '../../image/pins.ts';
import { parseImageReference } from '../../image/reference.ts';
import type { AgentsDetector, Seen } from '../detector.ts';
import { type Launch, launchOf, type Runner } from '../launch.ts';
import type { Word } from '../settings.ts';

/** A path, an address of an archive, or a text that something is still put into. */
const ELSEWHERE = /^(?:\.{0,2}[\\/]|\.{1,2}$|~|[A-Za-z]:[\\/]|file:|https?:)|[${}]/;

const COMMIT = /[#@][0-9a-f]{40}(?:[#&]|$)/;

interface Named {
  readonly name: string;
  /** What stands behind the name; undefined where nothing does. */
  readonly version: string | undefined;
}

/** `@scope/pkg@1.2`, `pkg[extra]==1.2`: the name, and what is said of the version. */
function namedIn(text: string): Named | undefined {
  const found =
    /^(?<name>(?:@[\w.-]+\/)?[\w.-]+(?:\[[\w,.-]*\])?)(?:(?:@|(?===|[<>=!~]))(?<version>.+))?$/.exec(text);
  const { name = '', version } = found?.groups ?? {};
  return found ? { name, version } : undefined;
}

function isPinned(version: string): boolean {
  return (
    /^(?:==)?v?\d+\.\d[\w.+-]*$/.test(version) ||
    /^===/.test(version) ||
    version.includes(placeholder('version'))
  );
}

function replace({ span, plain }: Word, text: string): readonly Edit[] | undefined {
  return plain ? [{ span, text }] : undefined;
}

function ofPackage({ registry, word }: Launch): Seen[] {
  const { text } = word;
  const fromGit = /^(?:git\+|git@|github:|gitlab:|bitbucket:)/.test(text);
  if (fromGit) return COMMIT.test(text) ? [] : [{ case: 'git', span: word.span, values: { package: text } }];
  // npm takes `owner/name` for a repository of GitHub; other words with a slash are paths.
  if (ELSEWHERE.test(text)) return [];
  const named = namedIn(text);
  if (!named || (named.version !== undefined && isPinned(named.version))) return [];
  const { name, version } = named;
  const mark = registry === 'npm' ? '@' : '==';
  return [
    {
      case: version === undefined ? 'none' : 'moving',
      span: word.span,
      values: { package: name, version: version ?? '' },
      edits: { version: replace(word, `${name}${mark}${placeholder('version')}`) },
    },
  ];
}

function ofImage({ word }: Launch, project: Project): Seen[] {
  const { text } = word;
  const reference = /[${}]/.test(text) ? undefined : parseImageReference(text);
  if (!reference || reference.digest !== undefined || text.includes(placeholder('digest'))) return [];
  const { tag } = reference;
  if (tag !== undefined && !/^latest(?:-|$)/.test(tag)) return [];
  const pin = pinFor(reference, project);
  const name = tag === undefined ? text : text.slice(0, -tag.length - 1);
  return [
    {
      case: tag === undefined ? 'none' : 'moving',
      span: word.span,
      values: { package: name, version: tag ?? '' },
      edits: {
        pin: pin === undefined ? undefined : replace(word, name + pin),
        digest: pin === undefined ? replace(word, `${text}@sha256:${placeholder('digest')}`) : undefined,
      },
    },
  ];
}

export const detector: AgentsDetector = {
  *detect({ servers, models, project }) {
    const { runners } = models['package-runners'] as { runners: readonly Runner[] };
    for (const { words, disabled } of servers) {
      const launch = disabled ? undefined : launchOf(words, runners);
      if (launch) yield* launch.registry === 'image' ? ofImage(launch, project) : ofPackage(launch);
    }
  },
};
