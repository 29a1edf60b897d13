/**
 * One editor's connection while it lasts: which documents are analysed when, under which settings, and what is
 * published about them. Requests are answered elsewhere, from what is kept here.
 */
import { dirname, relative } from 'node:path';
import type { Connection, Diagnostic, InitializeParams, TextDocuments } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { RuleSet } from '../engine/types.ts';
import { excludes, isConfigurationFile, NOTHING_CONFIGURED, selectionOf } from '../project/configuration.ts';
import type { Selection } from '../ruleset/selection.ts';
import { type Checked, Checker } from './checker.ts';
import { type Client, readClient } from './client.ts';
import { Configurations } from './configurations.ts';
import { type Positions, positionsIn } from './convert.ts';
import { diagnosticOf } from './diagnostics.ts';
import { displayPath, foldersIn, keyOf, pathOf } from './folders.ts';
import { underProgress } from './progress.ts';
import { Scheduler } from './scheduler.ts';
import { type Settings, SettingsStore } from './settings.ts';
import { STATUS, type State, type Status } from './status.ts';
import { WorkspaceIndex } from './workspaceIndex.ts';

export class Session {
  readonly client: Client;
  readonly documents: TextDocuments<TextDocument>;
  readonly checker: Checker;
  readonly configurations: Configurations;
  readonly #connection: Connection;
  readonly #index: WorkspaceIndex;
  readonly #settings: SettingsStore;
  readonly #scheduler = new Scheduler((uri) => this.#run(uri));
  readonly #published = new Map<string, { readonly version: number; readonly diagnostics: Diagnostic[] }>();
  readonly #told = new Set<string>();

  constructor(
    connection: Connection,
    params: InitializeParams,
    documents: TextDocuments<TextDocument>,
    rules: RuleSet,
  ) {
    this.#connection = connection;
    this.client = readClient(params);
    this.documents = documents;
    this.#index = new WorkspaceIndex(foldersIn(params));
    this.checker = new Checker(rules, this.#index);
    this.configurations = new Configurations(rules.rules, this.#index);
    this.#settings = new SettingsStore(connection, this.client);
  }

  get folders(): readonly string[] {
    return this.#index.folders;
  }

  /** A document was opened or changed. */
  changed(document: TextDocument): void {
    if (isConfigurationFile(keyOf(document.uri).replaceAll('\\', '/'))) {
      this.checker.open(document);
      this.configurations.clear();
      this.#recheckOthers(document.uri);
    }
    this.#scheduler.request(document.uri);
  }

  closed(uri: string): void {
    const language = this.checker.last(uri)?.source.language;
    this.#scheduler.forget(uri);
    this.checker.close(uri);
    this.#settings.forget(uri);
    this.#published.delete(uri);
    this.configurations.clear();
    if (!this.client.pull) void this.#connection.sendDiagnostics({ uri, diagnostics: [] });
    if (language !== undefined && this.#index.keeps(language)) this.#recheckOthers(uri);
    else this.#recheckOutdated();
  }

  /** The editor's settings changed. `sent`: what the client sent with the news. */
  settingsChanged(sent: unknown): void {
    this.#settings.changed(sent);
    for (const uri of this.documents.keys()) this.#scheduler.request(uri);
  }

  /** Reads the workspace's folders in the background. */
  async foldersChanged(folders: readonly string[]): Promise<void> {
    const started = performance.now();
    const { files, skipped } = await underProgress(this.#connection, this.client.progress, (watcher) =>
      this.#index.scan(folders, watcher),
    );
    const took = Math.round(performance.now() - started);
    this.#connection.console.info(`read ${files} files of the workspace in ${took} ms`);
    if (skipped.length > 0) this.#connection.console.info(`left out of the workspace: ${skipped.join(', ')}`);
    this.#recheckOthers();
  }

  /** Files changed on disk. */
  async filesChanged(uris: readonly string[]): Promise<void> {
    const paths = uris.flatMap((uri) => pathOf(uri) ?? []);
    const configured = paths.some((path) => isConfigurationFile(path.replaceAll('\\', '/')));
    if (configured) this.configurations.clear();
    if ((await this.#index.changed(paths)) || configured) this.#recheckOthers();
    else this.#recheckOutdated();
  }

  /** The diagnostics of the current version of a document; analyses it now if that is still to be done. */
  async diagnosticsOf(uri: string): Promise<Diagnostic[]> {
    await this.current(uri);
    return this.#published.get(uri)?.diagnostics ?? [];
  }

  /** What is known of the current version of a document; analyses it now if that is still to be done. */
  async current(uri: string): Promise<Checked | undefined> {
    await this.#settings.of(uri);
    this.#scheduler.flush(uri);
    const checked = this.checker.last(uri);
    return checked?.version === this.documents.get(uri)?.version ? checked : undefined;
  }

  stop(): void {
    this.#scheduler.stop();
  }

  /** The scheduler's work. Must not throw: one document's failure is not the others'. */
  #run(uri: string): void {
    const document = this.documents.get(uri);
    if (!document) return;
    const settings = this.#settings.known(uri);
    if (!settings) {
      void this.#settings.of(uri).then(() => this.#scheduler.request(uri));
      return;
    }
    try {
      this.#check(document, settings);
    } catch (error) {
      this.#connection.console.error(
        `${this.#name(uri)}: ${error instanceof Error ? error.stack : String(error)}`,
      );
      this.checker.clear(uri);
      this.#publish(document, [], { kind: 'failed' });
    }
  }

  #check(document: TextDocument, settings: Settings): void {
    const { uri } = document;
    const selection = this.#selectionFor(uri, settings);
    if (selection === undefined || !settings.enable) {
      this.checker.clear(uri);
      this.checker.open(document);
      this.#index.settle(keyOf(uri));
      this.#recheckOutdated();
      this.#publish(document, [], { kind: settings.enable ? 'excluded' : 'off' });
      return;
    }
    const before = this.checker.last(uri)?.source;
    const checked = this.checker.check(document, selection);
    this.#logGaps(uri, checked);
    const elsewhere = (other: string): Positions | undefined => this.#positionsOf(other);
    const diagnostics = checked.findings.map((finding) =>
      diagnosticOf(finding, document, this.client, elsewhere),
    );
    const gaps = checked.gaps.map((gap) => gap.reason);
    this.#publish(document, diagnostics, { kind: 'checked', gaps, took: checked.took });
    if (this.#index.keeps(checked.source.language) && before?.text !== checked.source.text)
      this.#recheckOthers(uri);
    else this.#recheckOutdated();
  }

  /** The rules to run on a document, or undefined where the project's configuration leaves it out. */
  #selectionFor(uri: string, settings: Settings): Selection | undefined {
    const path = pathOf(uri);
    const placed = path === undefined ? undefined : this.configurations.of(path);
    if (placed && path !== undefined) {
      const inside = relative(dirname(placed.file), path).replaceAll('\\', '/');
      if (excludes(placed.configuration, inside)) return undefined;
    }
    return selectionOf(placed?.configuration ?? NOTHING_CONFIGURED, settings.selection);
  }

  #publish(document: TextDocument, diagnostics: Diagnostic[], state: State): void {
    const { uri, version } = document;
    const before = this.#published.get(uri);
    this.#published.set(uri, { version, diagnostics });
    const again = before?.version === version;
    const news = !again || JSON.stringify(before.diagnostics) !== JSON.stringify(diagnostics);
    if (!this.client.pull) {
      if (news) void this.#connection.sendDiagnostics({ uri, version, diagnostics });
    } else if (again && news && this.client.refreshPull) this.#connection.languages.diagnostics.refresh();
    if (this.client.options.status) {
      const status: Status = { uri, findings: diagnostics.length, state };
      void this.#connection.sendNotification(STATUS, status);
    }
  }

  /** Other open documents may be judged differently now. They wait until the user pauses. */
  #recheckOthers(uri?: string): void {
    this.#scheduler.requestLater(this.documents.keys().filter((other) => other !== uri));
  }

  /** Open documents that import something that changed. They wait until the user pauses, too. */
  #recheckOutdated(): void {
    const open = new Set(this.documents.keys());
    this.#scheduler.requestLater(this.#index.takeOutdated().filter((uri) => open.has(uri)));
  }

  /** Each reason is logged once per document, not at every keystroke. Half-typed code is no news. */
  #logGaps(uri: string, { gaps }: Checked): void {
    for (const gap of gaps) {
      const line = `${this.#name(uri)}: ${gap.reason}`;
      if (gap.syntax === true || this.#told.has(line)) continue;
      this.#told.add(line);
      this.#connection.console.warn(line);
    }
  }

  #positionsOf(uri: string): Positions | undefined {
    const document = this.documents.get(uri);
    if (document) return document;
    const source = this.#index.at(keyOf(uri));
    return source && positionsIn(source.text);
  }

  #name(uri: string): string {
    return displayPath(uri, this.folders);
  }
}
