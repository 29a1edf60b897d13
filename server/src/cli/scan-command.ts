/** `parapet scan`: from options to a request, from the report to what is printed and the exit code. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Confidence, FixClass, RuleSet, Severity, ThreatModel } from '../engine/types.ts';
import { unknownNames } from '../ruleset/selection.ts';
import { didYouMean } from '../ruleset/spelling.ts';
import type { Choice } from './configurations.ts';
import { unifiedDiff } from './diff.ts';
import { githubReport } from './formats/github.ts';
import { gitlabReport } from './formats/gitlab.ts';
import { jsonReport } from './formats/json.ts';
import { junitReport } from './formats/junit.ts';
import { sarifReport } from './formats/sarif.ts';
import { summaryLines } from './formats/summary.ts';
import { textReport } from './formats/text.ts';
import { decode } from './reading.ts';
import { fails, type Report } from './report.ts';
import { type Elsewhere, type RepairRequest, type Request, scan } from './scan.ts';
import type { Shard } from './shard.ts';
import { isColoured, stylesFor } from './terminal.ts';
import { Unusable } from './unusable.ts';
import { refusal, shownPath } from './walk.ts';
import { replaceFile } from './writing.ts';

/** The formats for machines; `text` needs styles and is made apart. */
const FORMATS: Readonly<Record<string, (report: Report) => string>> = {
  json: jsonReport,
  sarif: sarifReport,
  github: githubReport,
  gitlab: gitlabReport,
  junit: junitReport,
};

export const FORMAT_NAMES: readonly string[] = ['text', ...Object.keys(FORMATS)];

export interface ScanOptions {
  readonly format: string;
  readonly output?: string;
  /** A path, or false for `--no-config`. */
  readonly config?: string | false;
  readonly allRules?: boolean;
  readonly threatModel?: ThreatModel;
  readonly kubernetesVersion?: string;
  readonly select?: readonly string[];
  readonly ignore?: readonly string[];
  readonly severity?: Severity;
  readonly confidence?: Confidence;
  readonly failOn?: Severity;
  readonly fix?: boolean;
  readonly fixSuggested?: boolean;
  readonly diff?: boolean;
  readonly stdinFilename?: string;
  readonly shard?: Shard;
  readonly jobs?: number;
}

/** The outside world of a command. */
export interface World {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly out: { readonly isTTY?: boolean; write(text: string): unknown };
  readonly err: { readonly isTTY?: boolean; write(text: string): unknown };
  /** Reads standard input to its end. */
  readonly input: () => Promise<Uint8Array>;
}

function checkNames({ rules }: RuleSet, names: readonly string[]): void {
  const known = [...new Set(rules.flatMap(({ id, aliases, area }) => [id, ...aliases, area]))];
  for (const name of unknownNames(rules, names)) {
    throw new Unusable(
      `There is no rule or area "${name}".${didYouMean(name, known)} "parapet rules" lists them all.`,
    );
  }
}

function choiceOf(config: string | false | undefined, cwd: string): Choice {
  if (config === false) return { kind: 'none' };
  return config === undefined ? { kind: 'nearest' } : { kind: 'file', path: resolve(cwd, config) };
}

/** Where repaired texts go. */
interface Sink {
  readonly patches: string[];
  /** The repaired text of standard input. */
  text?: string;
}

function repairRequest(options: ScanOptions, world: World, sink: Sink): RepairRequest | undefined {
  if (!options.fix && !options.fixSuggested && !options.diff) return undefined;
  const classes: FixClass[] = options.fixSuggested ? ['safe', 'suggested'] : ['safe'];
  if (options.diff) {
    const take = (path: string, before: string, after: string): undefined => {
      sink.patches.push(unifiedDiff(shownPath(path, world.cwd), before, after));
    };
    return { classes, take, reportRepaired: false };
  }
  if (options.stdinFilename === undefined) {
    return { classes, take: (path, _before, after) => replaceFile(path, after), reportRepaired: true };
  }
  const take = (_path: string, _before: string, after: string): undefined => {
    sink.text = after;
  };
  return { classes, take, reportRepaired: true };
}

async function requestOf(
  ruleSet: RuleSet,
  paths: readonly string[],
  options: ScanOptions,
  world: World,
  sink: Sink,
): Promise<Request> {
  const { stdinFilename, severity, confidence, failOn, allRules, threatModel, select, ignore, shard, jobs } =
    options;
  const { kubernetesVersion } = options;
  if (stdinFilename !== undefined && paths.length > 0) {
    throw new Unusable('With --stdin-filename the text comes from standard input: give no PATH.');
  }
  checkNames(ruleSet, [...(select ?? []), ...(ignore ?? [])]);
  const repair = repairRequest(options, world, sink);
  const stdin =
    stdinFilename === undefined
      ? undefined
      : { path: resolve(world.cwd, stdinFilename), read: decode(await world.input()) };
  if (stdin) sink.text = stdin.read.text ?? '';
  return {
    ruleSet,
    cwd: world.cwd,
    paths: paths.length > 0 ? paths : ['.'],
    configuration: choiceOf(options.config, world.cwd),
    selection: {
      ...(allRules ? { allRules } : {}),
      ...(threatModel ? { threatModel } : {}),
      ...(kubernetesVersion ? { kubernetesVersion } : {}),
      ...(select ? { select } : {}),
      ...(ignore ? { ignore } : {}),
    },
    today: new Date().toISOString().slice(0, 10),
    ...(stdin ? { stdin } : {}),
    ...(severity ? { severity } : {}),
    ...(confidence ? { confidence } : {}),
    ...(failOn ? { failOn } : {}),
    ...(repair ? { repair } : {}),
    ...(shard ? { shard } : {}),
    ...(jobs === undefined ? {} : { jobs }),
  };
}

/** Writes the report where it belongs. What the user must know in any case goes to the error stream. */
function deliver(report: Report, options: ScanOptions, world: World, sink: Sink): void {
  const { format, output } = options;
  const repairsInput = options.stdinFilename !== undefined && (options.fix || options.fixSuggested);
  const textTaken = options.diff || repairsInput;
  if (options.diff) world.out.write(sink.patches.join(''));
  else if (repairsInput) world.out.write(sink.text ?? '');
  const make = FORMATS[format];
  const toFile = output !== undefined;
  const stream = textTaken ? world.err : world.out;
  const styles = stylesFor(!toFile && isColoured(stream, world.env));
  const text = make ? make(report) : textReport(report, styles);
  if (toFile) {
    try {
      writeFileSync(resolve(world.cwd, output), text);
    } catch (error) {
      throw new Unusable(`The report cannot be written to ${output}: ${refusal(error)}.`);
    }
  } else stream.write(text);
  if (toFile || make) {
    world.err.write(`${summaryLines(report, stylesFor(isColoured(world.err, world.env))).join('\n')}\n`);
  }
}

/** Runs `scan`, in threads where `elsewhere` starts some. Returns the exit code; throws `Unusable` for what cannot be done. */
export async function runScan(
  ruleSet: RuleSet,
  paths: readonly string[],
  options: ScanOptions,
  world: World,
  elsewhere?: Elsewhere,
): Promise<number> {
  const sink: Sink = { patches: [] };
  const report = await scan(await requestOf(ruleSet, paths, options, world, sink), elsewhere);
  deliver(report, options, world, sink);
  if (report.repaired && report.repaired.refused.length > 0 && !options.diff) return 2;
  return fails(report) ? 1 : 0;
}
