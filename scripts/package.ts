/**
 * Builds and packs `parapet.vsix`. The files are those that `.vscodeignore` lets through; the manifest inside loses what
 * only this checkout needs.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildAll } from './build.ts';
import { ROOT } from './rules.ts';

const VSCE = join(ROOT, 'node_modules/@vscode/vsce/vsce');

/** Fields of `package.json` that mean nothing, or something else, outside this checkout. */
const DROPPED = ['type', 'private', 'bin', 'scripts', 'devDependencies', 'optionalDependencies'];

function vsce(folder: string, ...args: string[]): string {
  try {
    return execFileSync(process.execPath, [VSCE, ...args], { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`vsce ${args[0]} failed:\n${stdout}${stderr}`);
  }
}

/** The files that belong into the package, as paths from the project's root. */
export function packagedFiles(): string[] {
  return vsce(ROOT, 'ls', '--no-dependencies')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** Packs what is in `dist/` into `target`, and returns its size in bytes. */
export function packExtension(target: string): number {
  const staging = mkdtempSync(join(tmpdir(), 'parapet-vsix-'));
  try {
    for (const file of packagedFiles()) cpSync(join(ROOT, file), join(staging, file));
    const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Record<string, unknown>;
    const kept = Object.fromEntries(Object.entries(manifest).filter(([field]) => !DROPPED.includes(field)));
    writeFileSync(join(staging, 'package.json'), `${JSON.stringify(kept, null, 2)}\n`);
    vsce(staging, 'package', '--no-dependencies', '--out', target);
    return statSync(target).size;
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

if (process.argv[1] === import.meta.filename) {
  try {
    await buildAll();
    const target = join(ROOT, 'parapet.vsix');
    const bytes = packExtension(target);
    console.log(`${target}  ${(bytes / 1_000_000).toFixed(2)} MB`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
