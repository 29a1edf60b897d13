/** Whatever the text: no throw, no hang, spans inside the text. The seed makes a failure repeatable. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceRuleSet } from '../../scripts/rules.ts';
import { dockerfileLanguage } from '../../server/src/dockerfile/language.ts';
import type { Span } from '../../server/src/engine/types.ts';
import { ready } from '../support/parsers.ts';
import { random } from '../support/random.ts';
import { projectOf, sourceOf } from '../support/workspace.ts';

await ready;
const rules = await sourceRuleSet();
const program = dockerfileLanguage.compile(rules);

function spansOf(text: string): Span[] {
  const source = sourceOf('Dockerfile', text);
  const facts = dockerfileLanguage.read(source);
  const { detections, gaps } = dockerfileLanguage.detect(facts, program, projectOf([source]));
  assert.deepEqual(gaps, [], 'no rule fails');
  const edits = detections.flatMap(({ fixes }) => fixes.flatMap((fix) => fix.edits));
  return [...detections, ...edits, ...facts.comments, ...facts.instructions].map(({ span }) => span);
}

function check(text: string): void {
  for (const { start, end } of spansOf(text))
    assert.ok(start >= 0 && start <= end && end <= text.length, JSON.stringify(text));
}

const PIECES = [
  'FROM ',
  'python:3.12',
  ' AS b',
  '\n',
  '\r\n',
  '\\\n',
  ' \\ \n',
  '# c\n',
  'RUN ',
  'curl -k x ',
  '| sh ',
  '&& ',
  '"',
  "'",
  '`',
  '$(',
  ')',
  `\${A:-`,
  '}',
  '<<EOF\n',
  '\nEOF\n',
  '[',
  '"a", ',
  ']',
  'ENV ',
  'A=b ',
  'HF_TOKEN=',
  'ARG HF_TOKEN\n',
  '$HF_TOKEN ',
  'COPY .env /\n',
  'USER root\n',
  '--mount=type=secret ',
  'ONBUILD ',
  'SHELL ["cmd"]\n',
  '# escape=`\n',
  '\uFEFF',
  '😀',
  '\t',
  'sh -c "',
  'chmod -R 777 / ',
  'HEALTHCHECK CMD ',
  '\\',
  '(',
  '{ ',
  'if ',
  'pip install x ',
];

test('random texts of what Dockerfiles are made of', () => {
  const next = random(20260401);
  for (let i = 0; i < 600; i++) {
    let text = i % 2 === 0 ? 'FROM x\n' : '';
    for (let n = Math.floor(next() * 60); n > 0; n--)
      text += PIECES[Math.floor(next() * PIECES.length)] ?? '';
    check(text);
  }
});

test('random characters', () => {
  const next = random(7);
  for (let i = 0; i < 300; i++) {
    let text = 'FROM x\nRUN ';
    for (let n = Math.floor(next() * 200); n > 0; n--)
      text += String.fromCharCode(1 + Math.floor(next() * (next() < 0.9 ? 126 : 65534)));
    check(text);
  }
});

test('long texts are read in time that grows with their length', () => {
  const long: Record<string, string> = {
    continuations: `FROM x\nRUN ${'a && \\\n'.repeat(20_000)}b`,
    words: `FROM x\nRUN a ${'word '.repeat(20_000)}`,
    brackets: `FROM x\nRUN ${'$('.repeat(20_000)}`,
    'one word': `FROM x\nRUN a ${'a.b'.repeat(20_000)}://x`,
    list: `FROM x\nCMD [${'"a",'.repeat(20_000)}"b"]`,
    comments: `FROM x\nRUN a \\\n${'# c\n'.repeat(20_000)}b`,
    instructions: `FROM x\n${'ENV A=b\n'.repeat(5000)}`,
    heredocs: `FROM x\n${'RUN <<EOF\nls\nEOF\n'.repeat(2000)}`,
  };
  for (const text of Object.values(long)) spansOf(text);
});
