/** Dockerfile text in, its facts as short text out. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFacts } from '../../server/src/dockerfile/facts.ts';
import type { DockerfileFacts, Stage } from '../../server/src/dockerfile/model.ts';
import { environmentAt, expand } from '../../server/src/dockerfile/variables.ts';
import type { Span } from '../../server/src/engine/types.ts';
import type { Word } from '../../server/src/shell/model.ts';
import { commandsOf } from '../../server/src/shell/walk.ts';
import { ready } from '../support/parsers.ts';
import { sourceOf } from '../support/workspace.ts';

await ready;

function read(text: string): DockerfileFacts {
  return readFacts(sourceOf('Dockerfile', text));
}

function cut(text: string, spans: readonly Span[]): string[] {
  return spans.map(({ start, end }) => text.slice(start, end));
}

function values(words: readonly (Word | undefined)[]): (string | undefined)[] {
  return words.map((word) => word?.value.text);
}

/** The commands of all instructions, words joined by spaces. */
function commands(text: string): string[] {
  return read(text).instructions.flatMap(({ script }) =>
    script ? commandsOf(script).map(({ words }) => values(words).join(' ')) : [],
  );
}

function base({ base: it }: Stage): string {
  return it.kind === 'image' ? it.text : it.kind === 'stage' ? `stage ${it.stage}` : it.kind;
}

test('stages, their names, and images behind ARG defaults', () => {
  const { stages } = read(
    [
      'ARG VERSION=3.12',
      `ARG BASE=python:\${VERSION}-slim`,
      'ARG NONE',
      `FROM --platform=$BUILDPLATFORM \${BASE} AS Build`,
      'FROM build',
      'FROM scratch as empty',
      `FROM \${NONE}`,
      `FROM \${NONE:-registry:5000/a/b@sha256:${'a'.repeat(64)}}`,
      'FROM {{ image }}',
    ].join('\n'),
  );
  assert.deepEqual(stages.map(base), [
    'python:3.12-slim',
    'stage 0',
    'scratch',
    'unknown',
    `registry:5000/a/b@sha256:${'a'.repeat(64)}`,
    'unknown',
  ]);
  assert.deepEqual(
    stages.map(({ name }) => name),
    ['build', undefined, 'empty', undefined, undefined, undefined],
  );
});

test('variables: ENV of the stages below, ARG of the own stage, operators', () => {
  const facts = read(
    `ARG A=global\nFROM x AS one\nENV E=1 F=$E\nARG P=p\nFROM one\nARG A\nENV E=2\nUSER $E-$A-\${Q:-q}-\${E:+yes}\nUSER $P\nUSER $F`,
  );
  const users = facts.instructions.filter(({ keyword }) => keyword === 'USER');
  const expanded = users.map((user) => user.words[0] && expand(user.words[0], environmentAt(facts, user)));
  assert.deepEqual(expanded, ['2-global-q-yes', undefined, undefined]);
});

test('pairs of ENV, ARG and LABEL', () => {
  const text = `FROM x\nENV A=1 B="two words" \\\n  # why\n  C=it\\ is D='$X' E=$Y\nENV OLD some value\nARG N\nARG M= P="q r"\nLABEL a.b="c"`;
  const pairs = read(text).instructions.flatMap((instruction) => instruction.pairs);
  assert.deepEqual(
    pairs.map(({ name, value }) => [name, value?.value.text, value?.state]),
    [
      ['A', '1', 'known'],
      ['B', 'two words', 'known'],
      ['C', 'it is', 'known'],
      ['D', '$X', 'known'],
      ['E', '$Y', 'unknown'],
      ['OLD', 'some value', 'known'],
      ['N', undefined, undefined],
      ['M', '', 'known'],
      ['P', 'q r', 'known'],
      ['a.b', 'c', 'known'],
    ],
  );
  assert.deepEqual(
    cut(
      text,
      pairs.slice(0, 6).map(({ span }) => span),
    ),
    ['A=1', 'B="two words"', 'C=it\\ is', "D='$X'", 'E=$Y', 'OLD some value'],
  );
});

test('shell form over continuations, comments between lines, empty lines, CRLF', () => {
  const lines = ['FROM x', 'RUN a b \\', '  # a comment', '', '  && c \\  ', '\t&& d e\\', 'f # the rest'];
  for (const eol of ['\n', '\r\n']) {
    const text = lines.join(eol);
    assert.deepEqual(commands(text), ['a b', 'c', 'd ef']);
    const { instructions, comments } = read(text);
    const spans = commandsOf(instructions[1]?.script ?? { statements: [], comments: [], errors: [] }).flatMap(
      ({ words }) => words.map(({ span }) => span),
    );
    assert.deepEqual(cut(text, spans), ['a', 'b', 'c', 'd', `e\\${eol}f`]);
    assert.deepEqual(
      comments.map((comment) => comment.text),
      ['# a comment', '# the rest'],
    );
  }
});

test('exec form, with escapes; what is no JSON is shell form', () => {
  const text =
    'FROM x\nCMD ["sh", "-c", "echo \\"a\\" && curl x"]\nENTRYPOINT [ "a", \'b\' ]\nENTRYPOINT []\nRUN ["a", \\\n "b"]';
  const { instructions } = read(text);
  assert.deepEqual(
    instructions.map(({ exec }) => exec),
    [false, true, false, true, true],
  );
  const spans = commandsOf(instructions[1]?.script ?? { statements: [], comments: [], errors: [] }).flatMap(
    ({ program }) => program?.nameSpan ?? [],
  );
  assert.deepEqual(cut(text, spans), ['"sh"', 'echo', 'curl']);
});

test('heredocs: a script, a file of another language, several, and what is none', () => {
  assert.deepEqual(commands('FROM x\nRUN <<EOF\na b\n# not a Dockerfile comment\nEOF\nRUN c'), ['a b', 'c']);
  assert.deepEqual(commands('FROM x\nRUN --mount=type=cache,target=/c <<-"E"\n\ta\n\tE\nRUN b'), ['a', 'b']);
  assert.deepEqual(commands('FROM x\nRUN <<EOF\n#!/usr/bin/env python3\nimport os\nEOF\nRUN b'), ['b']);
  assert.deepEqual(commands('FROM x\nRUN python3 <<EOF && a\nimport os\nEOF\nRUN b'), ['python3', 'a', 'b']);
  assert.deepEqual(commands('FROM x\nRUN <<EOF bash -e\na b\nEOF\nRUN c'), ['bash -e', 'a b', 'c']);
  assert.deepEqual(commands('FROM x\nCOPY <<A <<B /d/\nRUN no\nA\nRUN no\nB\nRUN b'), ['b']);
  assert.deepEqual(commands('FROM x\nRUN echo "see <<EOF"\nRUN cat <<NEVER\nRUN b'), [
    'echo see <<EOF',
    'cat',
    'b',
  ]);
});

test('flags, mounts, health checks, ONBUILD', () => {
  const text =
    'FROM x\nRUN --mount=type=secret,id=t --network=none a\nCOPY --from=b --chown=1:1 c d\nHEALTHCHECK --interval=5s CMD curl x\nHEALTHCHECK NONE\nONBUILD RUN e';
  const { instructions } = read(text);
  assert.deepEqual(
    instructions.flatMap(({ flags }) => flags.map(({ name, value }) => `${name}: ${value?.value.text}`)),
    ['mount: type=secret,id=t', 'network: none', 'from: b', 'chown: 1:1', 'interval: 5s'],
  );
  assert.deepEqual(commands(text), ['a', 'curl x', 'e']);
  assert.deepEqual(
    instructions.map(({ keyword, onbuild }) => (onbuild ? `on ${keyword}` : keyword)),
    ['FROM', 'RUN', 'COPY', 'HEALTHCHECK', 'HEALTHCHECK', 'on RUN'],
  );
});

test('escape directive and shells that are not read', () => {
  assert.deepEqual(commands('# escape=`\nFROM x\nRUN a `\n  b\\c'), ['a bc']);
  const text =
    'FROM x AS w\nSHELL ["powershell", "-Command"]\nRUN Get-Item $x | % { $_ }\nFROM w\nRUN a\nFROM x\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN b';
  assert.deepEqual(commands(text), ['b']);
  assert.deepEqual(
    read(text).gaps.map(({ reason }) => reason),
    ['commands behind this SHELL are not read: it is no POSIX shell'],
  );
});

test('what is no Dockerfile has no facts, and what nobody knows is a gap', () => {
  for (const text of [
    '',
    '\uFEFF',
    '# only a comment',
    'Run the build first.\nThen look at it.\nIt is good.',
    '{"a": 1}',
    '\u0001\u0002 \uFFFD',
  ]) {
    assert.deepEqual(read(text).instructions, [], JSON.stringify(text));
  }
  assert.deepEqual(
    read('FROM x\nRUNN a\nRUN b').gaps.map(({ reason }) => reason),
    ['RUNN is not an instruction of a Dockerfile'],
  );
});
