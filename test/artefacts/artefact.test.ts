/** What model files are, by their bytes, and what is said of them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { models } from '../../scripts/rules.ts';
import { type Artefact, artefactOf } from '../../server/src/artefacts/artefact.ts';
import { judge, type KnownImports } from '../../server/src/artefacts/verdict.ts';
import { contentIn } from '../../server/src/cli/content.ts';
import { bytes, calling, little, zip } from './bytes.ts';

const known = models()['pickle-imports'] as KnownImports;

function artefact(path: string, data: Uint8Array): Artefact | undefined {
  return artefactOf({ uri: `file:///${path}`, path, language: 'model', text: '', content: contentIn(data) });
}

function verdict(path: string, data: Uint8Array): string {
  const found = artefact(path, data);
  return found ? judge(found.imports, known).verdict : 'nothing';
}

const BAD = calling('posix', 'getpid');
const FINE = calling('collections', 'OrderedDict');

test('PyTorch files: the pickle in the zip file, stored or deflated', () => {
  const storage = { name: 'net/data/0', data: BAD };
  for (const deflated of [false, true]) {
    const file = (data: Uint8Array): Uint8Array =>
      zip([{ name: 'net/data.pkl', data, ...(deflated ? { deflated: deflateRawSync(data) } : {}) }, storage]);
    assert.equal(verdict('net.pt', file(BAD)), 'dangerous');
    assert.equal(verdict('pytorch_model.bin', file(FINE)), 'plain');
    assert.match(artefact('net.pt', file(FINE))?.format ?? '', /PyTorch/);
  }
  assert.equal(verdict('net.pt', zip([storage])), 'nothing');
  assert.equal(
    verdict(
      'net.pt',
      zip([
        { name: 'x.pkl', data: FINE },
        { name: 'y/z.pkl', data: BAD },
      ]),
    ),
    'dangerous',
  );
});

test('a member that cannot be unpacked is named', () => {
  const broken = zip([{ name: 'net/data.pkl', data: BAD, deflated: bytes('no deflate') }]);
  assert.equal(verdict('net.pt', broken), 'unread');
  assert.match(artefact('net.pt', broken)?.gaps[0]?.reason ?? '', /net\/data\.pkl/);
});

test('pickles by their beginning, whatever the file is called', () => {
  for (const path of ['a.pkl', 'a.bin', 'a.pt', 'a.ckpt', 'a.npy', 'a.h5']) {
    assert.equal(verdict(path, BAD), 'dangerous', path);
    assert.equal(verdict(path, FINE), 'plain', path);
  }
  assert.equal(verdict('a.bin', bytes(0x80, 3, 0xff, 0xff)), 'nothing', 'two bytes are no proof');
  assert.equal(verdict('a.bin', bytes('cposix\nsystem\n)R.')), 'nothing', 'nor is a letter');
});

test('compressed pickles', () => {
  assert.equal(verdict('a.joblib', deflateSync(BAD)), 'dangerous');
  assert.equal(verdict('a.pkl', gzipSync(BAD)), 'dangerous');
  assert.equal(verdict('a.pkl', gzipSync(bytes('a,b\n1,2\n'))), 'nothing');
  assert.equal(verdict('a.joblib', bytes('BZh91AY&SY')), 'unread');
  assert.equal(verdict('a.bin', bytes('BZh91AY&SY')), 'nothing');
});

test('arrays of objects, and arrays of numbers', () => {
  const array = (type: string, data: Uint8Array): Uint8Array => {
    const header = `{'descr': ${type}, 'fortran_order': False, 'shape': (1,), }\n`;
    return bytes('\x93NUMPY', 1, 0, little(header.length, 2), header, data);
  };
  assert.equal(verdict('a.npy', array("'|O'", BAD)), 'dangerous');
  assert.equal(verdict('a.npy', array("[('a', '<f8'), ('b', '|O')]", FINE)), 'plain');
  assert.equal(verdict('a.npy', array("'<f8'", BAD)), 'nothing');
});

test('Keras models in HDF5, and other HDF5', () => {
  const head = bytes(0x89, 'HDF\r\n\x1a\n', little(0, 100));
  assert.equal(verdict('a.h5', bytes(head, 'model_config')), 'unread');
  assert.equal(verdict('a.h5', bytes(head, 'layer_names')), 'nothing');
});

test('nothing to say of pointers, texts and empty files', () => {
  assert.equal(
    verdict('a.pkl', bytes('version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n')),
    'nothing',
  );
  assert.equal(verdict('a.ckpt', bytes('model_checkpoint_path: "x"\n')), 'nothing');
  assert.equal(verdict('a.pkl', bytes()), 'nothing');
});

test('names behind dots inside of a name, and names that are unknown', () => {
  const of = (module: string | undefined, name: string): string => judge([{ module, name }], known).verdict;
  assert.equal(of('torch.serialization', 'os.system'), 'dangerous');
  assert.equal(of('os.path', 'join'), 'dangerous');
  assert.equal(of('osmium', 'read'), 'plain');
  assert.equal(of('model', 'Net.Config'), 'plain');
  assert.equal(of('builtins', 'getattr'), 'indirect');
  assert.equal(of(undefined, 'load'), 'indirect');
  assert.equal(of('numpy._core.multiarray', '_reconstruct'), 'plain');
});

test('a file larger than what is read of a pickle: its beginning counts, and the rest is named', () => {
  const size = 5_000_000_000;
  const content = {
    ...contentIn(new Uint8Array()),
    size,
    read: (start: number, end: number) => {
      assert.ok(end - start <= 64_000_000, 'no more than a part is asked for');
      const part = new Uint8Array(Math.max(0, Math.min(end, size) - start));
      if (start === 0) part.set(BAD.subarray(0, part.length));
      return part;
    },
  };
  const found = artefactOf({ uri: 'file:///a.pkl', path: 'a.pkl', language: 'model', text: '', content });
  assert.equal(judge(found?.imports, known).verdict, 'dangerous');
  assert.equal(found?.gaps.length, 1);
});

test('zip files cut off anywhere', () => {
  const file = zip([{ name: 'net/data.pkl', data: BAD }]);
  for (let end = 0; end < file.length; end++) artefact('net.pt', file.subarray(0, end));
});
