/** Template actions: hidden without moving anything, and what they leave open. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { places, rootOf } from '../../server/src/yaml/access.ts';
import { readDocuments } from '../../server/src/yaml/documents.ts';
import { MASK, mask } from '../../server/src/yaml/templates.ts';

/** The state of the first value at `path`, with the value when it is known. */
function stateAt(text: string, path: string): unknown {
  const { documents } = readDocuments(text, '1.1');
  const root = documents[0] && rootOf(documents[0].tree);
  assert.ok(root, 'the text has a root');
  const value = places(root, path)[0]?.value;
  return value?.state === 'known' ? value.value : value?.state;
}

test('a hidden text is as long as the original, with its line ends', () => {
  for (const text of [
    'a: {{ .x }}\n',
    '{{- if .a }}\r\nb: 1\r\n{{- end }}\r\n',
    'a: "{{ .x | default "y" }}" # {{ .z }}\n',
    '{{- /* a\nb {{ c }} */ -}}\na: 1\n',
    'a: {{ .x\nb: 1\n',
    'a: é😀{{ .x }}😀\n',
    '{% for x in y %}\n- {{ x }}\n{% endfor %}\n',
    '{{ {{ {{',
  ]) {
    const { text: hidden } = mask(text);
    assert.equal(hidden.length, text.length);
    assert.doesNotMatch(hidden, /\{\{|\{%/);
    const left = hidden.replaceAll(MASK, ' ');
    for (let i = 0; i < text.length; i++)
      if (text[i] === '\n' && left[i] !== '\n') assert.match(text.slice(0, i), /\{\{/);
  }
});

test('values that a template writes are unknown, the others known', () => {
  assert.equal(stateAt('a: {{ .x }}\nb: 1\n', 'a'), 'unknown');
  assert.equal(stateAt('a: {{ .x }}\nb: 1\n', 'b'), 1);
  assert.equal(stateAt('a: "{{ .x }}:{{ .y }}"\n', 'a'), 'unknown');
  assert.equal(stateAt('a: |\n  x\n  {{- if .y }}\n  z\n  {{- end }}\nb: 2\n', 'a'), 'unknown');
  assert.equal(stateAt('a: |\n  x\n{{- if .y }}\n  z\n{{- end }}\nb: 2\n', 'b'), 2);
  assert.equal(stateAt('a:\n  {{- toYaml .x | nindent 2 }}\nb: 1\n', 'a'), 'unknown');
  assert.equal(stateAt('a:\n  {{- toYaml .x | nindent 2 }}\nb: 1\n', 'a.c'), 'maybe');
  assert.equal(stateAt('a:\n{{ toYaml .x | indent 2 }}\nb: 1\n', 'a.c'), 'maybe');
});

test('a field is perhaps there where an action may insert it', () => {
  assert.equal(stateAt('a:\n  b: 1\n  {{- include "x" . | nindent 2 }}\n', 'a.c'), 'maybe');
  assert.equal(stateAt('a:\n  b: 1\n  {{- include "x" . | nindent 2 }}\n', 'd'), 'absent');
  assert.equal(stateAt('a:\n  b: 1\n{{- include "x" . | nindent 0 }}\n', 'a.c'), 'absent');
  assert.equal(stateAt('a:\n  b: 1\n{{- include "x" . | nindent 0 }}\n', 'd'), 'maybe');
  assert.equal(stateAt('a:\n  b: 1\n  {{- .x }}\n', 'a.c'), 'maybe');
  assert.equal(stateAt('a:\n  {{ .key }}: 1\n', 'a.c'), 'maybe');
  assert.equal(stateAt('a: { b: 1, {{ .more }} }\n', 'a.c'), 'maybe');
});

test('control flow inserts nothing itself', () => {
  assert.equal(stateAt('a:\n  {{- if .x }}\n  b: 1\n  {{- end }}\n', 'a.c'), 'absent');
  assert.equal(stateAt('a:\n  {{- if .x }}\n  b: 1\n  {{- end }}\n', 'a.b'), 1);
  assert.equal(stateAt('a:\n  {{- $y := .x }}\n  b: 1\n  {{/* c */}}\n', 'a.c'), 'absent');
});

test('of two branches that write one field the value is not known', () => {
  assert.equal(stateAt('{{- if .x }}\na: 1\n{{- else }}\na: 2\n{{- end }}\n', 'a'), 'unknown');
});

test('a list that a template may add to has one more place', () => {
  const text = 'l:\n  - a\n  {{- range .x }}\n  - {{ . }}\n  {{- end }}\n  {{- toYaml .y | nindent 2 }}\n';
  const { documents } = readDocuments(text, '1.1');
  const root = documents[0] && rootOf(documents[0].tree);
  assert.deepEqual(root && places(root, 'l.*').map(({ value }) => value.state), [
    'known',
    'unknown',
    'maybe',
  ]);
});

test('a template is never called broken', () => {
  const { documents } = readDocuments('a: [{{ .x }\n  b: {{ end\n', '1.1');
  assert.deepEqual(
    documents.flatMap(({ tree }) => tree.gaps),
    [],
  );
});
