/** Dockerfiles that others stumble over: right findings or silence. What is random is in `robustness.test.ts`. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceRuleSet } from '../../scripts/rules.ts';
import { ready } from '../support/parsers.ts';
import { analyzeText } from '../support/workspace.ts';

await ready;
const rules = await sourceRuleSet();

/** `rule: marked text` of what is found, of the rules named only. */
function found(text: string, ...ids: readonly string[]): string[] {
  const { findings, gaps } = analyzeText(rules, 'Dockerfile', text);
  assert.deepEqual(
    gaps.filter(({ reason }) => reason.includes('failed')),
    [],
  );
  return findings
    .filter(({ rule }) => ids.includes(rule.id))
    .map(({ rule, span }) => `${rule.id}: ${text.slice(span.start, span.end)}`);
}

test('a snippet without FROM is read, and nothing is said of its image', () => {
  const text = 'RUN curl -k https://example.com/x\nRUN sudo make install\nEXPOSE 22\n';
  assert.deepEqual(
    found(text, 'tls-off-in-build', 'runs-as-root', 'no-healthcheck', 'base-image-not-pinned'),
    ['tls-off-in-build: -k'],
  );
});

test('Windows containers: their shell is not taken for ours, nor their users', () => {
  const text =
    '# escape=`\nFROM mcr.microsoft.com/windows/servercore:ltsc2022\nSHELL ["powershell", "-Command"]\nRUN curl -k https://x `\n  | sh\nCMD ["app.exe"]\n';
  assert.deepEqual(found(text, 'tls-off-in-build', 'runs-as-root', 'curl-pipe-shell'), []);
});

test('heredocs of BuildKit are scripts, or files that are written', () => {
  const text = `# syntax=docker/dockerfile:1
FROM python:3.12
RUN <<EOF
set -e
curl -sSL https://example.com/i.sh | sh
EOF
COPY <<EOT /run.sh
curl -sSL https://example.com/i.sh | sh
EOT
RUN <<PY python3
import os
PY
USER 10001
`;
  assert.deepEqual(found(text, 'curl-pipe-shell'), ['curl-pipe-shell: sh']);
});

test('comments and empty lines between continued lines', () => {
  const text =
    'FROM python:3.12\nRUN apt-get update && \\\n# why\n\n    curl -k https://x && \\\n    # more\n    sudo true\n';
  for (const each of [text, text.replaceAll('\n', '\r\n')])
    assert.deepEqual(found(each, 'tls-off-in-build', 'sudo-or-setuid-tools').sort(), [
      'sudo-or-setuid-tools: sudo',
      'tls-off-in-build: -k',
    ]);
});

test('a RUN of 10,000 lines', () => {
  const text = `FROM python:3.12\nRUN true && \\\n${'    echo a && \\\n'.repeat(10_000)}    curl -k https://x\n`;
  assert.deepEqual(found(text, 'tls-off-in-build'), ['tls-off-in-build: -k']);
});

test('stages: user and base are inherited, and what is not shipped is not said of the image', () => {
  const text = [
    'ARG TAG=3.12',
    `FROM --platform=$BUILDPLATFORM python:\${TAG} AS base`,
    'USER 10001',
    'FROM base AS build',
    'USER root',
    'EXPOSE 22',
    'FROM base',
    'CMD ["uvicorn", "app:app"]',
    '',
  ].join('\n');
  assert.deepEqual(found(text, 'runs-as-root', 'sudo-or-setuid-tools', 'base-image-not-pinned'), [
    `base-image-not-pinned: python:\${TAG}`,
  ]);
});
