/**
 * Starts the language server on the channel that the command line names: `--stdio`, `--node-ipc`, `--socket=PORT` or
 * `--pipe=NAME`. For the entry points of the bundles.
 */
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import type { RuleSet } from '../engine/types.ts';
import { loadBundledGrammars } from '../grammar/bundled.ts';
import { serve } from './server.ts';

/** Errors of a pipe or channel whose other end is gone. */
const GONE = new Set(['EPIPE', 'ERR_STREAM_DESTROYED', 'ERR_IPC_CHANNEL_CLOSED']);

/**
 * Serves until the client disconnects; the process ends with it. What fails outside of a request is logged, and the
 * server goes on. Throws when no channel is named.
 */
export function startLanguageServer(rules: RuleSet): void {
  const connection = createConnection(ProposedFeatures.all);
  const log = (error: unknown): void => {
    if (error instanceof Error && 'code' in error && GONE.has(String(error.code))) process.exit(1);
    connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  };
  process.on('uncaughtException', log);
  process.on('unhandledRejection', log);
  serve(connection, rules, loadBundledGrammars());
}
