/** `parapet pin`: from options to what is read, from what is known to files, diff, report and the exit code. */
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import type { RuleSet } from '../engine/types.ts';
import { Configurations } from './configurations.ts';
import { unifiedDiff } from './diff.ts';
import { hubCache, hubCacheFolder, isFolder } from './pin/hub-cache.ts';
import { type Outcome, type Pinned, pinAll } from './pin/pinning.ts';
import { pinningRules } from './pin/pins.ts';
import { type PinReport, pinCount, pinText } from './pin/text.ts';
import type { World } from './scan-command.ts';
import { Sources } from './sources.ts';
import { isColoured, stylesFor } from './terminal.ts';
import { Unusable } from './unusable.ts';
import { type Skipped, shownPath, walk } from './walk.ts';
import { replaceFile } from './writing.ts';

export interface PinOptions {
  /** Print what would change, and change nothing; the two are one. */
  readonly diff?: boolean;
  readonly dryRun?: boolean;
  /** Change nothing; the exit code says whether anything could be pinned. */
  readonly check?: boolean;
  readonly placeholders?: boolean;
  /** The folder of the Hub's cache. */
  readonly cache?: string;
}

function cacheOf({ cache }: PinOptions, { cwd, env }: World): PinReport['cache'] {
  if (cache === undefined) {
    const folder = resolve(cwd, hubCacheFolder(env, env.HOME ?? homedir()));
    return { folder, found: isFolder(folder) };
  }
  const folder = resolve(cwd, cache);
  if (!isFolder(folder)) throw new Unusable(`There is no folder "${cache}" for the cache of the Hub.`);
  return { folder, found: true };
}

/** The rules that look for unpinned things, as the configuration of each file leaves them on. */
function rulesByFile(configurations: Configurations): (path: string) => RuleSet {
  const known = new Map<RuleSet, RuleSet>();
  return (path) => {
    const selected = configurations.rulesFor(path);
    const own = known.get(selected) ?? pinningRules(selected);
    known.set(selected, own);
    return own;
  };
}

function run(
  rules: RuleSet,
  paths: readonly string[],
  options: PinOptions,
  world: World,
  folder: string,
): Outcome {
  const { cwd } = world;
  const configurations = new Configurations(rules, { kind: 'nearest' }, cwd, { allRules: true });
  const walked = walk(paths.length > 0 ? paths : ['.'], cwd, (path, isDirectory) =>
    configurations.excluded(path, isDirectory),
  );
  if (walked.missing.length > 0)
    throw new Unusable(`There is no file or folder ${walked.missing.map((each) => `"${each}"`).join(', ')}.`);
  const sources = new Sources(walked.files, undefined, undefined, hubCache(folder));
  const outcome = pinAll({
    sources,
    rulesFor: rulesByFile(configurations),
    placeholders: options.placeholders === true,
    today: new Date().toISOString().slice(0, 10),
  });
  const skipped = walked.skipped.map(({ path, reason }) => ({ path, reason: `not read: ${reason}` }));
  return { files: outcome.files, skipped: [...skipped, ...outcome.skipped] };
}

/** Why the new text of a file was not written, or undefined. */
function write({ file, text, lossless }: Pinned): string | undefined {
  return lossless ? replaceFile(file.path, text) : 'it is not valid UTF-8';
}

/** Runs `pin`. Returns the exit code; throws `Unusable` for what cannot be done. */
export function runPin(rules: RuleSet, paths: readonly string[], options: PinOptions, world: World): number {
  const { cwd } = world;
  const cache = cacheOf(options, world);
  const outcome = run(rules, paths, options, world, cache.folder);
  const changed = outcome.files.filter(({ before, text }) => text !== before.text);
  const diff = options.diff === true || options.dryRun === true;
  const written = !diff && options.check !== true;
  const refused = changed.flatMap((file): Skipped[] => {
    const reason = written ? write(file) : undefined;
    return reason === undefined ? [] : [{ path: shownPath(file.file.path, cwd), reason }];
  });
  if (diff) {
    const patches = changed.map(({ file, before, text }) =>
      unifiedDiff(shownPath(file.path, cwd), before.text, text),
    );
    world.out.write(patches.join(''));
  }
  const stream = diff ? world.err : world.out;
  const report: PinReport = { outcome, cwd, written, refused, cache };
  stream.write(pinText(report, stylesFor(isColoured(stream, world.env))));
  if (refused.length > 0) return 2;
  return options.check === true && pinCount(report) > 0 ? 1 : 0;
}
