/** Runs `dist/cli.js` in folders of its own, as a user would, and gives back what came out. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after } from 'node:test';
import { buildAll } from '../../scripts/build.ts';
import { ROOT } from '../../scripts/rules.ts';

export const CLI = join(ROOT, 'dist/cli.js');

if (!existsSync(CLI)) await buildAll();

export interface Result {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Surroundings {
  readonly cwd: string;
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs `parapet` with `args`. Ends it after 60 seconds. */
export function parapet(args: readonly string[], { cwd, input, env }: Surroundings): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CLI, ...args], {
      cwd,
      env: { ...process.env, ...env },
      timeout: 60_000,
    });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
    child.stdin.on('error', () => {});
    child.stdin.end(input ?? '');
  });
}

const made: string[] = [];
after(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/** A new folder that holds `files` (by path); it goes away after the tests. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'parapet-cli-')));
  made.push(folder);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

/** A Python file with one error (rule trust-remote-code) on line 2. */
export const REMOTE = `from transformers import AutoModel
model = AutoModel.from_pretrained("org/model", trust_remote_code=True)
`;

/** A Python file with one info (rule unused-suppression) that has a safe fix, on line 2. */
export const UNUSED = `import json
value = json.loads(text)  # parapet: ignore[trust-remote-code] -- old
`;

export const UNUSED_FIXED = `import json
value = json.loads(text)
`;

/** Only the two rules that the samples above break, whatever rules are added. */
export const TWO_RULES = ['--select', 'trust-remote-code,unused-suppression'];

export interface JsonFinding {
  readonly rule: string;
  readonly path: string;
  readonly range: { readonly start: { readonly line: number; readonly column: number } };
  readonly severity: string;
  readonly message: string;
  readonly fingerprint: string;
  readonly fixes: readonly { readonly class: string; readonly edits: readonly { readonly text: string }[] }[];
}

export interface JsonReport {
  readonly version: number;
  readonly findings: readonly JsonFinding[];
  readonly suppressed: readonly JsonFinding[];
  readonly gaps: readonly { readonly path: string; readonly reason: string }[];
  readonly configuration: readonly { readonly path: string; readonly message: string }[];
  readonly summary: { readonly files: Readonly<Record<string, number>>; readonly rules: number };
}

/** Scans with `--format json` and reads the report. */
export async function scanJson(args: readonly string[], surroundings: Surroundings): Promise<JsonReport> {
  const { out, err } = await parapet(['scan', '--format', 'json', ...args], surroundings);
  if (out === '') throw new Error(`no report: ${err}`);
  return JSON.parse(out) as JsonReport;
}

/** `path:line rule` of every finding. */
export function places({ findings }: JsonReport): string[] {
  return findings.map(({ path, range, rule }) => `${path}:${range.start.line} ${rule}`);
}
