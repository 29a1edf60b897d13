/** Files of data in a folder: read by their beginning, left alone where git ignores them, never written. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { folderWith, parapet, places, scanJson } from './command.ts';

const RULE = ['--select', 'sensitive-dataset-in-repo'];
const ROWS = 'ssn,income\n123-45-6789,1\n';

test('data about people are reported, unless git ignores them or the path says that nobody is meant', async () => {
  const cwd = folderWith({
    '.gitignore': 'private/\n',
    'private/people.csv': ROWS,
    'data/people.csv': ROWS,
    'data/synthetic.csv': ROWS,
    'data/latin.tsv': Buffer.from('email\tname\nj\u00f6rg@b.de\tJ\u00f6rg\n', 'latin1'),
    'big.jsonl': '{"email": "a@b.de"}\n'.repeat(10_000),
    'package.json': '{"email": "a@b.de"}',
    'tests/people.json': '[{"email": "a@b.de"}, {"email": "c@b.de"}]',
  });
  const report = await scanJson([...RULE, '.'], { cwd });
  assert.deepEqual(places(report), [
    'big.jsonl:1 sensitive-dataset-in-repo',
    'data/latin.tsv:1 sensitive-dataset-in-repo',
    'data/people.csv:1 sensitive-dataset-in-repo',
    'tests/people.json:1 sensitive-dataset-in-repo',
  ]);
  const { out } = await parapet(['scan', ...RULE, '.'], { cwd });
  assert.match(out, /4 data files/);
  assert.doesNotMatch(out, /not valid UTF-8/);
});

test('a file that is named is looked at though git ignores it', async () => {
  const cwd = folderWith({ '.git/info/exclude': '*.csv\n', 'people.csv': ROWS });
  assert.deepEqual(places(await scanJson([...RULE, '.'], { cwd })), []);
  assert.deepEqual(places(await scanJson([...RULE, 'people.csv'], { cwd })), [
    'people.csv:1 sensitive-dataset-in-repo',
  ]);
});

test('the columns of a file count where a program loads it', async () => {
  const cwd = folderWith({
    'train.py': 'import pandas as pd\ndf = pd.read_csv("data/q3.csv")\n',
    'data/q3.csv': ROWS,
  });
  const report = await scanJson(['--select', 'unencrypted-sensitive-load', '.'], { cwd });
  assert.deepEqual(places(report), ['train.py:2 unencrypted-sensitive-load']);
});
