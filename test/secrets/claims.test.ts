/** Which texts beside a secret say that it is none, and which do not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCalledHarmless } from '../../server/src/secrets/claims.ts';

const SECRET = '%%%%';

function said(text: string): boolean {
  const start = text.indexOf(SECRET);
  return isCalledHarmless(text, { start, end: start + SECRET.length });
}

test('a comment beside the secret, above it, or its name', () => {
  for (const text of [
    `# Not critical, only usable on the sandboxed CI instance.\nTOKEN = "${SECRET}"\n`,
    `// dummy key\n// of the old account\nconst key = '${SECRET}';`,
    `key: ${SECRET} # revoked in March`,
    `"source": [\n  "# this is not a real key\\n",\n  "KEY = '${SECRET}'\\n"`,
    `FAKE_TOKEN = "${SECRET}"`,
    `const fakeKey = "${SECRET}"`,
    `myDummyKey = "${SECRET}"`,
    `x = 1\n/* no secret: publicly known */ a("${SECRET}")`.replace(' a(', '\na('),
  ])
    assert.ok(said(text), text);
});

test('what stands elsewhere, or says something else', () => {
  for (const text of [
    `TOKEN = "${SECRET}"\n`,
    `# the key for the tests\nTOKEN = "${SECRET}"`,
    `# dummy\nOTHER = 1\nTOKEN = "${SECRET}"`,
    `# dummy\n\nTOKEN = "${SECRET}"`,
    `TOKEN = "${SECRET}"\n# dummy`,
    `# not a dummy: the real one\nTOKEN = "${SECRET}"`,
    `dummy = 1\nTOKEN = "${SECRET}"`,
    `fakery = "${SECRET}"`,
    `a("dummy")\nb("${SECRET}")`,
    `# fake\n#\n#\n#\n#\nTOKEN = "${SECRET}"`,
  ])
    assert.ok(!said(text), text);
});
