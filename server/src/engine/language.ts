/**
 * What a language must offer to the engine. The engine knows languages only through this.
 */
import type { Comment, Detection, Gap, Language, Project, RuleSet, Source, Span } from './types.ts';

/** What the rules saw, and which of them failed. */
export interface Detected {
  readonly detections: readonly Detection[];
  readonly gaps: readonly Gap[];
}

/**
 * `Facts`: what is known of one source. `Program`: the rules, compiled for dispatch.
 * No function throws on any text.
 */
export interface LanguageSupport<Facts, Program> {
  readonly languages: readonly Language[];
  /** Picks what concerns this language and compiles it; called once per rule set. */
  compile(rules: RuleSet): Program;
  /**
   * Reads a source. `previous`: facts of an older version of the same file, to be reused and then no longer used.
   * `project`: what the names in it may refer to; without it the source stands alone.
   */
  read(source: Source, previous?: Facts, project?: Project): Facts;
  /**
   * A rule that throws becomes a gap (see `guarded`); the others go on. `last`: whether the facts are not kept for another
   * version of the source.
   */
  detect(facts: Facts, program: Program, project: Project, last?: boolean): Detected;
  comments(facts: Facts): readonly Comment[];
  gaps(facts: Facts): readonly Gap[];
  /**
   * What no comment can interrupt and only precede or follow (a multi-line string, an instruction): a suppression at
   * one line of it speaks for the whole. Asked only where a suppression is read or written.
   */
  units?(source: Source): readonly Span[];
}
