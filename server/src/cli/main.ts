/** Entry point of `dist/cli.js`: joins the command line to the process it runs in. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isMainThread } from 'node:worker_threads';
import { ruleSet } from 'virtual:ruleset';
import { loadBundledGrammars } from '../grammar/bundled.ts';
import { explanation, rulesJson, rulesTable } from './listing.ts';
import { runPin } from './pin-command.ts';
import { type Commands, runProgram } from './program.ts';
import { runScan, type World } from './scan-command.ts';
import { isColoured, stylesFor } from './terminal.ts';
import { analyseElsewhere, serveParts } from './threads.ts';
import { Unusable } from './unusable.ts';

async function standardInput(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}

const world: World = {
  cwd: process.cwd(),
  env: process.env,
  out: process.stdout,
  err: process.stderr,
  input: standardInput,
};

const commands: Commands = {
  async scan(paths, options) {
    await loadBundledGrammars();
    return runScan(ruleSet, paths, options, world, (job, parts, threads) =>
      analyseElsewhere(__filename, job, parts, threads),
    );
  },
  async pin(paths, options) {
    await loadBundledGrammars();
    return runPin(ruleSet, paths, options, world);
  },
  rules({ format }) {
    const styles = stylesFor(isColoured(process.stdout, process.env));
    process.stdout.write(format === 'json' ? rulesJson(ruleSet.rules) : rulesTable(ruleSet.rules, styles));
    return 0;
  },
  explain(rule, { format }) {
    const styles = stylesFor(isColoured(process.stdout, process.env));
    process.stdout.write(explanation(ruleSet.rules, rule, format === 'markdown', styles));
    return 0;
  },
  async lsp() {
    // The server is a bundle of its own beside this one; it takes over the streams and ends the process itself.
    await import(pathToFileURL(join(import.meta.dirname, 'server.js')).href);
    return 0;
  },
};

function run(): void {
  // A reader that closes the pipe early (`parapet rules | head`) has what it wants.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
    throw error;
  });
  runProgram(process.argv.slice(2), commands, {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
  }).then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      process.stderr.write(
        error instanceof Unusable ? `parapet: ${reason}\n` : `parapet failed: ${reason}\n`,
      );
      process.exitCode = 2;
    },
  );
}

if (isMainThread) run();
else serveParts(ruleSet, loadBundledGrammars());
