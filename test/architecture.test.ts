/**
 * The rules of the house, enforced: which folder may import which, what stays pure, how large and how named files are.
 * A failure names the file, the line and the rule that is broken.
 */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { test } from 'node:test';
import { detectorFiles, ROOT, ruleFiles } from '../scripts/rules.ts';
import { loadRules } from '../server/src/ruleset/load.ts';

interface SourceFile {
  /** From the project's root, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
}

interface Import {
  /** A path from the project's root for a file of ours, else the package or module name. */
  readonly target: string;
  readonly own: boolean;
  readonly line: number;
}

const LANGUAGES = [
  'artefacts',
  'agents',
  'python',
  'notebook',
  'dockerfile',
  'kubernetes',
  'secrets',
  'dependencies',
  'compose',
  'datasets',
];
const LEAVES = ['grammar', 'shell', 'yaml', 'image', 'versions', 'injections', 'personal'];
const MIDDLE = ['engine', 'ruleset', 'project'];
/** What only the doors, which touch the disk, import. */
const DISK = 'disk';
const ENGINE_LEAVES = [
  'types',
  'detection',
  'language',
  'predicates',
  'difference',
  'edits',
  'lines',
  'placeholder',
];
const LONGEST = 400;

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\b[^'"`;]*?from\s*['"]([^'"]+)['"]|\bimport\s*\(?\s*['"]([^'"]+)['"]/g;

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

function importsOf(path: string, text: string): Import[] {
  return [...text.matchAll(IMPORT)].map((match) => {
    const name = match[1] ?? match[2] ?? '';
    const own = name.startsWith('.');
    const target = own ? join(dirname(path), name).replaceAll('\\', '/') : name;
    return { target, own, line: lineOf(text, match.index + match[0].length) };
  });
}

function sourceFiles(...patterns: string[]): SourceFile[] {
  return globSync(patterns, { cwd: ROOT })
    .map((path) => path.replaceAll('\\', '/'))
    .sort()
    .map((path) => {
      const text = readFileSync(join(ROOT, path), 'utf8');
      return { path, text, imports: importsOf(path, text) };
    });
}

const server = sourceFiles('server/src/**/*.ts');
const client = sourceFiles('client/src/**/*.ts');
const all = [...server, ...client, ...sourceFiles('scripts/**/*.ts', 'test/**/*.ts')];

/** The folder below `server/src/` that a path lies in, or '' for anything else. */
function folderOf(path: string): string {
  return /^server\/src\/([^/]+)\//.exec(path)?.[1] ?? '';
}

/** Whether a file of `from` may import `target`, and if not, why. */
function importProblem(path: string, target: string): string | undefined {
  const from = folderOf(path);
  const to = folderOf(target);
  if (to === '' || from === to) return undefined;
  if (to === DISK && from !== 'lsp' && from !== 'cli') return 'only lsp/ and cli/ touch the disk';
  if (to === 'lsp' || to === 'cli') return `nothing but its own entry point imports ${to}/`;
  const engineLeaf = to === 'engine' && ENGINE_LEAVES.includes(basename(target, '.ts'));
  if (LANGUAGES.includes(from)) {
    // Notebooks hold Python, and keys stand in texts of every language.
    if ((from === 'notebook' && to === 'python') || to === 'secrets') return undefined;
    if (LANGUAGES.includes(to)) return 'languages do not import each other';
    if (engineLeaf || LEAVES.includes(to)) return undefined;
    return `a language imports of the engine only ${ENGINE_LEAVES.join(', ')}, and the leaf folders ${LEAVES.join(', ')}`;
  }
  if (LEAVES.includes(from)) {
    return engineLeaf || LEAVES.includes(to)
      ? undefined
      : `a leaf folder imports only leaf folders and the engine's leaf files`;
  }
  if (MIDDLE.includes(from) && LANGUAGES.includes(to) && path !== 'server/src/engine/languages.ts') {
    return 'only engine/languages.ts knows the languages';
  }
  return undefined;
}

function places(
  files: readonly SourceFile[],
  problem: (file: SourceFile, each: Import) => string | undefined,
): string[] {
  return files.flatMap((file) =>
    file.imports.flatMap((each) => {
      const words = problem(file, each);
      return words === undefined ? [] : [`${file.path}:${each.line} imports ${each.target}: ${words}`];
    }),
  );
}

function lines(files: readonly SourceFile[], pattern: RegExp, words: string): string[] {
  return files.flatMap(({ path, text }) =>
    [...text.matchAll(pattern)].map(
      ({ index, 0: found }) => `${path}:${lineOf(text, index)} has ${found.trim()}: ${words}`,
    ),
  );
}

function none(problems: readonly string[]): void {
  assert.ok(problems.length === 0, `\n${problems.join('\n')}`);
}

test('imports run one way: lsp, cli -> engine, ruleset, project -> languages -> engine/types', () => {
  none(places(server, ({ path }, { target, own }) => (own ? importProblem(path, target) : undefined)));
});

test('every folder of the server is known to this test', () => {
  const known = new Set([...LANGUAGES, ...LEAVES, ...MIDDLE, DISK, 'lsp', 'cli', '']);
  none([...new Set(server.map(({ path }) => folderOf(path)))].filter((folder) => !known.has(folder)));
});

test('server and client meet only over the protocol', () => {
  // What both must know of it, the names of commands and messages, stands in files that import nothing.
  const messages = new Set(server.filter(({ imports }) => imports.length === 0).map(({ path }) => path));
  none(
    places(client, (_, { target, own }) =>
      own && target.startsWith('server/') && !(folderOf(target) === 'lsp' && messages.has(target))
        ? 'the client talks to the server, it does not contain it'
        : undefined,
    ),
  );
  none(
    places(server, (_, { target }) =>
      target.startsWith('client/') ? 'the server knows no editor' : undefined,
    ),
  );
});

/** The words in which the Dockerfile parser speaks of places; the file that wraps the parser may know them. */
const POSITIONS = ['vscode-languageserver-types', 'vscode-languageserver-textdocument'];

test('only lsp/ knows the protocol, only client/ knows VS Code', () => {
  none(
    places(server, ({ path }, { target }) => {
      if (target === 'vscode' || target.startsWith('vscode-languageclient')) return 'that belongs to client/';
      const parser = path === 'server/src/dockerfile/document.ts' && POSITIONS.includes(target);
      if (target.startsWith('vscode-') && folderOf(path) !== 'lsp' && !parser) return 'that belongs to lsp/';
      return undefined;
    }),
  );
});

/** Files that must give the same answer to the same data on any machine, in a browser too. */
const pure = server.filter(({ path }) => {
  const folder = folderOf(path);
  return folder !== '' && ![DISK, 'lsp', 'cli'].includes(folder) && path !== 'server/src/grammar/bundled.ts';
});

test('the engine, the rules and the languages are pure: no files, no clock, no process', () => {
  const builtin = new Set(builtinModules);
  none(
    places(pure, (_, { target, own }) =>
      !own && (target.startsWith('node:') || builtin.has(target))
        ? 'pure code imports nothing of Node'
        : undefined,
    ),
  );
  const world =
    /(?<![\w.])(?:process\.\w+|console\.\w+|Date\.now|new Date\(\)|performance\.now|Math\.random|setTimeout)\b/g;
  none(lines(pure, world, 'pure code gets what it needs as data'));
});

test('only the command line, and the server when its editor is gone, end the process', () => {
  const others = server.filter(({ path }) => folderOf(path) !== 'cli' && path !== 'server/src/lsp/start.ts');
  none(lines([...others, ...client], /(?<![\w.])process\.exit\(/g, 'only entry points do that'));
});

test('only grammar/ starts the parsers from bytes, only entry points bring the bytes', () => {
  none(
    places(server, ({ path }, { target }) => {
      const entry = folderOf(path) === 'cli' || folderOf(path) === 'lsp';
      return target === 'server/src/grammar/bundled.ts' && !entry
        ? 'only cli/ and lsp/ know where wasm files lie'
        : undefined;
    }),
  );
});

test(`no file is longer than ${LONGEST} lines`, () => {
  const long = all.map(({ path, text }) => ({ path, length: text.trimEnd().split('\n').length }));
  none(
    long
      .filter(({ length }) => length > LONGEST)
      .map(({ path, length }) => `${path} has ${length} lines: split it`),
  );
});

test('a file is named by the thing it is about', () => {
  const vague = /(^|[/.-])(utils?|helpers?|common|misc)([/.-]|$)/i;
  none(
    all
      .filter(({ path }) => vague.test(path))
      .map(({ path }) => `${path}: the name does not say what is in it`),
  );
});

test('there are no default exports', () => {
  none(lines(all, /^export default\b/gm, 'name what you export'));
});

test('no test is switched off', () => {
  const tests = all.filter(({ path }) => path.endsWith('.test.ts'));
  none(lines(tests, /\b(?:it|test|describe)\.(?:skip|only|todo)\b/g, 'a test runs or goes away'));
});

test('every file says at its top why it exists', () => {
  const own = [...server, ...client].filter(({ text }) => !/^\s*(\/\*\*|\/\/)/.test(text));
  none(own.map(({ path }) => `${path}: a comment at the top is missing`));
});

test('every detector has its rule, and every rule that wants a detector has one', () => {
  const { rules } = loadRules(ruleFiles());
  const detectors = detectorFiles();
  const wanted = new Set(
    rules.flatMap(({ id, match }) =>
      match.flatMap(({ kind, query }) => (kind === 'detector' ? [`${query}/${id}`] : [])),
    ),
  );
  const present = Object.entries(detectors).flatMap(([kind, byRule]) =>
    Object.keys(byRule).map((id) => `${kind}/${id}`),
  );
  none([
    ...present
      .filter((one) => !wanted.has(one))
      .map((one) => `detector ${one}: no rule says \`detector: ${one.split('/')[0]}\``),
    ...[...wanted]
      .filter((one) => !present.includes(one))
      .map((one) => `rule ${one}: its detector file is missing`),
  ]);
});
