/**
 * What a `parapet.yaml` or the `[tool.parapet]` of a pyproject.toml asks for. Pure: gets a text, returns settings and
 * what is wrong with them. Which file holds for which source is decided by folders, the nearest wins; finding the files
 * is the doors' business.
 */
import ignore, { type Ignore } from 'ignore';
import type { Rule, Severity, ThreatModel } from '../engine/types.ts';
import type { Selection } from '../ruleset/selection.ts';
import { didYouMean, nearest } from '../ruleset/spelling.ts';
import { readTomlConfiguration } from './configuration-toml.ts';
import type { Entry, Problem, Written } from './configuration-tree.ts';
import {
  type Reading,
  type RuleSetting,
  readChoice,
  readFlag,
  readNames,
  readRuleSettings,
  readStrings,
  readVersion,
  SEVERITIES,
  wrong,
} from './configuration-values.ts';
import { readYamlConfiguration } from './configuration-yaml.ts';

/** The files that configure a folder; of two in one folder the first wins. */
export const CONFIGURATION_FILES = ['parapet.yaml', 'parapet.yml', 'pyproject.toml'] as const;

export interface Configuration {
  readonly rules: Readonly<Record<string, RuleSetting>>;
  /** Rules, aliases or areas. Empty: the defaults. */
  readonly select: readonly string[];
  readonly ignore: readonly string[];
  /** Patterns as in .gitignore, from the folder of the file on. */
  readonly exclude: readonly string[];
  readonly failOn?: Severity;
  readonly kubernetesVersion?: string;
  readonly threatModel?: ThreatModel;
  readonly honourPeerSuppressions?: boolean;
  readonly encryptedPaths: readonly string[];
  /** Registries, or folders of them, that images may come from. Empty: all. */
  readonly trustedRegistries: readonly string[];
  /** Of the data of the project. */
  readonly sensitivity?: Sensitivity;
  /** Of what the project's models decide. */
  readonly criticality?: Criticality;
}

export const NOTHING_CONFIGURED: Configuration = {
  rules: {},
  select: [],
  ignore: [],
  exclude: [],
  encryptedPaths: [],
  trustedRegistries: [],
};

export interface ReadConfiguration {
  readonly configuration: Configuration;
  readonly problems: readonly Problem[];
}

export const SENSITIVITIES = ['public', 'internal', 'confidential', 'restricted'] as const;
export const CRITICALITIES = ['low', 'medium', 'high'] as const;
export type Sensitivity = (typeof SENSITIVITIES)[number];
export type Criticality = (typeof CRITICALITIES)[number];

export const THREAT_MODELS: readonly ThreatModel[] = ['application', 'library'];

type Settings = { -readonly [K in keyof Configuration]?: Configuration[K] | undefined };

/** What each key means. */
const KEYS: Readonly<Record<string, (reading: Reading, key: string, value: Written) => Settings>> = {
  rules: (...at) => ({ rules: readRuleSettings(...at) }),
  select: (...at) => ({ select: readNames(...at) }),
  ignore: (...at) => ({ ignore: readNames(...at) }),
  exclude: (...at) => ({ exclude: readStrings(...at) }),
  'fail-on': (...at) => ({ failOn: readChoice(...at, SEVERITIES) }),
  'kubernetes-version': (...at) => ({ kubernetesVersion: readVersion(...at) }),
  'threat-model': (...at) => ({ threatModel: readChoice(...at, THREAT_MODELS) }),
  'honour-peer-suppressions': (...at) => ({ honourPeerSuppressions: readFlag(...at) }),
  'encrypted-paths': (...at) => ({ encryptedPaths: readStrings(...at) }),
  'trusted-registries': (...at) => ({ trustedRegistries: readStrings(...at) }),
  sensitivity: (...at) => ({ sensitivity: readChoice(...at, SENSITIVITIES) }),
  criticality: (...at) => ({ criticality: readChoice(...at, CRITICALITIES) }),
};

function readSettings(reading: Reading, entries: readonly Entry[]): Settings {
  const settings: Settings = {};
  for (const { key, span, value } of entries) {
    const read = Object.hasOwn(KEYS, key) ? KEYS[key] : undefined;
    if (read) Object.assign(settings, read(reading, key, value));
    else {
      const keys = Object.keys(KEYS);
      wrong(reading, span, `Parapet has no setting "${key}".${didYouMean(key, keys)}`, nearest(key, keys));
    }
  }
  return settings;
}

function withoutAbsent(settings: Settings): Partial<Configuration> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

/** Whether the file at `path` may hold Parapet's configuration. */
export function isConfigurationFile(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return CONFIGURATION_FILES.some((file) => file === name);
}

/**
 * Reads the configuration in `text`. `path` decides the syntax (`.toml` or YAML); `rules`: all there are, for names.
 * Undefined where nothing is configured: a pyproject.toml without our table. What is right holds, whatever is wrong.
 */
export function readConfiguration(
  path: string,
  text: string,
  rules: readonly Rule[],
): ReadConfiguration | undefined {
  const toml = path.endsWith('.toml');
  const { root, problems } = toml ? readTomlConfiguration(text) : readYamlConfiguration(text);
  if (toml && root === undefined && problems.length === 0) return undefined;
  const reading: Reading = { rules, problems: [...problems] };
  const settings = root?.kind === 'map' ? readSettings(reading, root.entries) : {};
  if (root && root.kind !== 'map') {
    wrong(reading, root.span, 'A configuration is a table of settings, as in "fail-on: warning".');
  }
  return { configuration: { ...NOTHING_CONFIGURED, ...withoutAbsent(settings) }, problems: reading.problems };
}

/**
 * The selection that a configuration and what the user asks for at the door (options, editor settings) make together.
 * What the user selects at the door replaces the file's `select` and `ignore`; everything else adds up, the door's
 * word first.
 */
export function selectionOf(configuration: Configuration, door: Selection = {}): Selection {
  const own = door.select !== undefined && door.select.length > 0;
  const threatModel = door.threatModel ?? configuration.threatModel;
  const kubernetesVersion = door.kubernetesVersion ?? configuration.kubernetesVersion;
  return {
    ...(threatModel === undefined ? {} : { threatModel }),
    ...(kubernetesVersion === undefined ? {} : { kubernetesVersion }),
    ...(door.allRules === undefined ? {} : { allRules: door.allRules }),
    select: own ? (door.select ?? []) : configuration.select,
    ignore: [...(own ? [] : configuration.ignore), ...(door.ignore ?? [])],
    rules: { ...configuration.rules, ...door.rules },
  };
}

const matchers = new WeakMap<Configuration, Ignore>();

/** Whether `exclude` leaves out `path`, given from the configuration's folder with `/`; a folder's ends with `/`. */
export function excludes(configuration: Configuration, path: string): boolean {
  if (configuration.exclude.length === 0 || !ignore.isPathValid(path)) return false;
  let matcher = matchers.get(configuration);
  if (!matcher) {
    matcher = ignore().add([...configuration.exclude]);
    matchers.set(configuration, matcher);
  }
  return matcher.ignores(path);
}
