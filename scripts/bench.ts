/**
 * `npm run bench`: how long a keystroke takes until its diagnostics are there, how fast the command line scans, and how
 * long a large workspace takes to open; beside a baseline of the same run, because machines differ. Prints tables; judges nothing.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { measureImages } from './bench/images.ts';
import { type Latency, measureLatency } from './bench/latency.ts';
import { manifest, manifestTypings, writeBundle } from './bench/manifests.ts';
import { program } from './bench/program.ts';
import { type Growth, measureGrowth, measureSecrets } from './bench/secrets.ts';
import { measureScan, writeTree } from './bench/throughput.ts';
import { typings } from './bench/typing.ts';
import { measureWorkspace, writeModules } from './bench/workspace.ts';
import { buildAll } from './build.ts';
import { ROOT } from './rules.ts';

const LINES = 2600;
const SERVICES = 100;
/** Python files of the scan of Python alone, and of the workspace that is opened. */
const SCANNED = 100;
const OPENED = 1000;

function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ');
  return rows.map(line).join('\n');
}

const ms = (value: number): string => value.toFixed(1);

function latencyTable(parapet: Latency, echo: Latency): string {
  const rows = [
    ['ms from didChange to its diagnostics', 'n', 'p50', 'p95', 'max', 'echo p50', 'echo p95', 'p95 / echo'],
  ];
  const row = (name: string, own: readonly number[], base: readonly number[]): string[] => [
    name,
    String(own.length),
    ms(percentile(own, 0.5)),
    ms(percentile(own, 0.95)),
    ms(Math.max(...own)),
    ms(percentile(base, 0.5)),
    ms(percentile(base, 0.95)),
    `${(percentile(own, 0.95) / percentile(base, 0.95)).toFixed(1)}x`,
  ];
  for (const [name, own] of parapet.keys) rows.push(row(name, own, echo.keys.get(name) ?? []));
  rows.push(row('all', [...parapet.keys.values()].flat(), [...echo.keys.values()].flat()));
  return table(rows);
}

/** A server that reports nothing: what the protocol and the machine cost by themselves. */
async function buildEcho(folder: string): Promise<string> {
  const echo = join(folder, 'echo.cjs');
  await build({
    entryPoints: [join(ROOT, 'scripts/bench/echo-server.ts')],
    outfile: echo,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'silent',
  });
  return echo;
}

/** Returns the p95 of all keys in milliseconds. */
async function benchLatency(echo: string, length: number): Promise<number> {
  const text = program(length);
  const ways = typings(text);
  const base = await measureLatency([echo, '--stdio'], text, ways);
  const own = await measureLatency([join(ROOT, 'dist/server.js'), '--stdio'], text, ways);
  const lines = text.split('\n').length;
  console.log(
    `\nPython, ${lines} lines, ${Math.round(text.length / 1024)} KB, ${own.findings} findings, over stdio\n`,
  );
  console.log(latencyTable(own, base));
  const memory = own.memory === undefined ? '' : `, ${own.memory.toFixed(0)} MB at the end`;
  console.log(
    `\nstart ${ms(own.start)} ms (echo ${ms(base.start)}), open ${ms(own.open)} ms (echo ${ms(base.open)})${memory}`,
  );
  return percentile([...own.keys.values()].flat(), 0.95);
}

async function benchManifest(echo: string): Promise<void> {
  const text = manifest();
  const ways = manifestTypings(text);
  const uri = 'file:///bench/workloads.yaml';
  const base = await measureLatency([echo, '--stdio'], text, ways, uri);
  const own = await measureLatency([join(ROOT, 'dist/server.js'), '--stdio'], text, ways, uri);
  const lines = text.split('\n').length;
  console.log(`\nKubernetes, ${lines} lines in 80 documents, ${own.findings} findings, over stdio\n`);
  console.log(latencyTable(own, base));
}

function benchBundle(folder: string): void {
  const tree = join(folder, 'bundle');
  const { lines } = writeBundle(tree);
  const { scan, read } = measureScan(join(ROOT, 'dist/cli.js'), tree);
  console.log(
    `\nScan of a bundle of ${lines} lines of custom resource definitions: ${ms(scan)} ms (reading ${ms(read)} ms)`,
  );
}

function benchScan(folder: string): void {
  const tree = join(folder, 'tree');
  const { files, bytes } = writeTree(tree, SERVICES);
  const { scan, read } = measureScan(join(ROOT, 'dist/cli.js'), tree);
  const rate = (took: number): string[] => [
    ms(took),
    ((files * 1000) / took).toFixed(0),
    (bytes / took / 1000).toFixed(2),
  ];
  console.log(`\nScan of ${files} files, ${(bytes / 1_000_000).toFixed(1)} MB, a new process each time\n`);
  console.log(
    table([
      ['', 'ms', 'files/s', 'MB/s'],
      ['parapet scan', ...rate(scan)],
      ['only reading', ...rate(read)],
    ]),
  );
  console.log(`\n${(scan / read).toFixed(1)}x the time of only reading`);
}

function benchPython(folder: string): void {
  const tree = join(folder, 'python');
  const { files, lines, bytes } = writeModules(tree, SCANNED);
  const { scan } = measureScan(join(ROOT, 'dist/cli.js'), tree);
  const size = `${files} Python files, ${lines} lines, ${(bytes / 1_000_000).toFixed(1)} MB`;
  console.log(`\nScan of ${size}: ${ms(scan)} ms, ${((lines * 1000) / scan).toFixed(0)} lines/s`);
}

function growthTable(grown: readonly Growth[]): string {
  return table([
    ['', 'a quarter', 'a half', 'whole'],
    ...grown.map(({ name, took }) => [name, ...took.map(ms)]),
  ]);
}

function benchSecrets(): void {
  console.log('\nSecrets, all tables, one core\n');
  console.log(
    table([
      ['', 'MB', 'found', 'MB/s'],
      ...measureSecrets().map(({ name, megabytes, hits, rate }) => [
        name,
        megabytes.toFixed(1),
        String(hits),
        rate.toFixed(0),
      ]),
    ]),
  );
  console.log('\nThe same of texts made to be slow: ms\n');
  console.log(growthTable(measureGrowth()));
}

async function benchImages(): Promise<void> {
  console.log('\nDockerfiles made to be slow, all rules, one core: ms\n');
  console.log(growthTable(await measureImages()));
}

async function benchWorkspace(folder: string): Promise<void> {
  const tree = join(folder, 'workspace');
  const { files, lines } = writeModules(tree, OPENED);
  const { ready, meanwhile, after, memory } = await measureWorkspace(
    [join(ROOT, 'dist/server.js'), '--stdio'],
    tree,
  );
  const keys = (name: string, values: readonly number[]): string[] => [
    name,
    String(values.length),
    ...[0.5, 0.95].map((part) => (values.length > 0 ? ms(percentile(values, part)) : '-')),
  ];
  const held = memory === undefined ? '' : `, ${memory.toFixed(0)} MB at the end`;
  console.log(
    `\nWorkspace of ${files} Python files, ${lines} lines: known and idle after ${ms(ready)} ms${held}\n`,
  );
  console.log(
    table([
      ['ms per keystroke', 'n', 'p50', 'p95'],
      keys('until then', meanwhile),
      keys('afterwards', after),
    ]),
  );
}

const folder = mkdtempSync(join(tmpdir(), 'parapet-bench-'));
try {
  console.log(`Node ${process.versions.node}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown processor'}`);
  await buildAll();
  const echo = await buildEcho(folder);
  const short = await benchLatency(echo, LINES);
  const long = await benchLatency(echo, LINES * 10);
  console.log(`\np95 of ten times the lines: ${(long / short).toFixed(1)}x`);
  benchSecrets();
  await benchImages();
  await benchManifest(echo);
  benchBundle(folder);
  benchScan(folder);
  benchPython(folder);
  await benchWorkspace(folder);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
