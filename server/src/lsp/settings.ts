/**
 * The editor's `parapet.*` settings. Asked for per document where the client can be asked, kept until they change; for
 * other clients what they sent at the start or in `didChangeConfiguration` holds for every document.
 */
import type { Connection } from 'vscode-languageserver/node';
import type { Severity } from '../engine/types.ts';
import { THREAT_MODELS } from '../project/configuration.ts';
import { kubernetesVersionOf } from '../project/configuration-values.ts';
import type { Selection } from '../ruleset/selection.ts';
import type { Client } from './client.ts';

export interface Settings {
  readonly enable: boolean;
  readonly selection: Selection;
}

type RuleSetting = 'off' | 'on' | Severity;

const RULE_SETTINGS: ReadonlySet<string> = new Set(['off', 'on', 'error', 'warning', 'info', 'hint']);

function isRuleSetting(value: unknown): value is RuleSetting {
  return typeof value === 'string' && RULE_SETTINGS.has(value);
}

function names(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((name): name is string => typeof name === 'string') : [];
}

function ruleSettings(value: unknown): Record<string, RuleSetting> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, RuleSetting] => isRuleSetting(entry[1])),
  );
}

/** Reads a `parapet` section; what is missing or of a wrong kind counts as not set. */
export function readSettings(section: unknown): Settings {
  const written = (typeof section === 'object' && section !== null ? section : {}) as Record<string, unknown>;
  const threatModel = THREAT_MODELS.find((model) => model === written.threatModel);
  const kubernetesVersion =
    typeof written.kubernetesVersion === 'string'
      ? kubernetesVersionOf(written.kubernetesVersion)
      : undefined;
  return {
    enable: written.enable !== false,
    selection: {
      allRules: written.allRules === true,
      select: names(written.select),
      ignore: names(written.ignore),
      rules: ruleSettings(written.rules),
      ...(threatModel === undefined ? {} : { threatModel }),
      ...(kubernetesVersion === undefined ? {} : { kubernetesVersion }),
    },
  };
}

/** `{ parapet: {...} }` and `{...}` alike, as different clients send it. */
function sectionOf(sent: unknown): unknown {
  const outer = (typeof sent === 'object' && sent !== null ? sent : {}) as Record<string, unknown>;
  return outer.parapet ?? sent;
}

export class SettingsStore {
  readonly #connection: Connection;
  readonly #client: Client;
  readonly #known = new Map<string, Settings>();
  readonly #asked = new Map<string, Promise<Settings>>();
  #sent: Settings;

  constructor(connection: Connection, client: Client) {
    this.#connection = connection;
    this.#client = client;
    this.#sent = readSettings(sectionOf(client.options.settings));
  }

  /** The settings of a document if they are known already. */
  known(uri: string): Settings | undefined {
    return this.#client.askSettings ? this.#known.get(uri) : this.#sent;
  }

  /** The settings of a document; asks the client at most once. When it does not answer, the defaults hold. */
  of(uri: string): Promise<Settings> {
    const known = this.known(uri);
    if (known) return Promise.resolve(known);
    const asked = this.#asked.get(uri);
    if (asked) return asked;
    const asking: Promise<Settings> = this.#ask(uri).then((settings) => {
      if (this.#asked.get(uri) !== asking) return this.of(uri);
      this.#asked.delete(uri);
      this.#known.set(uri, settings);
      return settings;
    });
    this.#asked.set(uri, asking);
    return asking;
  }

  forget(uri: string): void {
    this.#known.delete(uri);
    this.#asked.delete(uri);
  }

  /** Settings changed: `sent` is what the client sent along, which only clients that cannot be asked do. */
  changed(sent: unknown): void {
    this.#known.clear();
    this.#asked.clear();
    if (!this.#client.askSettings && sent !== undefined && sent !== null)
      this.#sent = readSettings(sectionOf(sent));
  }

  async #ask(uri: string): Promise<Settings> {
    try {
      return readSettings(
        await this.#connection.workspace.getConfiguration({ scopeUri: uri, section: 'parapet' }),
      );
    } catch (error) {
      this.#connection.console.warn(`no settings from the editor, the defaults hold: ${String(error)}`);
      return this.#sent;
    }
  }
}
