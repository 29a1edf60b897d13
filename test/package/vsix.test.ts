/** The VSIX: exactly these files, small, and a server in it that works on its own. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { packExtension } from '../../scripts/package.ts';
import { Editor } from '../lsp/editor.ts';
import { LOADER } from '../lsp/programs.ts';
import { freshBundles } from '../support/bundles.ts';
import { unzip } from '../support/zip.ts';

const CONTENTS = [
  '[Content_Types].xml',
  'extension.vsixmanifest',
  'extension/LICENSE.txt',
  'extension/changelog.md',
  'extension/client/icon.png',
  'extension/client/walkthrough/decide.md',
  'extension/client/walkthrough/elsewhere.md',
  'extension/client/walkthrough/fix.md',
  'extension/client/walkthrough/see.md',
  'extension/dist/THIRD-PARTY-NOTICES.txt',
  'extension/dist/extension.js',
  'extension/dist/server.js',
  'extension/dist/tree-sitter-bash.wasm',
  'extension/dist/tree-sitter-python.wasm',
  'extension/dist/web-tree-sitter.wasm',
  'extension/package.json',
  'extension/readme.md',
  'extension/syntaxes/mark.tmLanguage.json',
  'extension/syntaxes/rule.tmLanguage.json',
  'extension/syntaxes/suppression-dockerfile.tmLanguage.json',
  'extension/syntaxes/suppression.tmLanguage.json',
];

interface Manifest {
  readonly name: string;
  readonly publisher: string;
  readonly main: string;
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly grammars: readonly { readonly path: string }[];
    readonly configuration: {
      readonly properties: Record<string, { description?: string; markdownDescription?: string }>;
    };
  };
}

let folder: string;
let archive: Buffer;
let files: Map<string, Buffer>;
before(async () => {
  await freshBundles();
  folder = mkdtempSync(join(tmpdir(), 'parapet-vsix-test-'));
  packExtension(join(folder, 'parapet.vsix'));
  archive = readFileSync(join(folder, 'parapet.vsix'));
  files = unzip(archive);
});
after(() => rmSync(folder, { recursive: true, force: true }));

function textOf(path: string): string {
  const content = files.get(path);
  assert.ok(content, path);
  return content.toString('utf8');
}

test('holds exactly what an extension needs, in at most 4 MB', () => {
  assert.deepEqual([...files.keys()].sort(), CONTENTS);
  assert.ok(archive.length <= 4_000_000, `${archive.length} bytes`);
});

test('its manifest names files that are there, and describes every setting', () => {
  const manifest = JSON.parse(textOf('extension/package.json')) as Manifest;
  assert.equal(`${manifest.publisher}.${manifest.name}`, 'parapet-security.parapet');
  for (const field of ['type', 'private', 'scripts', 'devDependencies'])
    assert.ok(!(field in manifest), field);
  assert.ok(files.has(join('extension', manifest.main)));
  for (const { path } of manifest.contributes.grammars) assert.ok(files.has(join('extension', path)), path);
  for (const { command } of manifest.contributes.commands) {
    assert.match(textOf('extension/dist/extension.js'), new RegExp(`["'\`]${command}["'\`]`));
  }
  for (const [name, setting] of Object.entries(manifest.contributes.configuration.properties)) {
    assert.ok(setting.description ?? setting.markdownDescription, name);
  }
});

test('the server neither validates rules nor reads them from YAML when it starts', () => {
  const server = textOf('extension/dist/server.js');
  assert.doesNotMatch(server, /must NOT have additional properties/);
  assert.match(server, /trust-remote-code/);
});

test('nothing of the machine that built it is inside', () => {
  for (const [path, content] of files) {
    assert.ok(!content.includes(process.cwd()), path);
    assert.ok(!content.includes('sourceMappingURL=data'), path);
  }
});

test('the server runs from the unpacked package', async (t) => {
  for (const [path, content] of files) {
    const target = join(folder, 'unpacked', path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
  }
  const server = join(folder, 'unpacked/extension/dist/server.js');
  const editor = await Editor.during(t, { command: [server, '--stdio'] });
  const uri = 'file:///w/a.py';
  await editor.open(uri, 'python', LOADER);
  assert.deepEqual(
    (await editor.diagnostics(uri)).map((found) => found.code),
    ['trust-remote-code'],
  );
  assert.equal(await editor.stop(), 0);
});
