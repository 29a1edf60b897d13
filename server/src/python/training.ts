/** Where a file trains models, and on what. The table `rules/models/training.yaml`, compiled. */
import { argumentOf } from './arguments.ts';
import { type Call, type Chunk, type Expression, rootOf } from './ast.ts';
import { boundOf } from './bind.ts';
import type { PythonFile } from './file.ts';
import { gathered, perFile } from './memo.ts';
import { occurs } from './occurrence.ts';
import { NameIndex } from './patterns.ts';
import { isTestFile } from './test-files.ts';

interface Row {
  readonly at: string;
  readonly data: string;
  readonly classifier?: boolean;
}

interface Written {
  readonly training: {
    readonly fit: readonly Row[];
    readonly 'classifier-words': string;
    readonly practices: Readonly<Record<string, { readonly modules: string; readonly packages: string }>>;
  };
}

/** What shows that a project does something: modules that it imports, packages that its other files name. */
export interface Practice {
  readonly imports: RegExp;
  readonly names: RegExp;
}

interface Table {
  readonly fit: NameIndex<Row>;
  readonly words: RegExp;
  readonly practices: ReadonlyMap<string, Practice>;
}

function either(list: string): string {
  return list
    .trim()
    .split(/\s+/)
    .map((word) => word.replaceAll('.', '\\.'))
    .join('|');
}

const compiled = new WeakMap<object, Table>();

function trainingTable(tables: Readonly<Record<string, unknown>>): Table {
  const known = compiled.get(tables);
  if (known) return known;
  const { fit: rows, practices, 'classifier-words': words } = (tables.training as Written).training;
  const fit = new NameIndex<Row>();
  for (const row of rows) fit.add(row.at, row);
  const table: Table = {
    fit,
    words: new RegExp(either(words)),
    practices: new Map(
      Object.entries(practices).map(([name, { modules, packages }]) => [
        name,
        {
          imports: new RegExp(`^[ \\t]*(?:from|import)[ \\t]+(?:${either(modules)})\\b`, 'm'),
          names: new RegExp(`(?<![\\w-])(?:${either(packages)})(?![\\w-])`, 'i'),
        },
      ]),
    ),
  };
  compiled.set(tables, table);
  return table;
}

/** What the table says of the practice called `name`. */
export function practiceOf(name: string, file: PythonFile): Practice {
  const found = trainingTable(file.models.tables).practices.get(name);
  if (!found) throw new Error(`no practice ${name} in rules/models/training.yaml`);
  return found;
}

export interface Training {
  readonly call: Call;
  readonly data: Expression | undefined;
  /** Whether what is trained surely sorts things into classes. */
  readonly classifier: boolean;
}

const mayTrain = occurs((text) => /\.(fit|partial_fit|train|step)\(/.test(text));

const speaksOfClasses = occurs((text, file) => trainingTable(file.models.tables).words.test(text));

function trainingAt(call: Call, file: PythonFile): Training[] {
  const [row] = file.names
    .resolve(call.func)
    .flatMap((name) => trainingTable(file.models.tables).fit.find(name));
  if (!row) return [];
  const filled = argumentOf(call, row.data, file.names);
  const data = filled.state === 'given' ? filled.value : undefined;
  return [{ call, data, classifier: row.classifier === true || speaksOfClasses(file) }];
}

const allTrainings = gathered((file, chunk) =>
  boundOf(chunk).calls.flatMap(({ call }) => trainingAt(call, file)),
);

/** What is trained there is used by nobody. */
const SHOWN = /(^|\/)(examples?|tutorials?|docs?|benchmarks?)\//i;

const NONE: readonly Training[] = [];

function sameTrainings(a: readonly Training[], b: readonly Training[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ call, data, classifier }, i) => {
      const other = b[i];
      return call === other?.call && data === other.data && classifier === other.classifier;
    })
  );
}

/** The calls of a file that train a model, in the order of the text; none of a test or an example. */
export const trainingsOf: (file: PythonFile) => readonly Training[] = perFile(
  (file) =>
    mayTrain(file) && !isTestFile(file) && !SHOWN.test(file.source.path) ? allTrainings(file) : NONE,
  sameTrainings,
);

/** The first training of the file that is `wanted`, where it stands in `chunk`: one file, one word. */
export function firstTraining(
  file: PythonFile,
  chunk: Chunk,
  wanted: (training: Training) => boolean = () => true,
): Training | undefined {
  const first = trainingsOf(file).find(wanted);
  return first && rootOf(first.call.chunk) === chunk ? first : undefined;
}
