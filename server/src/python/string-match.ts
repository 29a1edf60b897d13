/** The `string` kind of match in Python: what a table finds anywhere in the text gets its fix where it is a literal. */
import { detection, fixesOf } from '../engine/detection.ts';
import type { Detection, Source } from '../engine/types.ts';
import { schemeOf } from '../secrets/chosen.ts';
import { type StringCase, secretsIn } from '../secrets/language.ts';
import { type Hit, valuesOf } from '../secrets/scan.ts';
import { chunkBefore } from './anchors.ts';
import { type Chunk, spanOf } from './ast.ts';
import type { PythonFile } from './file.ts';
import { type Literal, literalsOf } from './literals.ts';
import { secretEdits } from './secret-edits.ts';

/** The literal that is `hit` as a whole, perhaps with the scheme of a header before it. */
function literalAt(chunks: readonly Chunk[], { span, value }: Hit): Literal | undefined {
  const chunk = chunkBefore(chunks, span.start);
  return (
    chunk &&
    literalsOf(chunk).find(({ node }) => {
      const { start, end } = spanOf(node);
      return start < span.start && span.end < end && node.value.slice(schemeOf(node.value).length) === value;
    })
  );
}

/**
 * The detections of one case that Python can repair. The others come from the language of secrets, which sees every
 * text; where both report a place, this one is first.
 */
export function matchStrings(
  file: PythonFile,
  source: Source,
  chunks: readonly Chunk[],
  strings: StringCase,
): Detection[] {
  const { rule, match } = strings;
  return secretsIn(source, strings).flatMap((hit): Detection[] => {
    const { variable } = hit.kind;
    const literal = variable === undefined ? undefined : literalAt(chunks, hit);
    if (!literal || variable === undefined) return [];
    const edits = secretEdits(file, literal, variable, fixesOf(rule, match));
    return [detection(rule, match, { span: hit.span, values: valuesOf(hit), edits })];
  });
}
