/**
 * Turns a rule off in the project's configuration, for editors that have no settings that Parapet could write: in the
 * nearest `parapet.yaml` or pyproject.toml, or in a new `parapet.yaml` at the top of the workspace.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Range, WorkspaceEdit } from 'vscode-languageserver/node';
import { endOfLine, indexLines } from '../../engine/lines.ts';
import type { Edit } from '../../engine/types.ts';
import { positionsIn, textEditsOf } from '../convert.ts';
import { folderOf, keyOf, pathOf, uriOf } from '../folders.ts';
import type { Session } from '../session.ts';

/** The edit of a configuration text, or undefined where its form leaves no safe place for a line. */
function lineFor(file: string, text: string, rule: string): Edit | undefined {
  const eol = endOfLine(text);
  const toml = file.endsWith('.toml');
  const line = toml ? `${rule} = "off"` : `  ${rule}: off`;
  const header = toml ? /^[ \t]*\[tool\.parapet\.rules\][ \t]*(#.*)?$/ : /^rules:[ \t]*(#.*)?$/;
  const other = toml ? /^[ \t]*("?rules"?\s*=|\[\s*"?tool"?\s*\..*rules)/ : /^["']?rules["']?\s*:/;
  const lines = indexLines(text);
  for (let number = 0; number < lines.starts.length; number++) {
    const { start, end } = lines.range(number);
    const content = text.slice(start, end);
    if (header.test(content)) return { span: { start: end, end }, text: `${eol}${line}` };
    if (other.test(content)) return undefined;
  }
  const before = text === '' || /[\r\n]$/.test(text) ? '' : eol;
  const block = toml ? `${eol}[tool.parapet.rules]${eol}${line}${eol}` : `rules:${eol}${line}${eol}`;
  return { span: { start: text.length, end: text.length }, text: before + block };
}

function currentText(
  session: Session,
  file: string,
): { uri: string; version: number | null; text: string } | undefined {
  for (const document of session.documents.all()) {
    if (keyOf(document.uri) === file)
      return { uri: document.uri, version: document.version, text: document.getText() };
  }
  try {
    return { uri: uriOf(file), version: null, text: readFileSync(file, 'utf8') };
  } catch {
    return undefined;
  }
}

const START: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/** The edit that turns `rule` off for the document `uri`, or undefined where there is no file to write it to. */
export function ruleOffEdit(session: Session, uri: string, rule: string): WorkspaceEdit | undefined {
  const path = pathOf(uri);
  if (path === undefined) return undefined;
  const placed = session.configurations.of(path);
  if (placed) {
    const file = currentText(session, placed.file);
    const edit = file && lineFor(placed.file, file.text, rule);
    if (!file || !edit) return undefined;
    const edits = textEditsOf(positionsIn(file.text), [edit]);
    if (!session.client.documentChanges) return { changes: { [file.uri]: edits } };
    return { documentChanges: [{ textDocument: { uri: file.uri, version: file.version }, edits }] };
  }
  const folder = folderOf(path, session.folders);
  if (folder === undefined || !session.client.documentChanges || !session.client.createFiles)
    return undefined;
  const created = uriOf(join(folder, 'parapet.yaml'));
  const edits = [{ range: START, newText: `rules:\n  ${rule}: off\n` }];
  return {
    documentChanges: [
      { kind: 'create', uri: created, options: { ignoreIfExists: true } },
      { textDocument: { uri: created, version: null }, edits },
    ],
  };
}
