/** Python for the engine. */
import type { LanguageSupport } from '../engine/language.ts';
import type { Comment, Gap } from '../engine/types.ts';
import type { Chunk } from './ast.ts';
import { detect } from './detect.ts';
import { brokenSpans, type PythonFacts, readFacts } from './file.ts';
import { compile, type PythonProgram } from './program.ts';
import { pythonUnits } from './units.ts';

function commentsOf(chunks: readonly Chunk[], text: string, found: Comment[] = []): Comment[] {
  for (const { offset, comments, parts } of chunks) {
    for (const { start, end } of comments)
      found.push({
        span: { start: start + offset, end: end + offset },
        text: text.slice(start + offset, end + offset),
      });
    commentsOf(parts, text, found);
  }
  return found;
}

/** One gap for all that the parser could not read, at the first such place. */
function syntaxGaps(chunks: readonly Chunk[]): Gap[] {
  const broken = brokenSpans(chunks);
  const [span] = broken;
  if (!span) return [];
  const places = broken.length > 1 ? `${broken.length} places` : 'one place';
  return [{ reason: `Python syntax not understood in ${places}; the rest was analysed`, span, syntax: true }];
}

export const pythonLanguage: LanguageSupport<PythonFacts, PythonProgram> = {
  languages: ['python'],
  compile,
  read: readFacts,
  detect,
  comments: ({ source, parsed }) => commentsOf(parsed.chunks, source.text),
  gaps: ({ parsed }) => syntaxGaps(parsed.chunks),
  units: ({ text }) => pythonUnits(text),
};
