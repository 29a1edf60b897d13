/** `add-remote-url`: ADD of an address without a checksum, and ADD where COPY says all that is meant. */
import { placeholder } from '../../engine/placeholder.ts';
import type { Edit } from '../../engine/types.ts';
import type { Word } from '../../shell/model.ts';
import { forgeAddress } from '../../versions/forge-address.ts';
import type { DockerfileDetector, Seen } from '../detector.ts';
import { keywordLike } from '../edits.ts';
import type { Instruction } from '../model.ts';

const REMOTE = /^(https?|ftp):\/\//i;
const REPOSITORY = /^(git@|git:\/\/|https?:\/\/[^\s#]+\.git(#|$))/i;
const COMMIT = /#[0-9a-f]{40}(:|$)/;
/** ADD unpacks these, whatever COPY would do. */
const ARCHIVE = /\.(tar|tgz|tbz2?|txz|tzst|tlz)$|\.tar\.\w+$|\.(gz|bz2|xz|zst)$/i;

/** One address that always delivers the same kind of thing: Docker takes a checksum for one source, and of HTTP only. */
function checksum({ keywordSpan, words }: Instruction, word: Word): Edit[] | undefined {
  if (words.length !== 2 || word.state !== 'known' || !/^https?:/i.test(word.value.text)) return undefined;
  const at = keywordSpan.end;
  return [{ span: { start: at, end: at }, text: ` --checksum=sha256:${placeholder('sha256')}` }];
}

function remote(instruction: Instruction, word: Word): Seen[] {
  const { text } = word.value;
  if (REPOSITORY.test(text))
    return COMMIT.test(text) || text.includes('$') ? [] : [{ case: 'repository', span: word.span }];
  if (!REMOTE.test(text) || instruction.flags.some(({ name }) => name === 'checksum')) return [];
  const forge = forgeAddress(text);
  if (forge?.kind === 'commit') return [];
  return forge?.kind === 'branch'
    ? [{ case: 'branch', span: word.span, values: { revision: forge.revision } }]
    : [{ case: 'address', span: word.span, edits: { checksum: checksum(instruction, word) } }];
}

/** Whether COPY would do the same: sources of the build context that surely are no archives. */
function isLocal(instruction: Instruction): boolean {
  const sources = instruction.words.slice(0, -1);
  const local = ({ state, value: { text } }: Word): boolean =>
    state === 'known' &&
    !REMOTE.test(text) &&
    !REPOSITORY.test(text) &&
    !ARCHIVE.test(text) &&
    !/\*$/.test(text) &&
    !text.startsWith('<<');
  const own = new Set(['chown', 'chmod', 'link', 'exclude']);
  return sources.length > 0 && sources.every(local) && instruction.flags.every(({ name }) => own.has(name));
}

export const detector: DockerfileDetector = {
  keywords: ['ADD'],
  detect(instruction, { facts }): Seen[] {
    const found = instruction.words.slice(0, -1).flatMap((word) => remote(instruction, word));
    if (found.length > 0 || !isLocal(instruction)) return found;
    const span = instruction.keywordSpan;
    const text = keywordLike(facts.source.text, instruction, 'COPY');
    return [{ case: 'local', span, edits: { copy: [{ span, text }] } }];
  },
};
