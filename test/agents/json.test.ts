/** Settings of agents are read whatever state they are in: while they are typed, with comments, hostile. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readJson, walkJson } from '../../server/src/agents/json.ts';
import { serversIn } from '../../server/src/agents/settings.ts';

const SETTINGS = `{
  // for files
  "mcpServers": {
    "files": { "command": "npx", "args": ["-y", "server"], "env": { "A": "\\u0062" }, },
    /* off */ "web": { "url": "https://a.example.com", "disabled": true }
  }
}`;

test('servers, their words and what they are given stand where the text has them', () => {
  const [files, web] = serversIn(readJson(SETTINGS).root);
  assert.deepEqual(
    files?.words.map(({ text, span }) => [text, SETTINGS.slice(span.start, span.end)]),
    [
      ['npx', 'npx'],
      ['-y', '-y'],
      ['server', 'server'],
    ],
  );
  const [given] = files?.given ?? [];
  assert.ok(given?.value?.kind === 'text' && given.value.text === 'b' && !given.value.plain);
  assert.equal(web?.disabled, true);
  assert.deepEqual(
    readJson(SETTINGS).comments.map(({ text }) => text),
    ['// for files', '/* off */'],
  );
});

test('a text cut off anywhere is read as far as it goes', () => {
  for (let end = 0; end <= SETTINGS.length; end++) {
    const text = SETTINGS.slice(0, end);
    const { root, gaps } = readJson(text);
    for (const { node } of walkJson(root)) assert.ok(node.span.end <= text.length);
    assert.ok(gaps.every(({ syntax }) => syntax === true));
  }
});

test('brackets nested too deep are a gap, not a crash', () => {
  const { root, gaps } = readJson('['.repeat(200_000));
  assert.equal(root, undefined);
  assert.match(gaps[0]?.reason ?? '', /nested/);
});
