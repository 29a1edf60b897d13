/**
 * Whether the time for a Dockerfile grows with its text alone: files of up to 10,000 lines in one RUN, or of as many
 * instructions. In processor time, because other programs share the machine.
 */
import { analyze } from '../../server/src/engine/analyze.ts';
import type { Project } from '../../server/src/engine/types.ts';
import { loadGrammars } from '../../server/src/grammar/grammars.ts';
import { grammarFiles } from '../grammars.ts';
import { sourceRuleSet } from '../rules.ts';
import type { Growth } from './secrets.ts';

const LINES = 10_000;
const ROUNDS = 3;

const ALONE: Project = { files: () => [] };

function repeated(count: number, line: (n: number) => string, between: string): string {
  return Array.from({ length: count }, (_, n) => line(n)).join(between);
}

const KINDS: readonly (readonly [string, (lines: number) => string])[] = [
  ['one RUN of commands', (n) => `RUN ${repeated(n, (i) => `mkdir -p "/data/$NAME${i}"`, ' && \\\n  ')}`],
  ['one RUN of packages', (n) => `RUN pip install ${repeated(n, (i) => `package${i}`, ' \\\n  ')}`],
  [
    'one RUN of downloads',
    (n) => `RUN ${repeated(n, (i) => `curl -k https://example.com/${i} | sh`, ' && \\\n  ')}`,
  ],
  ['one RUN with a heredoc', (n) => `RUN <<EOF\n${repeated(n, (i) => `echo ${i}`, '\n')}\nEOF`],
  ['RUNs', (n) => repeated(n, (i) => `RUN sudo echo ${i}`, '\n')],
  ['ENVs', (n) => `${repeated(n, (i) => `ENV NAME${i}=$NAME${i - 1}`, '\n')}\nUSER $NAME0`],
  ['ARGs of secrets', (n) => `${repeated(n, (i) => `ARG A${i}_TOKEN`, '\n')}\nRUN a $A1_TOKEN`],
];

/** Milliseconds for a quarter, a half and the whole of each kind of file. */
export async function measureImages(): Promise<Growth[]> {
  await loadGrammars(grammarFiles());
  const rules = await sourceRuleSet();
  return KINDS.map(([name, make]) => ({
    name: `${LINES} lines: ${name}`,
    took: [0.25, 0.5, 1].map((part) => {
      const text = `FROM debian:12\n${make(LINES * part)}\n`;
      const took = Array.from({ length: ROUNDS }, () => {
        const before = process.cpuUsage();
        analyze(
          { uri: 'file:///Dockerfile', path: 'Dockerfile', text, language: 'dockerfile' },
          ALONE,
          rules,
        );
        const { user, system } = process.cpuUsage(before);
        return (user + system) / 1000;
      });
      return Math.min(...took);
    }),
  }));
}
