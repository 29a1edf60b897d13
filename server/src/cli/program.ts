/** The command line: names, options and help. Parsing only; what a command does is in its own file. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { THREAT_MODELS } from '../project/configuration.ts';
import { kubernetesVersionOf, SEVERITIES } from '../project/configuration-values.ts';
import { DOCUMENTATION, VERSION } from '../ruleset/product.ts';
import type { PinOptions } from './pin-command.ts';
import { FORMAT_NAMES, type ScanOptions } from './scan-command.ts';
import type { Shard } from './shard.ts';

/** What the commands do; each returns the exit code. */
export interface Commands {
  scan(paths: readonly string[], options: ScanOptions): Promise<number>;
  pin(paths: readonly string[], options: PinOptions): Promise<number>;
  rules(options: { format: string }): number;
  explain(rule: string, options: { format: string }): number;
  lsp(): Promise<number>;
}

interface Output {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

function listed(value: string, before: readonly string[] = []): string[] {
  const names = value.split(',').map((name) => name.trim());
  return [...before, ...names.filter((name) => name !== '')];
}

function counted(value: string): number {
  if (!/^[1-9]\d{0,3}$/.test(value)) throw new InvalidArgumentError('It is a number from 1 on.');
  return Number(value);
}

function sharded(value: string): Shard {
  const [, at = 0, of = 0] = (/^(\d{1,4})\/(\d{1,4})$/.exec(value) ?? []).map(Number);
  if (at < 1 || at > of) throw new InvalidArgumentError('It is I/N: the I-th of N parts, such as 1/4.');
  return { at, of };
}

/** Reads a Kubernetes version; commander says what is wrong with it. */
function version(written: string): string | undefined {
  if (written === 'latest') return undefined;
  const found = kubernetesVersionOf(written);
  if (found === undefined) throw new InvalidArgumentError('It must be a version such as 1.34, or latest.');
  return found;
}

function choice(flags: string, description: string, choices: readonly string[]): Option {
  return new Option(flags, description).choices([...choices]);
}

function scanCommand(run: Commands['scan'], done: (code: number) => void): Command {
  return new Command('scan')
    .summary('find security holes in files and folders')
    .description('Finds security holes in Python, Dockerfiles, Compose and Kubernetes files. Offline.')
    .argument('[paths...]', 'files and folders (default: this folder); a file that is named is always read')
    .addOption(choice('--format <name>', 'how to report', FORMAT_NAMES).default('text'))
    .option('--output <file>', 'write the report to a file')
    .option('--config <file>', 'use this configuration for every file')
    .option('--no-config', 'use no configuration of Parapet')
    .option('--all-rules', 'also the rules and cases that are off, or for reports only, by default')
    .addOption(choice('--threat-model <name>', 'whose text is foreign (default: application)', THREAT_MODELS))
    .option(
      '--kubernetes-version <version>',
      'what manifests are for, as 1.34 (default: the newest)',
      version,
    )
    .option('--select <names>', 'only these rules or areas, separated by commas', listed)
    .option('--ignore <names>', 'not these rules or areas', listed)
    .addOption(choice('--severity <level>', 'report findings from this severity on', SEVERITIES))
    .addOption(
      choice('--confidence <level>', 'report findings from this confidence on', ['high', 'medium', 'low']),
    )
    .addOption(
      choice('--fail-on <level>', 'exit with 1 from this severity on (default: warning)', SEVERITIES),
    )
    .option('--shard <i/n>', 'scan the i-th of n parts, for machines that share a scan', sharded)
    .option('--jobs <n>', 'analyse in n threads (default: as many as are of use)', counted)
    .option('--fix', 'apply the safe fixes to the files')
    .option('--fix-suggested', 'apply the safe and the suggested fixes')
    .option('--diff', 'print what the fixes would change, and change nothing')
    .option('--stdin-filename <name>', 'read a text from standard input as if it were this file')
    .addHelpText(
      'after',
      `
Exit code: 0 nothing at or above --fail-on, 1 findings, 2 could not run.

Examples:
  parapet scan
  parapet scan src deploy/Dockerfile --fail-on error
  parapet scan --format sarif --output parapet.sarif
  parapet scan --fix-suggested --diff`,
    )
    .action(async (paths: string[], given: Record<string, unknown>) => {
      // Commander gives `config: true` when neither --config nor --no-config stands there.
      const { config, ...options } = given;
      const own = config === true ? {} : { config };
      done(await run(paths, { ...options, ...own } as unknown as ScanOptions));
    });
}

function pinCommand(run: Commands['pin'], done: (code: number) => void): Command {
  return new Command('pin')
    .summary('pin models, data sets, packages and images with what is known offline')
    .description(
      'Writes commits, versions and digests into files where they are known offline: from the cache of the ' +
        'Hugging Face Hub, from lock files, from other files of the workspace. The rest is listed and left as it is.',
    )
    .argument('[paths...]', 'files and folders (default: this folder)')
    .option('--diff', 'print what would change, and change nothing')
    .option('--dry-run', 'the same as --diff')
    .option('--check', 'change nothing, and exit with 1 if anything could be pinned')
    .option('--placeholders', 'put a placeholder in the place of what is not known')
    .option('--cache <folder>', "the Hub's cache (default: as its own library finds it)")
    .addHelpText(
      'after',
      `
Exit code: 0 done, 1 with --check when anything could be pinned, 2 could not run or could not write a file.

Examples:
  parapet pin --diff
  parapet pin src requirements.txt
  parapet pin --check`,
    )
    .action(async (paths: string[], options: PinOptions) => done(await run(paths, options)));
}

/** Parses `args` (without node and script) and runs the command. Resolves to the exit code. */
export async function runProgram(
  args: readonly string[],
  commands: Commands,
  output: Output,
): Promise<number> {
  let code = 2;
  const done = (result: number): void => {
    code = result;
  };
  const program = new Command('parapet')
    .description('Finds the security holes of AI systems, and repairs them. Offline, no account.')
    .version(VERSION, '-V, --version')
    .addHelpText('after', `\nDocumentation: ${DOCUMENTATION}`)
    .showHelpAfterError('(parapet --help tells more)')
    .configureOutput({ writeOut: output.out, writeErr: output.err });
  program.addCommand(scanCommand(commands.scan, done));
  program.addCommand(pinCommand(commands.pin, done));
  program
    .command('rules')
    .description('List all rules.')
    .addOption(choice('--format <name>', 'how to list them', ['text', 'json']).default('text'))
    .action((options: { format: string }) => done(commands.rules(options)));
  program
    .command('explain')
    .description("Show a rule's page: why it matters, how to fix it, an example.")
    .argument('<rule>', 'its id or its number, e.g. torch-load-unsafe or PY-001')
    .addOption(choice('--format <name>', 'how to show it', ['text', 'markdown']).default('text'))
    .action((rule: string, options: { format: string }) => done(commands.explain(rule, options)));
  program
    .command('lsp')
    .description('Start the language server for an editor.')
    .requiredOption('--stdio', 'talk over standard input and output')
    .action(async () => done(await commands.lsp()));
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({ writeOut: output.out, writeErr: output.err });
  }
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
}
