/** The page `docs/threat-model.md`: the article's threats and controls, the rules that serve each, and what no rule sees. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Rule } from '../../server/src/engine/types.ts';

interface Control {
  readonly code: string;
  readonly name: string;
  readonly blind: string;
}

interface Section {
  readonly title: string;
  readonly intro: string;
  readonly rows: readonly Control[];
}

/** Everything that the article asks for, by section. */
export function controls(): readonly Section[] {
  return parse(readFileSync(join(import.meta.dirname, 'controls.yaml'), 'utf8')) as Section[];
}

const INTRO = `# Threat model

What Parapet is for, which rules serve which threat and control, and where it is blind. The list of threats and controls
is that of the article "AI Security Best Practices: Protecting Your Models and Data", in its order.

## Who attacks, and what Parapet takes for granted

Attackers are those who can send requests to a model, write to something that it learns from or loads (a hub, a bucket,
an index of packages, a queue, a table that users fill), read what it writes (answers, logs, trackers, images, backups),
or reach its network. Parapet reads the files of a workspace, runs none of them and asks nobody on the network. It takes
the developer for honest, the operating system, the interpreter and the cluster for sound, and whoever can change the
source for trusted: it finds mistakes, not back doors.

A finding says that the code at hand lets something happen. No finding says that nothing was found by these rules: it is
no proof. Rules that need knowledge which is not there stay silent, so what is built at run time, configured elsewhere or
written in another language is not judged. Reports name what was not analysed.

Three kinds of rules answer a control. Most find a *fault* (a key in a log, a model loaded unsafely). Some find that
something is *missing* at a place (a route without authentication). Those that are shown in reports only find that a
practice is *absent* from the whole workspace (nothing tests the model with attacks); a package that is imported is taken
for the practice, which says nothing of how well it is done.

Each row says in its last column what reading code cannot tell. A dash means that no rule serves the control, or none yet.
`;

const OUTRO = `## Blind everywhere

- Weights, prompts and data as such: whether a model is poisoned, biased, wrong or was copied.
- What happens while the program runs: attacks, drift, load, leaks from memory.
- Rights and settings of cloud accounts, clusters and hubs that are not files of the workspace.
- Code that is generated, downloaded or loaded by name, and flows that go through it.
- People: who may see what, who was told, who decides.

For these there are other means: tests with attacks, monitoring, reviews of access, exercises. Parapet does not replace
them; it keeps the faults out that can be seen before anything runs.
`;

function served(code: string, rules: readonly Rule[]): string {
  const serving = rules.filter((rule) => rule.controls.includes(code));
  return serving.map(({ id }) => `[${id}](rules/${id}.md)`).join(', ') || '–';
}

/** The page for `rules`. */
export function threatModel(rules: readonly Rule[]): string {
  const sections = controls().map(({ title, intro, rows }) => {
    const lines = rows.map(
      ({ code, name, blind }) => `| ${name} (${code}) | ${served(code, rules)} | ${blind} |`,
    );
    return `## ${title}\n\n${intro}\n\n| control | rules | not seen |\n|---|---|---|\n${lines.join('\n')}\n`;
  });
  const sign = '<!-- Generated from rules/ and scripts/documentation/controls.yaml by `npm run docs`. -->\n';
  return [INTRO, ...sections, OUTRO, sign].join('\n');
}
