/**
 * What is offered at one diagnostic: the fixes of the finding that it speaks of, as that was published last, and comments
 * that ignore it. Never from a new analysis.
 */
import {
  type CodeAction,
  CodeActionKind,
  type Command,
  type Diagnostic,
  DiagnosticSeverity,
  type Position,
  type TextEdit,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { chosen, combine } from '../../engine/edits.ts';
import type { Edit, Finding, Fix, Source, Span } from '../../engine/types.ts';
import type { Checked } from '../checker.ts';
import type { Client } from '../client.ts';
import { GIVE_REASON } from '../commands.ts';
import { rangeOf, sameRange, textEditsOf } from '../convert.ts';
import { withNewFile, workspaceEditOf } from './edits.ts';
import { ignoreHere, ignoreInFile } from './ignoring.ts';

/** All that the actions at one diagnostic are made from. */
export interface Place {
  readonly document: TextDocument;
  readonly source: Source;
  /** What no comment can interrupt; asked for only when an action needs it. */
  readonly units: () => readonly Span[];
  /** What was found last in the document, whatever its version. */
  readonly checked: Checked | undefined;
  readonly client: Client;
}

/** Findings of the version that the client has now. */
function currentFindings({ document, checked }: Place): readonly Finding[] {
  return checked?.version === document.version ? checked.findings : [];
}

/** The finding that a diagnostic speaks of, or undefined when it is out of date. */
function findingAt(place: Place, diagnostic: Diagnostic): Finding | undefined {
  return currentFindings(place).find(
    (f) => f.rule.id === diagnostic.code && sameRange(rangeOf(place.document, f.span), diagnostic.range),
  );
}

function quickFix(place: Place, diagnostic: Diagnostic, title: string, edits: TextEdit[]): CodeAction {
  const edit = workspaceEditOf(place.document, edits, place.client);
  return { title, kind: CodeActionKind.QuickFix, diagnostics: [diagnostic], edit };
}

function fixAction(place: Place, diagnostic: Diagnostic, fix: Fix, preferred: boolean): CodeAction[] {
  const title = fix.class === 'review' ? `${fix.title} (review)` : fix.title;
  const edits = textEditsOf(place.document, fix.edits);
  if (fix.creates) {
    const edit = withNewFile(place.document, edits, place.client, fix.creates);
    return edit ? [{ title, kind: CodeActionKind.QuickFix, diagnostics: [diagnostic], edit }] : [];
  }
  const action = quickFix(place, diagnostic, title, edits);
  return [preferred ? { ...action, isPreferred: true } : action];
}

/** The same fix at every finding of the rule in the file, where there are several. */
function fixEverywhere(place: Place, diagnostic: Diagnostic, rule: string, fix: Fix): CodeAction[] {
  const findings = currentFindings(place).filter((finding) => finding.rule.id === rule);
  const { edits, applied } = combine(chosen(findings, fix.id).filter((each) => each.class !== 'review'));
  if (applied.length < 2) return [];
  const title = `Fix all of ${rule} in this file (${applied.length})`;
  return [quickFix(place, diagnostic, title, textEditsOf(place.document, edits))];
}

function fixActions(place: Place, diagnostic: Diagnostic, { rule, fixes }: Finding): CodeAction[] {
  const preferred = fixes.find((fix) => fix.class !== 'review');
  const offered = fixes.filter((fix) => fix.class !== 'review');
  const last = fixes.filter((fix) => fix.class === 'review');
  return [
    ...offered.flatMap((fix) => fixAction(place, diagnostic, fix, fix === preferred)),
    ...(preferred ? fixEverywhere(place, diagnostic, rule.id, preferred) : []),
    ...last.flatMap((fix) => fixAction(place, diagnostic, fix, false)),
  ];
}

/** Where the comment that `edit` writes ends afterwards; undefined where it joins a comment that was there. */
function commentEnd(document: TextDocument, { span, text }: Edit): Position | undefined {
  if (!text.includes('#')) return undefined;
  const { line, character } = document.positionAt(span.start);
  return { line, character: character + text.trimEnd().length };
}

/** An ignored error wants a reason; Parapet's own client lets the person type it at once. */
function reasonCommand({ client, document }: Place, edit: Edit): Command | undefined {
  const end = client.options.commands === true ? commentEnd(document, edit) : undefined;
  return (
    end && {
      title: 'Give a reason',
      command: GIVE_REASON,
      arguments: [document.uri, end.line, end.character],
    }
  );
}

/** That the analysis is incomplete says nothing about a line. */
const NOT_IGNORABLE = new Set(['analysis-incomplete']);

function ignoreActions(place: Place, diagnostic: Diagnostic, rule: string): CodeAction[] {
  if (NOT_IGNORABLE.has(rule)) return [];
  const { document, source } = place;
  const offset = document.offsetAt(diagnostic.range.start);
  const action = (title: string, edit: Edit | undefined): CodeAction[] => {
    if (!edit) return [];
    const made = quickFix(place, diagnostic, title, textEditsOf(document, [edit]));
    const command = diagnostic.severity === DiagnosticSeverity.Error ? reasonCommand(place, edit) : undefined;
    return [command ? { ...made, command } : made];
  };
  return [
    ...action(`Ignore ${rule} on this line`, ignoreHere(source, place.units(), offset, rule)),
    ...action(`Ignore ${rule} in this file`, ignoreInFile(source, rule)),
  ];
}

/**
 * The actions at `diagnostic` that edit the document, best first; none when it is of another version than the document.
 */
export function quickFixes(place: Place, diagnostic: Diagnostic): CodeAction[] {
  const finding = findingAt(place, diagnostic);
  if (!finding) return [];
  return [...fixActions(place, diagnostic, finding), ...ignoreActions(place, diagnostic, finding.rule.id)];
}
