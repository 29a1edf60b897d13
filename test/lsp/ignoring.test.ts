/** Where ignore comments are put, and that the engine then is silent at that place: text in, text out. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceRuleSet } from '../../scripts/rules.ts';
import { analyze } from '../../server/src/engine/analyze.ts';
import { applyEdits } from '../../server/src/engine/edits.ts';
import { unitsOf } from '../../server/src/engine/units.ts';
import { ignoreHere, ignoreInFile } from '../../server/src/lsp/actions/ignoring.ts';
import { ready } from '../support/parsers.ts';
import { projectOf, sourceOf } from '../support/workspace.ts';
import { KEY } from './programs.ts';

await ready;

const RULE = 'the-rule';
/** `text` with the ignore comment for the place of `‸`, which is taken out. */
function ignored(path: string, marked: string): string {
  const offset = marked.indexOf('‸');
  const source = sourceOf(path, marked.replace('‸', ''));
  const edit = ignoreHere(source, unitsOf(source), offset, RULE);
  return edit ? applyEdits(source.text, [edit]) : 'no comment';
}

function inFile(path: string, text: string): string {
  const edit = ignoreInFile(sourceOf(path, text), RULE);
  return edit ? applyEdits(text, [edit]) : 'no comment';
}

const COMMENT = `# parapet: ignore[${RULE}]`;

test('Python: behind the line', () => {
  assert.equal(ignored('a.py', 'x = ‸f()\ny = 1\n'), `x = f()  ${COMMENT}\ny = 1\n`);
  assert.equal(ignored('a.py', 'x = ‸f()   \n'), `x = f()  ${COMMENT}   \n`);
  assert.equal(ignored('a.py', 'x = ‸f()  # noqa\n'), `x = f()  # noqa  ${COMMENT}\n`);
  assert.equal(ignored('a.py', 'x = ‸f()'), `x = f()  ${COMMENT}`);
  assert.equal(ignored('a.py', 'x = g(\r\n    ‸f(),\r\n)\r\n'), `x = g(\r\n    f(),  ${COMMENT}\r\n)\r\n`);
});

test('Python: never inside a string or behind a backslash', () => {
  assert.equal(
    ignored('a.py', 'if a:\n    x = """one\n  ‸two\n"""\n'),
    `if a:\n    ${COMMENT}\n    x = """one\n  two\n"""\n`,
  );
  assert.equal(ignored('a.py', 'x = """‸one\ntwo"""\n'), `${COMMENT}\nx = """one\ntwo"""\n`);
  assert.equal(ignored('a.py', 'x = """one\ntwo""" + ‸f()\n'), `x = """one\ntwo""" + f()  ${COMMENT}\n`);
  assert.equal(
    ignored('a.py', 'x = 1 + \\\n  2 + \\\n  ‸f()\n'),
    `x = 1 + \\\n  2 + \\\n  f()  ${COMMENT}\n`,
  );
  assert.equal(
    ignored('a.py', 'x = 1 + \\\n  ‸f() + \\\n  2\n'),
    `${COMMENT}\nx = 1 + \\\n  f() + \\\n  2\n`,
  );
});

test('an ignore comment that already speaks for the line is joined', () => {
  assert.equal(
    ignored('a.py', 'x = ‸f()  # parapet: ignore[b] -- why\n'),
    `x = f()  # parapet: ignore[b, ${RULE}] -- why\n`,
  );
  assert.equal(
    ignored('a.py', '# parapet: ignore[b]\n# more words\nx = ‸f()\n'),
    `# parapet: ignore[b, ${RULE}]\n# more words\nx = f()\n`,
  );
  assert.equal(ignored('a.py', 'x = ‸f()  # parapet: ignore[]\n'), `x = f()  # parapet: ignore[${RULE}]\n`);
  assert.equal(
    ignored('a.py', '# parapet: ignore-file[b]\nx = ‸f()\n'),
    `# parapet: ignore-file[b]\nx = f()  ${COMMENT}\n`,
  );
  assert.equal(
    inFile('a.py', '"""Doc."""\n# parapet: ignore-file[b]\n'),
    `"""Doc."""\n# parapet: ignore-file[b, ${RULE}]\n`,
  );
});

test('Dockerfile: above the instruction, however long it is', () => {
  assert.equal(ignored('Dockerfile', 'FROM a\nRUN ‸b\n'), `FROM a\n${COMMENT}\nRUN b\n`);
  assert.equal(
    ignored('Dockerfile', 'FROM a\nRUN b && \\\n    # c\n    ‸d\n'),
    `FROM a\n${COMMENT}\nRUN b && \\\n    # c\n    d\n`,
  );
  assert.equal(
    ignored('Dockerfile', 'FROM a\nRUN <<EOF\n‸b\nEOF\n'),
    `FROM a\n${COMMENT}\nRUN <<EOF\nb\nEOF\n`,
  );
  assert.equal(
    ignored('Dockerfile', '# syntax=docker/dockerfile:1\nFROM ‸a\n'),
    `# syntax=docker/dockerfile:1\n${COMMENT}\nFROM a\n`,
  );
  assert.equal(ignored('Dockerfile', '\uFEFFFROM ‸a\n'), `\uFEFF${COMMENT}\nFROM a\n`);
  assert.equal(
    inFile('Dockerfile', '# syntax=docker/dockerfile:1\n# escape=`\nFROM a\n'),
    `# syntax=docker/dockerfile:1\n# escape=\`\n# parapet: ignore-file[${RULE}]\nFROM a\n`,
  );
});

test('YAML: behind the line, but above a scalar of several lines', () => {
  const pod = 'apiVersion: v1\nkind: Pod\n';
  assert.equal(
    ignored('a.yaml', `${pod}spec:\n  hostPID: ‸true\n`),
    `${pod}spec:\n  hostPID: true  ${COMMENT}\n`,
  );
  assert.equal(
    ignored('a.yaml', `${pod}x:\n  - |\n    one\n    ‸two\ny: 1\n`),
    `${pod}x:\n  ${COMMENT}\n  - |\n    one\n    two\ny: 1\n`,
  );
  assert.equal(ignored('a.yaml', `${pod}x: "one\n  ‸two"\n`), `${pod}x: "one\n  two"  ${COMMENT}\n`);
  assert.equal(ignored('a.yaml', `${pod}x: "‸one\n  two"\n`), `${pod}${COMMENT}\nx: "one\n  two"\n`);
  assert.equal(inFile('a.yaml', pod), `# parapet: ignore-file[${RULE}]\n${pod}`);
});

test('files without comments get none', () => {
  assert.equal(ignored('a.json', '{"a": ‸1}\n'), 'no comment');
  assert.equal(inFile('a.json', '{"a": 1}\n'), 'no comment');
});

test('what is ignored inside a unit is silent', async () => {
  const all = await sourceRuleSet();
  const rule = all.rules.find((each) => each.id === 'ai-provider-key-in-source');
  assert.ok(rule);
  for (const [path, text] of [
    ['a.py', `x = """\ntoken: ${KEY}\n"""\n`],
    ['a.py', `x = "a" + \\\n  "${KEY}" + \\\n  "b"\n`],
    ['Dockerfile', `FROM a\nRUN a && \\\n  TOKEN=${KEY} b && \\\n  c\n`],
    ['a.yaml', `apiVersion: v1\nkind: Pod\nx: |\n  a\n  token=${KEY}\n  b\n`],
  ] as const) {
    const source = sourceOf(path, text);
    const [found] = analyze(source, projectOf([source]), { ...all, rules: [rule] }).findings;
    assert.ok(found, path);
    const edit = ignoreHere(source, unitsOf(source), found.span.start, rule.id);
    assert.ok(edit, path);
    const quiet = { ...source, text: applyEdits(text, [edit]) };
    const { findings, suppressed } = analyze(quiet, projectOf([quiet]), { ...all, rules: [rule] });
    assert.deepEqual([findings.length, suppressed.length], [0, 1], quiet.text);
  }
});
