/** Reads dependency files for tests, and shows what stands at the places that reading gives. */
import assert from 'node:assert/strict';
import type { Span } from '../../server/src/engine/types.ts';
import { type DependencyFile, dependencyFile } from '../../server/src/versions/dependency-file.ts';
import { normalize, type Requirement } from '../../server/src/versions/requirement.ts';
import { sourceOf } from '../support/workspace.ts';

/** The words at `span`. */
export function at(text: string, span: Span | undefined): string {
  return span ? text.slice(span.start, span.end) : '-';
}

/** `torch|>=2.2|group`, with the words that stand at the places. */
function shown(text: string, requirement: Requirement): string {
  const { span, version, group, origin, locked } = requirement;
  const words = [at(text, span), at(text, version)];
  if (origin) words.push(`${origin.kind} ${at(text, origin.span)}`);
  if (group) words.push(group);
  return words.join(' | ') + (locked ? ' !' : '');
}

/** Reads `text` as it is, behind a byte order mark, and with CRLF: the places must hold in all of them. */
export function facts(
  path: string,
  text: string,
): { file: DependencyFile; requirements: string[]; settings: string[] } {
  const read = (variant: string): { file: DependencyFile; requirements: string[]; settings: string[] } => {
    const file = dependencyFile(sourceOf(path, variant));
    for (const { name, span } of file.requirements)
      if (span)
        assert.ok(at(variant, span) === name || isSpelling(at(variant, span), name), at(variant, span));
    for (const { span, text: comment } of file.comments) assert.equal(at(variant, span), comment);
    const settings = file.settings.map(({ name, span, valueSpan }) =>
      [name, at(variant, span), at(variant, valueSpan)].join(' | '),
    );
    return { file, requirements: file.requirements.map((each) => shown(variant, each)), settings };
  };
  const plain = read(text);
  for (const variant of [`\uFEFF${text}`, text.replaceAll('\n', '\r\n')]) {
    const other = read(variant);
    assert.deepEqual(other.requirements, plain.requirements);
    assert.deepEqual(other.settings, plain.settings);
  }
  return plain;
}

/** Conda calls some packages otherwise than PyPI. */
function isSpelling(written: string, name: string): boolean {
  return normalize(written) === name || (written === 'pytorch' && name === 'torch');
}
