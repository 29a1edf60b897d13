/** Python for the engine: one pass over the calls, dispatched by full name, then the detectors that want the whole file. */
import { caseOf, detection, guarded } from '../engine/detection.ts';
import type { Detected, LanguageSupport } from '../engine/language.ts';
import type { Comment, Detection, Gap, Project, Rule, Source } from '../engine/types.ts';
import type { Chunk } from './ast.ts';
import { matchCall } from './call-match.ts';
import type { Seen } from './detector.ts';
import { fileOf, type PythonFile } from './file.ts';
import { free, type Parsed, parse } from './parse.ts';
import { compile, type PythonProgram } from './program.ts';
import { matchFlows } from './taint/match.ts';

export interface PythonFacts {
  readonly source: Source;
  readonly parsed: Parsed;
}

function overlaps(file: PythonFile, { start, end }: { start: number; end: number }): boolean {
  return file.broken.some((b) => b.start < end && start < b.end);
}

function detect({ source, parsed }: PythonFacts, program: PythonProgram, project: Project): Detected {
  const file = fileOf(source, project, parsed.chunks, program.models);
  const detections: Detection[] = [];
  const gaps: Gap[] = [];
  const failed = new Set<Rule>();
  const run = (rule: Rule, look: () => void): void => {
    if (failed.has(rule)) return;
    const before = gaps.length;
    guarded(rule, gaps, look);
    if (gaps.length > before) failed.add(rule);
  };
  const add = (rule: Rule, seen: Iterable<Seen>): void => {
    for (const sighting of seen)
      detections.push(detection(rule, caseOf(rule, 'python', sighting.case), sighting));
  };
  for (const bound of file.calls) {
    const done = new Set<Rule>();
    for (const name of file.names.resolve(bound.call.func)) {
      for (const handler of program.calls.find(name)) {
        const { rule } = handler;
        if (done.has(rule)) continue;
        run(rule, () => {
          if (handler.kind === 'detector')
            return add(rule, handler.detector.call?.(bound, name, file, rule) ?? []);
          const found = matchCall(file, bound.call, rule, handler.match);
          if (!found) return;
          done.add(rule);
          detections.push(found);
        });
      }
    }
  }
  if (program.flows.length > 0) {
    for (const { rule, match, from, to } of program.flows) {
      run(rule, () => detections.push(...matchFlows(file, rule, match, from, to)));
    }
  }
  for (const { rule, detector } of program.modules)
    run(rule, () => add(rule, detector.module?.(file, rule) ?? []));
  return { detections: detections.filter((d) => !overlaps(file, d.span)), gaps };
}

function commentsOf(chunks: readonly Chunk[], text: string): Comment[] {
  return chunks.flatMap((chunk) =>
    chunk.comments.map(({ start, end }) => {
      const span = { start: start + chunk.offset, end: end + chunk.offset };
      return { span, text: text.slice(span.start, span.end) };
    }),
  );
}

/** One gap for all that the parser could not read, at the first such place. */
function syntaxGaps(chunks: readonly Chunk[]): Gap[] {
  const broken = chunks.flatMap((chunk) =>
    chunk.errors.map(({ start, end }) => ({ start: start + chunk.offset, end: end + chunk.offset })),
  );
  const [span] = broken;
  return span
    ? [
        {
          reason: `Python syntax not understood in ${broken.length} place${broken.length > 1 ? 's' : ''}; the rest was analysed`,
          span,
          syntax: true,
        },
      ]
    : [];
}

export const pythonLanguage: LanguageSupport<PythonFacts, PythonProgram> = {
  languages: ['python'],
  compile,
  read: (source, previous) => ({ source, parsed: parse(source.text, previous?.parsed) }),
  detect,
  comments: ({ source, parsed }) => commentsOf(parsed.chunks, source.text),
  gaps: ({ parsed }) => syntaxGaps(parsed.chunks),
  release: ({ parsed }) => free(parsed),
};
