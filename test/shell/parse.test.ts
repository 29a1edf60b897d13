/** Shell text in, the command model as short text out. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concat, standIn, verbatim } from '../../server/src/shell/mapped.ts';
import type { Script, Statement, Word } from '../../server/src/shell/model.ts';
import { parseShell, scriptOfWords } from '../../server/src/shell/parse.ts';
import { commandsOf, ownCommandsOf } from '../../server/src/shell/walk.ts';
import { plainWord } from '../../server/src/shell/words.ts';
import { ready } from '../support/parsers.ts';

await ready;

/** `[text]` is a word whose value is known, `(text)` one that only the shell can work out. */
function word({ state, value }: Word): string {
  return state === 'known' ? `[${value.text}]` : `(${value.text})`;
}

function say(statement: Statement): string {
  switch (statement.kind) {
    case 'command': {
      const assigned = statement.assignments.map(({ name, value }) => `${name}=${value ? word(value) : ''}`);
      const redirected = statement.redirects.map(
        ({ operator, target, heredoc }) =>
          operator + (target ? word(target) : '') + (heredoc ? JSON.stringify(heredoc.body.text) : ''),
      );
      const nested = statement.nested.map((script) => `{${script.statements.map(say).join('; ')}}`);
      return [...assigned, ...statement.words.map(word), ...redirected, ...nested].join(' ');
    }
    case 'pipeline':
      return statement.stages.map(say).join(' | ');
    case 'list':
      return statement.items
        .map(
          (item, index) =>
            say(item) + (index < statement.operators.length ? ` ${statement.operators[index]} ` : ''),
        )
        .join('');
    case 'group':
      return `<${statement.body.map(say).join('; ')}>`;
  }
}

function read(text: string): Script {
  return parseShell(verbatim(text, 0));
}

function check(text: string, expected: string): void {
  assert.equal(read(text).statements.map(say).join('; '), expected, text);
}

test('words: quotes, escapes and expansions', () => {
  check(`a 'b c' "d $E" f\\ g $'h\\ti' j"k"'l'`, '[a] [b c] (d $E) [f g] [h\ti] [jkl]');
  check('a $B $(d) `e` $((1+2)) "\\$f\\"" --x=\\"q\\"', '[a] ($B) ($(d)) (`e`) ($((1+2))) [$f"] [--x="q"]');
});

test('expansions with operators keep their text', () => {
  check(`a \${B:-c} x\${D}y`, `[a] (\${B:-c}) (x\${D}y)`);
});

test('assignments, redirections and what follows them', () => {
  check('A=1 B="c d" e >f 2>&1 g', 'A=[1] B=[c d] [e] [g] >[f] >&[1]');
  check('export A=b; C=$(d)', 'A=[b] [export]; C=($(d))');
  check('a && b > x', '[a] && [b] >[x]');
});

test('pipelines, lists and groups', () => {
  check(
    'a | b 2>&1 && c || d; (e; f) & { g; } | h',
    '[a] | [b] >&[1] && [c] || [d]; <[e]; [f]>; <[g]> | [h]',
  );
  check('for i in 1 2; do a; done; if b; then c; else d; fi', '<<[a]>>; <[b]; [c]; <[d]>>');
  check('case $x in a) b;; esac; f() { g; }; ! h | i', '<<[b]>>; <<[g]>>; [h] | [i]');
});

test('heredocs belong to their command, and the line goes on behind them', () => {
  check('cat <<EOF | sh && b\nx $(y)\nEOF\nc', '[cat] <<"x $(y)\\n" | [sh] && [b]; [c]');
  check("cat <<'EOF' > f\nx\nEOF", '[cat] <<"x\\n" >[f]');
});

test('shell text inside commands is read', () => {
  check(`bash -lc 'a | b' c`, '[bash] [-lc] [a | b] [c] {[a] | [b]}');
  check('sh -c "a \\"b\\" $C"', '[sh] [-c] (a "b" $C) {[a] [b] ($C)}');
  check('sh <<EOF\na\nEOF', '[sh] <<"a\\n" {[a]}');
  check('eval a b', '[eval] [a] [b] {[a] [b]}');
  check('su - x -c "a b"', '[su] [-] [x] [-c] [a b] {[a] [b]}');
  check(
    'find . -exec a {} \\; -exec b {} +',
    '[find] [.] [-exec] [a] [{}] [;] [-exec] [b] [{}] [+] {[a] [{}]} {[b] [{}]}',
  );
});

test('the program behind its wrappers', () => {
  const programs: Record<string, string> = {
    'sudo -E -u x /usr/bin/curl y': 'curl y',
    'env -i A=b c d': 'c d',
    'python3 -u -m pip install x': 'pip install x',
    'conda run -n e pip install x': 'pip install x',
    'uv run --with x pytest': 'pytest',
    'timeout -k 5 10 a': 'a',
    'xargs -0 -n 1 chmod 777': 'chmod 777',
    'gosu app tini -- python x.py': 'python x.py',
    'command -v curl': 'command -v curl',
    'conda install x': 'conda install x',
    'python -c "import x" -m y': 'python -c import x -m y',
  };
  for (const [text, expected] of Object.entries(programs)) {
    const program = ownCommandsOf(read(text))[0]?.program;
    assert.equal(
      [program?.name, ...(program?.arguments ?? []).map(({ value }) => value.text)].join(' '),
      expected,
      text,
    );
  }
  assert.equal(ownCommandsOf(read('$A b'))[0]?.program, undefined);
});

test('spans point into the file, through escapes and nesting', () => {
  const text = `RUN sh -c "echo \\"q\\" | sh -c 'curl x'"`;
  const spans = commandsOf(parseShell(verbatim(text.slice(4), 4))).flatMap(({ program }) =>
    program ? [program.nameSpan] : [],
  );
  assert.deepEqual(
    spans.map(({ start, end }) => text.slice(start, end)),
    ['sh', 'echo', 'sh', 'curl'],
  );
});

test('spans point into the file where the text stands in for escapes of its format', () => {
  const file = '["sh", "-c", "a \\"b\\" c"]';
  const at = file.indexOf('a \\"');
  const code = concat([
    verbatim('a ', at),
    standIn('"', { start: at + 2, end: at + 4 }),
    verbatim('b', at + 4),
    standIn('"', { start: at + 5, end: at + 7 }),
    verbatim(' c', at + 7),
  ]);
  const words = [
    plainWord(verbatim('sh', 2), { start: 1, end: 5 }),
    plainWord(verbatim('-c', 8), { start: 7, end: 11 }),
  ];
  const script = scriptOfWords([...words, plainWord(code, { start: at - 1, end: at + 10 })]);
  const inner = commandsOf(script)[1]?.words ?? [];
  assert.deepEqual(
    inner.map(({ span }) => file.slice(span.start, span.end)),
    ['a', '\\"b\\"', 'c'],
  );
});

test('broken text yields what can be read of it', () => {
  check('if true; then curl x | sh', '[true]; [curl] [x] | [sh]');
  assert.equal(read('echo "x').errors.length, 1);
  assert.deepEqual(read('').statements, []);
});

test('long chains and deep nesting are read without overflow', () => {
  assert.equal(commandsOf(read(Array(3000).fill('a').join(' && '))).length, 3000);
  for (const piece of ['(', '$(', '"$(', `\${`, '`', '{ ', 'sh -c "', 'if ', '<('])
    assert.doesNotThrow(() => read(piece.repeat(2000)));
});
