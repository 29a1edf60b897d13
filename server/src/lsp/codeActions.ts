/** Answers `textDocument/codeAction`: collects what `actions/` makes, and adds what needs no edit of the document. */
import {
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type Diagnostic,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { unitsOf } from '../engine/units.ts';
import { workspaceEditOf } from './actions/edits.ts';
import { fixAllEdits } from './actions/fixAll.ts';
import { type Choice, hardening, restricting, workloadEdits } from './actions/harden.ts';
import { quickFixes } from './actions/quickFixes.ts';
import { ruleOffEdit } from './actions/ruleOff.ts';
import type { Checked } from './checker.ts';
import { OPEN_RULE, TURN_RULE_OFF } from './commands.ts';
import { textEditsOf } from './convert.ts';
import { SOURCE } from './diagnostics.ts';
import { sourceOf } from './documents.ts';
import type { Session } from './session.ts';

export const FIX_ALL = `${CodeActionKind.SourceFixAll}.parapet`;

/** In a manifest: the document under the cursor. */
export const HARDEN = `${CodeActionKind.Source}.hardenWorkload.parapet`;

/** The same for the restricted level of the Pod Security Standards. */
export const RESTRICT = `${CodeActionKind.Source}.restrictWorkload.parapet`;

/** What is done to a whole workload: kind, title, and which fixes it takes. */
const WORKLOAD: readonly (readonly [string, string, Choice])[] = [
  [HARDEN, 'Parapet: harden this workload', hardening],
  [RESTRICT, 'Parapet: make this workload restricted', restricting],
];

function wants(params: CodeActionParams, kind: string): boolean {
  const { only } = params.context;
  if (only !== undefined)
    return only.some((asked) => kind === asked || kind.startsWith(`${asked}.`) || asked === '');
  // Unasked, only what belongs to a diagnostic: a source action would have to be computed at every move of the cursor.
  return kind === CodeActionKind.QuickFix;
}

function fixAll(session: Session, document: TextDocument, checked: Checked): CodeAction[] {
  const edits = textEditsOf(document, fixAllEdits(checked, session.checker));
  if (edits.length === 0) return [];
  const edit = workspaceEditOf(document, edits, session.client);
  return [{ title: 'Parapet: apply all safe fixes', kind: FIX_ALL, edit }];
}

function workload(
  session: Session,
  document: TextDocument,
  checked: Checked,
  params: CodeActionParams,
): CodeAction[] {
  const offset = document.offsetAt(params.range.start);
  return WORKLOAD.filter(([kind]) => wants(params, kind)).flatMap(([kind, title, choice]) => {
    const edits = textEditsOf(document, workloadEdits(checked, session.checker, offset, choice));
    if (edits.length === 0) return [];
    return [{ title, kind, edit: workspaceEditOf(document, edits, session.client) }];
  });
}

function turnOff(session: Session, uri: string, rule: string, diagnostic: Diagnostic): CodeAction[] {
  const title = `Turn ${rule} off in this workspace`;
  const shared = { title, kind: CodeActionKind.QuickFix, diagnostics: [diagnostic] };
  if (session.client.options.commands === true) {
    return [{ ...shared, command: { title, command: TURN_RULE_OFF, arguments: [rule, uri] } }];
  }
  const edit: WorkspaceEdit | undefined = ruleOffEdit(session, uri, rule);
  return edit ? [{ ...shared, edit }] : [];
}

function openPage({ client }: Session, rule: string, diagnostic: Diagnostic): CodeAction[] {
  if (client.options.commands !== true && !client.showDocument) return [];
  const title = `Open the page of ${rule}`;
  const command = { title, command: OPEN_RULE, arguments: [rule] };
  return [{ title, kind: CodeActionKind.QuickFix, diagnostics: [diagnostic], command }];
}

/** Several findings of a rule on one line offer the same comment; once is enough. */
function distinct(actions: readonly CodeAction[]): CodeAction[] {
  const seen = new Set<string>();
  return actions.filter((action) => {
    const key = JSON.stringify([action.title, action.edit, action.command]);
    return !seen.has(key) && seen.add(key);
  });
}

/** The code actions for a document and the diagnostics under the cursor. */
export async function codeActions(session: Session, params: CodeActionParams): Promise<CodeAction[]> {
  const { uri } = params.textDocument;
  const checked = await session.current(uri);
  const document = session.documents.get(uri);
  if (!document) return [];
  const actions: CodeAction[] = [];
  if (wants(params, CodeActionKind.QuickFix)) {
    const source = sourceOf(document, session.folders);
    const place = { document, source, units: () => unitsOf(source), checked, client: session.client };
    for (const diagnostic of params.context.diagnostics) {
      const rule = diagnostic.code;
      if (diagnostic.source !== SOURCE || typeof rule !== 'string') continue;
      actions.push(
        ...quickFixes(place, diagnostic),
        ...turnOff(session, uri, rule, diagnostic),
        ...openPage(session, rule, diagnostic),
      );
    }
  }
  if (wants(params, FIX_ALL) && checked) actions.push(...fixAll(session, document, checked));
  if (checked?.version === document.version) actions.push(...workload(session, document, checked, params));
  return distinct(actions);
}
