/** Reading a configuration: what holds, what is wrong, and where. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ruleFiles } from '../../scripts/rules.ts';
import {
  type Configuration,
  excludes,
  NOTHING_CONFIGURED,
  readConfiguration,
  selectionOf,
} from '../../server/src/project/configuration.ts';
import { loadRules } from '../../server/src/ruleset/load.ts';

const { rules } = loadRules(ruleFiles());

/** What `text` sets, and `place: sentence` for what is wrong with it. */
function read(path: string, text: string): { set: Partial<Configuration>; wrong: string[] } {
  const result = readConfiguration(path, text, rules);
  assert.ok(result, 'there is a configuration');
  const set = Object.entries(result.configuration).filter(
    ([key, value]) =>
      JSON.stringify(value) !== JSON.stringify(NOTHING_CONFIGURED[key as keyof Configuration]),
  );
  const wrong = result.problems.map(({ span, message }) => `${text.slice(span.start, span.end)}: ${message}`);
  return { set: Object.fromEntries(set), wrong };
}

const SAME = {
  rules: { 'trust-remote-code': 'warning', 'unused-suppression': 'off' },
  select: ['supply-chain', 'governance'],
  ignore: ['GOV-010'],
  exclude: ['vendor/'],
  failOn: 'error',
  kubernetesVersion: '1.30',
  threatModel: 'library',
  honourPeerSuppressions: true,
  encryptedPaths: ['data/*.enc'],
  trustedRegistries: ['ghcr.io/team'],
  sensitivity: 'restricted',
  criticality: 'high',
};

test('YAML and TOML say the same', () => {
  const yaml = read(
    'x/parapet.yaml',
    `rules:
  MDL-002: warning
  unused-suppression: off
select: [supply-chain, governance]
ignore:
  - GOV-010
exclude: ["vendor/"]
fail-on: error
kubernetes-version: 1.30
threat-model: library
honour-peer-suppressions: true
encrypted-paths: [data/*.enc]
trusted-registries: [ghcr.io/team]
sensitivity: restricted
criticality: high
`,
  );
  assert.deepEqual(yaml, { set: SAME, wrong: [] });
  const toml = read(
    'x/pyproject.toml',
    `[project]
name = "demo"
[tool.parapet]
select = ["supply-chain", "governance"]
ignore = ["GOV-010"]
exclude = ["vendor/"]
fail-on = "error"
kubernetes-version = "1.30"
threat-model = "library"
honour-peer-suppressions = true
encrypted-paths = ["data/*.enc"]
trusted-registries = ["ghcr.io/team"]
sensitivity = "restricted"
criticality = "high"
[tool.parapet.rules]
trust-remote-code = "warning"
unused-suppression = "off"
`,
  );
  assert.deepEqual(toml, { set: SAME, wrong: [] });
});

test('a file of other tools, or an empty one, configures nothing', () => {
  assert.equal(readConfiguration('pyproject.toml', '[tool.ruff]\nselect = ["S"]\n', rules), undefined);
  assert.equal(readConfiguration('pyproject.toml', 'not toml at all: parapet\n', rules), undefined);
  for (const text of ['', '# only a comment\n', '---\n', 'null\n']) {
    assert.deepEqual(read('parapet.yaml', text), { set: {}, wrong: [] });
  }
});

test('a wrong value is left out, and the others hold', () => {
  const { set, wrong } = read(
    'parapet.yaml',
    'fail-on: 7\nexclude: vendor\nignore: [data, 3, nothing-like-it]\nthreat-model: {}\nselect: [secrets]\n',
  );
  assert.deepEqual(set, { select: ['secrets'], ignore: ['data'] });
  assert.deepEqual(wrong, [
    '7: "fail-on" must be error, warning, info or hint, not "7".',
    'vendor: "exclude" must be a list of texts, not "vendor".',
    '3: "ignore" must hold texts only, not "3".',
    'nothing-like-it: "nothing-like-it" is no rule or area.',
    '{}: "threat-model" must be application or library, not a table.',
  ]);
});

test('broken syntax takes only what it touches', () => {
  const yaml = read('parapet.yaml', 'fail-on: error\nselect: [secrets\n');
  assert.deepEqual(yaml.set, { failOn: 'error', select: ['secrets'] });
  assert.equal(yaml.wrong.length, 1);
  const toml = read(
    'pyproject.toml',
    '[project\nname =\n[tool.parapet]\nfail-on = "error"\nselect = secrets\nignore = ["data"]\n',
  );
  assert.deepEqual(toml.set, { failOn: 'error', ignore: ['data'] });
  assert.equal(toml.wrong.length, 1);
  assert.match(toml.wrong[0] ?? '', /^select = secrets: This is not valid TOML, and the line is left out: /);
  assert.deepEqual(read('parapet.yaml', '- a list\n').wrong, [
    '- a list: A configuration is a table of settings, as in "fail-on: warning".',
  ]);
});

test('places are right behind a BOM, with CRLF, and where a word stands twice', () => {
  const yaml = read('parapet.yaml', '\uFEFF# a\r\nfail-on: "eror"\r\n');
  assert.deepEqual(yaml.wrong, ['eror: "fail-on" must be error, warning, info or hint, not "eror".']);
  const text = '[tool.other]\neror = "eror"\n[tool.parapet]\nselect = ["data", "eror"]\n';
  const [problem] = readConfiguration('pyproject.toml', text, rules)?.problems ?? [];
  assert.equal(problem?.span.start, text.lastIndexOf('eror'));
});

test('aliases of YAML are followed, and circles end', () => {
  assert.deepEqual(read('parapet.yaml', 'select: &s [data]\nignore: *s\n').set, {
    select: ['data'],
    ignore: ['data'],
  });
  assert.doesNotThrow(() => readConfiguration('parapet.yaml', 'a: &a [*a]\nexclude: *a\n', rules));
});

test('no text makes reading throw', () => {
  const text = '[tool.parapet]\nrules = { "a" = [1, 2] }\nselect = """x"""\n# é😀\nfail-on: [*a, {b: "c"}]\n';
  for (let end = 0; end <= text.length; end++) {
    readConfiguration('parapet.yaml', text.slice(0, end), rules);
    readConfiguration('pyproject.toml', text.slice(0, end), rules);
  }
});

test('excluded paths match as in .gitignore', () => {
  const configuration = {
    ...NOTHING_CONFIGURED,
    exclude: ['vendor/', '/top.py', '*.gen.py', '!keep.gen.py'],
  };
  const excluded = (path: string): boolean => excludes(configuration, path);
  assert.ok(excluded('vendor/'));
  assert.ok(excluded('sub/vendor/deep/a.py'));
  assert.ok(excluded('top.py') && !excluded('sub/top.py'));
  assert.ok(excluded('sub/x.gen.py') && !excluded('sub/keep.gen.py'));
  assert.ok(!excluded('../outside/vendor/a.py'), 'what lies outside is not its business');
});

test('the door and the file make one selection', () => {
  const file = {
    ...NOTHING_CONFIGURED,
    select: ['data'],
    ignore: ['secrets'],
    rules: { a: 'off', b: 'off' } as const,
  };
  assert.deepEqual(selectionOf(file), {
    select: ['data'],
    ignore: ['secrets'],
    rules: { a: 'off', b: 'off' },
  });
  assert.deepEqual(selectionOf(file, { allRules: true, ignore: ['x'], rules: { b: 'on' } }), {
    allRules: true,
    select: ['data'],
    ignore: ['secrets', 'x'],
    rules: { a: 'off', b: 'on' },
  });
  assert.deepEqual(selectionOf(file, { select: ['y'], ignore: ['x'] }).ignore, ['x']);
});
