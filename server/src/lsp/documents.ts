/** The documents that are open in the editor, as the engine's sources. */
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Language, Source } from '../engine/types.ts';
import { classify } from '../project/classify.ts';
import { displayPath } from './folders.ts';

/** What the person told the editor counts more than the file's name. */
const CHOSEN: Readonly<Record<string, Language>> = {
  python: 'python',
  dockerfile: 'dockerfile',
  dockercompose: 'compose',
  'pip-requirements': 'dependencies',
};

function languageOf(document: TextDocument, path: string, text: string): Language {
  const named = classify(path, text);
  // What the editor shows as text is one.
  const language = named === 'model' ? undefined : named;
  if (language !== undefined && language !== 'text' && language !== 'yaml') return language;
  const chosen = CHOSEN[document.languageId];
  if (chosen !== undefined) return chosen;
  if (document.languageId === 'yaml') return classify('untitled.yaml', text) ?? 'yaml';
  return language ?? 'text';
}

/** The current version of a document as a source; `folders` are the paths of the workspace's folders. */
export function sourceOf(document: TextDocument, folders: readonly string[]): Source {
  const text = document.getText();
  const path = displayPath(document.uri, folders);
  return { uri: document.uri, path, language: languageOf(document, path, text), text };
}
