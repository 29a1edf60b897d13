/** What pickles import, read from their instructions alone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importsOf } from '../../server/src/artefacts/imports.ts';
import { random } from '../support/random.ts';
import { bytes, calling, little, text } from './bytes.ts';

function names(pickle: Uint8Array): string[] {
  return importsOf(pickle).imports.map(({ module, name }) => `${module ?? '?'}.${name ?? '?'}`);
}

test('every way to import a name', () => {
  const ways: Record<string, Uint8Array> = {
    'protocol 0': bytes("cos\ngetpid\n(S'hello'\ntR."),
    'an instance': bytes("(S'hello'\nios\ngetpid\n."),
    'protocol 2': bytes(0x80, 2, 'cos\ngetpid\n', 'q', 0, 'U', 5, 'hello', 'q', 1, 0x85, 'q', 2, 'R.'),
    'protocol 4': calling('os', 'getpid'),
    'in a frame': bytes(0x80, 5, 0x95, little(24, 8), text('os'), text('getpid'), 0x93, '.'),
    'long texts': bytes('X', little(2, 4), 'os', 0x8d, little(6, 8), 'getpid', 0x93, '.'),
    'texts with escapes': bytes("S'\\x6f\\163'\n", 'V\\u0067etpid\n', 0x93, '.'),
    'texts from memory': bytes(text('os'), text('getpid'), '00', 'h', 0, 'h', 1, 0x93, '.'),
    'texts from numbered memory': bytes(
      text('os'),
      'p7\n',
      '0',
      text('getpid'),
      'r',
      little(9, 4),
      '0',
      'g7\n',
      'j',
      little(9, 4),
      0x93,
      '.',
    ),
    'a text twice': bytes(0x80, 4, '(', text('os'), '1', 'h', 0, text('getpid'), 0x93, '.'),
  };
  for (const [way, pickle] of Object.entries(ways)) {
    assert.deepEqual(names(pickle), ['os.getpid'], way);
    assert.equal(importsOf(pickle).whole, true, way);
  }
});

test('other instructions between the two texts do not hide them', () => {
  const noise = bytes('}(K', 1, 'J', little(5, 4), 'u', '0', ']', 'N', 'a', '0', '2', '0');
  assert.deepEqual(names(bytes(0x80, 4, text('os'), noise, text('getpid'), 0x93, '.')), ['os.getpid']);
  assert.deepEqual(names(bytes(text('x'), '2', '0', '0', text('os'), text('getpid'), '2', '0', 0x93, '.')), [
    'os.getpid',
  ]);
});

test('a name that is put together while loading is unknown, never left out', () => {
  const pickle = bytes(0x80, 4, text('a'), text('b'), 0x93, ')', 'R', text('getpid'), 0x93, '.');
  assert.deepEqual(names(pickle), ['a.b', '?.getpid']);
  assert.deepEqual(names(bytes(0x80, 4, 0x93, '.')), ['?.?']);
});

test('texts are not imports', () => {
  assert.deepEqual(names(bytes(0x80, 4, text('cos\nsystem\n'), '.')), []);
  assert.deepEqual(names(bytes('X', little(11, 4), 'cos\nsystem\n', '.')), []);
});

test('pickles one behind the other, each with a memory of its own', () => {
  assert.deepEqual(names(bytes(calling('a', 'b'), calling('os', 'getpid'))), ['a.b', 'os.getpid']);
  assert.deepEqual(names(bytes(calling('a', 'b'), 'cos\ngetpid\n.')), ['a.b'], 'what follows is data');
});

test('arrays that joblib writes between the instructions', () => {
  const array = Uint8Array.from({ length: 64 }, (_, i) => 0xa0 + (i % 32));
  for (const behind of [calling('os', 'getpid'), bytes('cos\ngetpid\n)R.'), bytes(')ios\ngetpid\n.')]) {
    const { imports, whole, named } = importsOf(bytes(0x80, 4, text('a'), text('B'), 0x93, array, behind));
    assert.deepEqual(
      imports.map(({ name }) => name),
      ['B', 'getpid'],
    );
    assert.equal(whole, false);
    assert.equal(named, 1);
  }
});

test('cut off anywhere, and any bytes at all: an answer in bounded time', () => {
  const whole = bytes(calling('os', 'getpid'), "cos\ngetpid\n(S'hello'\ntR.");
  for (let end = 0; end <= whole.length; end++) importsOf(whole.subarray(0, end));
  const next = random(7);
  for (let round = 0; round < 2_000; round++) {
    const changed = Uint8Array.from(whole, (byte) => (next() < 0.1 ? Math.floor(next() * 256) : byte));
    importsOf(changed);
  }
});

test('sizes that lie, and files of one instruction', () => {
  assert.equal(importsOf(bytes(0x80, 4, 0x8d, little(2 ** 53, 8), 'x')).whole, false);
  assert.equal(importsOf(bytes('X', 0xff, 0xff, 0xff, 0xff, 'x')).whole, false);
  for (const filling of ['(', '2', 'c', 'i', '\n', '0', 'N', '\x93', '\x94', 'p1\n', 'ca\nb\n']) {
    const size = 1_000_000;
    const { imports } = importsOf(bytes(filling.repeat(size / filling.length)));
    assert.ok(imports.length <= 5_000);
  }
});
