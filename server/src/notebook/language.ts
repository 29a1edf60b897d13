/**
 * Notebooks for the engine: secrets in what was written and in what was printed, read without JSON's escapes and reported
 * where they stand in the file. Code cells are judged and repaired as Python; nothing else of Python is looked at.
 */

import { detection, fixesOf, guarded } from '../engine/detection.ts';
import type { Detected, LanguageSupport } from '../engine/language.ts';
import type { Detection, Edit, Gap, Language, Project, RuleSet, Source } from '../engine/types.ts';
import { pythonLanguage } from '../python/language.ts';
import type { PythonProgram } from '../python/program.ts';
import { commentsOf, type StringCase, secretsFound, secretsIn, stringCases } from '../secrets/language.ts';
import { scanAll, valuesOf } from '../secrets/scan.ts';
import { type Forms, formsOf } from '../secrets/table.ts';
import { type Cell, type Notebook, readNotebook } from './cells.ts';
import type { Piece } from './piece.ts';

export interface NotebookFacts {
  readonly source: Source;
  readonly notebook: Notebook | undefined;
}

export interface NotebookProgram {
  readonly written: readonly StringCase[];
  readonly printed: readonly StringCase[];
  /** The rules about secrets that look at texts, as Python knows them. */
  readonly python: PythonProgram;
  readonly forms: Forms;
}

function compile(ruleSet: RuleSet): NotebookProgram {
  const written = stringCases(ruleSet);
  const rules = ruleSet.rules.filter((rule) => written.some((each) => each.rule === rule));
  return {
    written,
    printed: stringCases(ruleSet, 'outputs'),
    python: pythonLanguage.compile({ ...ruleSet, rules }),
    forms: formsOf(ruleSet.models),
  };
}

/** A detection in a piece, where it stands in the file. */
function inFile(found: Detection, piece: Piece): Detection {
  const { span, fixes } = found;
  return {
    ...found,
    span: piece.spanOf(span),
    fixes: fixes.map((fix) => ({ ...fix, edits: piece.editsOf(fix.edits) })),
  };
}

/** Cells that hand their text to another program say so in their first line. */
const MAGIC = /^\s*%%/;

function languageIn({ kind, source }: Cell, { language }: Notebook): Language {
  return kind === 'code' && language === 'python' && !MAGIC.test(source.text) ? 'python' : 'text';
}

function inSource(cell: Cell, facts: NotebookFacts, program: NotebookProgram, project: Project): Detected[] {
  const { source, notebook } = facts;
  const { text } = cell.source;
  if (!notebook || scanAll(text, program.forms).length === 0) return [];
  const language = languageIn(cell, notebook);
  const path = cell.kind === 'code' ? source.path : `${source.path}.md`;
  const own: Source = { uri: source.uri, path, language, text };
  const repaired =
    language === 'python'
      ? [pythonLanguage.detect(pythonLanguage.read(own, undefined, project), program.python, project, true)]
      : [];
  return [...repaired, secretsFound(own, program.written)];
}

/** Takes away what the cell has printed. */
function clearing({ outputList, count }: Cell): Edit[] {
  if (!outputList) return [];
  return [{ span: outputList, text: '[]' }, ...(count ? [{ span: count, text: 'null' }] : [])];
}

function inPrinted(
  piece: Piece,
  facts: NotebookFacts,
  printed: readonly StringCase[],
  cell?: Cell,
): Detected {
  const detections: Detection[] = [];
  const gaps: Gap[] = [];
  const own: Source = { ...facts.source, language: 'text', text: piece.text };
  for (const each of printed) {
    const { rule, match } = each;
    guarded(rule, gaps, () => {
      for (const hit of secretsIn(own, each)) {
        const edits: Record<string, readonly Edit[]> = {};
        for (const { id, edit } of fixesOf(rule, match))
          if (edit?.['clear-output'] === true && cell) edits[id] = clearing(cell);
        detections.push(
          detection(rule, match, { span: piece.spanOf(hit.span), values: valuesOf(hit), edits }),
        );
      }
    });
  }
  return { detections, gaps };
}

function detect(facts: NotebookFacts, program: NotebookProgram, project: Project): Detected {
  const { source, notebook } = facts;
  if (!notebook) return secretsFound({ ...source, language: 'text' }, program.written);
  const all: Detected[] = [];
  for (const cell of notebook.cells) {
    for (const { detections, gaps } of inSource(cell, facts, program, project))
      all.push({ detections: detections.map((found) => inFile(found, cell.source)), gaps });
    for (const piece of cell.outputs) all.push(inPrinted(piece, facts, program.printed, cell));
  }
  for (const piece of notebook.others) all.push(inPrinted(piece, facts, program.printed));
  return {
    detections: all.flatMap(({ detections }) => detections),
    gaps: all.flatMap(({ gaps }) => gaps),
  };
}

export const notebookLanguage: LanguageSupport<NotebookFacts, NotebookProgram> = {
  languages: ['notebook'],
  compile,
  read: (source) => ({ source, notebook: readNotebook(source.text) }),
  detect,
  comments: ({ source }) => commentsOf(source),
  gaps: () => [],
};
