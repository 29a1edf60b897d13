/** Asks Python itself, in one process, what fixes did to statements (`statements.py`). Must not know a rule. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Edit, Span } from '../../server/src/engine/types.ts';

/** An applied fix. */
export interface Case {
  readonly text: string;
  readonly edits: readonly Edit[];
  /** Where the finding stands. */
  readonly finding: Span;
}

interface Answer {
  readonly answers: readonly (readonly string[])[];
  readonly unparsed: readonly number[];
}

/** What is wrong with each of `cases`, in words. Throws when there is no Python 3 or it fails. */
export function statementProblems(cases: readonly Case[]): (readonly string[])[] {
  if (cases.length === 0) return [];
  const texts = [...new Set(cases.map(({ text }) => text))];
  const index = new Map(texts.map((text, i) => [text, i]));
  const asked = {
    texts,
    cases: cases.map(({ text, edits, finding }) => ({
      finding: [finding.start, finding.end],
      text: index.get(text),
      edits: edits.map(({ span, text: put }) => [span.start, span.end, put]),
    })),
  };
  const { stdout, stderr, status, error } = spawnSync(
    'python3',
    [join(import.meta.dirname, 'statements.py')],
    {
      input: JSON.stringify(asked),
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    },
  );
  if (error) throw error;
  if (status !== 0) throw new Error(`Python ended with ${status}:\n${stderr}`);
  return [...(JSON.parse(stdout) as Answer).answers];
}
