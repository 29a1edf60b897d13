/** What the rules' own examples cannot show: messages that keep a secret, fixes that are not offered, combinations. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceRuleSet } from '../../scripts/rules.ts';
import { applyEdits } from '../../server/src/engine/edits.ts';
import type { Finding } from '../../server/src/engine/types.ts';
import { ready } from '../support/parsers.ts';
import { analyzeText } from '../support/workspace.ts';

await ready;
const rules = await sourceRuleSet();

function find(rule: string, text: string): Finding[] {
  return analyzeText(rules, 'Dockerfile', text).findings.filter((finding) => finding.rule.id === rule);
}

/** The fixes offered for `rule`, by the marked text. */
function fixes(rule: string, text: string): Record<string, string[]> {
  return Object.fromEntries(
    find(rule, text).map(({ span, fixes: offered }) => [
      text.slice(span.start, span.end),
      offered.map(({ id }) => id),
    ]),
  );
}

test('no message holds more than four characters of a secret, and no fix keeps it', () => {
  const key = ['hf', 'qWzXvRtYpLkMnBsDfGhJcKdLsAeTyUiOpQ'].join('_');
  const text = `FROM x\nENV A_TOKEN=${key} B_PASSWORD=tr0ub4dor\nRUN C_SECRET=zq8Kd0LmW2 a && hf auth login --token ${key}\nRUN git clone https://u:pw4bert9@h/x\nCMD a $A_TOKEN\n`;
  const found = find('secret-in-arg-env-copy', text);
  assert.equal(found.length, 5);
  for (const { message } of found) {
    for (const secret of [key, 'tr0ub4dor', 'zq8Kd0LmW2', 'pw4bert9']) {
      for (let at = 0; at + 5 <= secret.length; at++)
        assert.ok(!message.includes(secret.slice(at, at + 5)), message);
    }
  }
  for (const { span, fixes: offered } of found) {
    const secret = text.slice(span.start, span.end);
    for (const fix of offered)
      assert.ok(applyEdits(text, fix.edits).split(secret).length < text.split(secret).length, fix.id);
  }
});

test('a build argument is mounted only when every use can be', () => {
  const rule = 'secret-in-arg-env-copy';
  const head = 'FROM x\nARG A_TOKEN\n';
  assert.deepEqual(fixes(rule, `${head}RUN a $A_TOKEN\nRUN b "\${A_TOKEN}"`), { A_TOKEN: ['mount'] });
  assert.deepEqual(fixes(rule, `${head}RUN a $A_TOKEN\nENV B=$A_TOKEN`), { A_TOKEN: [] });
  assert.deepEqual(fixes(rule, `${head}RUN ["a", "$A_TOKEN"]`), { A_TOKEN: [] });
  assert.deepEqual(fixes(rule, `${head}RUN <<EOF\na $A_TOKEN\nEOF`), { A_TOKEN: [] });
  assert.deepEqual(fixes(rule, `${head}RUN a\nFROM y\nRUN b $A_TOKEN`), {});
  assert.deepEqual(fixes(rule, `${head}RUN a $A_TOKENS`), {});
});

/** Root's folder inside a container, which no other user may enter. */
const ROOTS_HOME = '/root';

test('a user is not added where the container could not start as one', () => {
  const offered = (text: string): string[] | undefined => Object.values(fixes('runs-as-root', text))[0];
  assert.deepEqual(offered('FROM python:3.12\nCMD ["a"]'), ['add-user']);
  for (const lines of [
    `WORKDIR ${ROOTS_HOME}/app\nCMD ["a"]`,
    'RUN pip install --user x\nCMD ["a"]',
    `ENV PATH=${ROOTS_HOME}/.local/bin:$PATH\nCMD ["a"]`,
    'CMD ["/usr/sbin/sshd", "-D"]',
    'CMD ["sudo", "a"]',
    'CMD ["/start-nginx.sh"]',
    'RUN a',
  ]) {
    assert.deepEqual(offered(`FROM python:3.12\n${lines}`), [], lines);
  }
  assert.deepEqual(offered('FROM nginx:1.27\nCMD ["a"]'), []);
});

test('a user goes in behind the last step that needs root', () => {
  const text = 'from python:3.12\ncmd ["a"]\nrun apt-get update';
  const [finding] = find('runs-as-root', text);
  assert.equal(
    applyEdits(text, finding?.fixes[0]?.edits ?? []),
    `${text}\nrun useradd -u 10001 -m app\nuser 10001`,
  );
});

test('a word goes with what separates it, and stays where an instruction would swallow the next one', () => {
  const fixed = (text: string): string | undefined => {
    const [finding] = find('tls-off-in-build', text);
    return finding?.fixes[0] && applyEdits(text, finding.fixes[0].edits);
  };
  const head = 'FROM x\nRUN pip install a \\\n';
  assert.equal(fixed(`${head}  --trusted-host b \\\n  c\nUSER 1`), `${head}  c\nUSER 1`);
  assert.equal(fixed(`${head}  --trusted-host b\nUSER 1`), 'FROM x\nRUN pip install a\nUSER 1');
  assert.equal(
    fixed(`${head}  # why\n  --trusted-host b \\\n  c\nUSER 1`),
    `${head}  # why\n \\\n  c\nUSER 1`,
  );
  assert.equal(fixed(`${head}  # why\n  --trusted-host b\nUSER 1`), undefined);
  assert.equal(
    fixed('FROM x\r\nRUN wget \\\r\n  --no-check-certificate \\\r\n  a\r\n'),
    'FROM x\r\nRUN wget \\\r\n  a\r\n',
  );
});

test('suppression in front of an instruction, behind it, and between its lines', () => {
  for (const text of [
    'FROM x@sha256:1\n# parapet: ignore[curl-pipe-shell] -- pinned by the proxy\nRUN curl x | sh',
    'FROM x\nRUN curl x | sh # parapet: ignore[curl-pipe-shell] -- pinned by the proxy',
    'FROM x\n# parapet: ignore[curl-pipe-shell] -- pinned by the proxy\nRUN a && \\\n  b && \\\n  curl x | sh',
    'FROM x\nRUN a \\\n  # parapet: ignore[curl-pipe-shell] -- pinned by the proxy\n  && curl x | sh',
    'FROM x\nRUN <<EOF\n# parapet: ignore[curl-pipe-shell] -- pinned by the proxy\ncurl x | sh\nEOF',
    '# parapet: ignore-file[curl-pipe-shell] until=2999-01-01 -- pinned by the proxy\nFROM x\nRUN curl x | sh',
  ]) {
    assert.deepEqual(find('curl-pipe-shell', text), [], text);
    assert.deepEqual(find('unused-suppression', text), [], text);
  }
});

test('an image that a variable names is reported once', () => {
  assert.equal(
    find('base-image-not-pinned', 'ARG B=python:3.12\nFROM $B AS a\nFROM $B AS b\nFROM a').length,
    1,
  );
});

test('of a stage that is dropped only secrets are reported', () => {
  const commands = 'RUN curl -k https://example.com/x | sh\nRUN pip install torch\n';
  const reported = (text: string): string[] =>
    analyzeText(rules, 'Dockerfile', text).findings.map(({ rule }) => rule.id);
  const end = 'FROM scratch\nCOPY app /\n';
  assert.deepEqual(reported(`FROM debian:12\n${commands}${end}`), []);
  assert.deepEqual(reported(`FROM debian:12\nENV A_PASSWORD=tr0ub4dor\n${end}`), ['secret-in-arg-env-copy']);
  assert.deepEqual(reported(`FROM debian:12 AS test\n${commands}${end}`), [
    'base-image-not-pinned',
    'tls-off-in-build',
    'curl-pipe-shell',
    'unpinned-pip-in-image',
  ]);
  const twice = 'ARG BASE=debian:12\nFROM $BASE\nFROM $BASE AS a\nFROM a AS b\n';
  assert.deepEqual(
    find('base-image-not-pinned', twice).map(({ span }) => span.start),
    [twice.indexOf('$BASE AS')],
  );
});

test('what a failing rule leaves behind is a gap, and the other rules go on', () => {
  const broken = {
    keywords: ['RUN'],
    detect: () => {
      throw new Error('on purpose');
    },
  };
  const detectors = {
    ...rules.detectors,
    dockerfile: { ...rules.detectors.dockerfile, 'curl-pipe-shell': broken },
  };
  const { findings, gaps } = analyzeText(
    { ...rules, detectors },
    'Dockerfile',
    'FROM x\nRUN curl x | sh\nRUN curl -k x',
  );
  assert.equal(gaps.length, 1);
  assert.ok(findings.some(({ rule }) => rule.id === 'tls-off-in-build'));
});
