/** DATA-014: a file of data with columns about people among the files of the project. */
import { named } from '../../personal/naming.ts';
import { isOfNobody } from '../../personal/nobody.ts';
import type { Column, Records } from '../../personal/records.ts';
import { labelOf, type Vocabulary } from '../../personal/vocabulary.ts';
import { wordsOf } from '../../personal/words.ts';
import type { DatasetDetector, Seen } from '../detector.ts';

/** A hash, a mask, an encrypted value, nothing. */
const PROTECTED = /^(|null|none|nan|n\/a|[0-9a-f]{16,}|[*x#-]{3,}.*|gAAAA[\w=-]+|<[^>]*>|\[[^\]]*\])$/i;

/** Fewer records are a list of settings more often than people. */
const FEWEST_RECORDS = 2;

/** Codes of statistics, not a second column of the same name. */
const NUMBERED = /\d{3,}$/;

/** Whether some row has a value in the column that may be of somebody. */
function tells(column: Column, { columns, rows }: Records): boolean {
  const at = columns.indexOf(column);
  const values = rows.flatMap((row) => row[at] ?? []);
  return values.some((value) => !PROTECTED.test(value.trim()) && !isOfNobody(value.trim()));
}

/** Whether the path says that the data are public, made up, or already encrypted. */
function isHarmlessPath(path: string, { aside, sealedWords }: Vocabulary): boolean {
  return wordsOf(path).some((word) => aside.has(word) || sealedWords.has(word));
}

const PLACE = /^(zip|zipcode|post|postal|postcode|street|address|lat|latitude|lon|lng|longitude)$/;

/** Whether columns without names speak of single persons: an income alone, or one by place, is that of a country. */
function isOfPersons(columns: readonly string[]): boolean {
  return columns.filter((column) => !wordsOf(column).some((word) => PLACE.test(word))).length >= 2;
}

/** Whether all addresses in the rows are of domains for examples: then the names and numbers beside them are, too. */
function isMadeUp({ rows }: Records): boolean {
  const addresses = rows.flat().filter((value) => /^[^\s@]+@[^\s@]+\.[a-z]+$/i.test(value.trim()));
  return addresses.length > 0 && addresses.every((address) => isOfNobody(address.trim()));
}

export const detector: DatasetDetector = {
  *look(records, { path }, vocabulary): Iterable<Seen> {
    const { columns, rows } = records;
    const fewest = /\.json$/i.test(path) ? FEWEST_RECORDS : 1;
    if (rows.length < fewest || isHarmlessPath(path, vocabulary) || isMadeUp(records)) return;
    const label = labelOf(
      columns.map(({ name }) => name),
      vocabulary,
    );
    const about = columns.filter(
      (column) =>
        label?.columns.includes(column.name) && !NUMBERED.test(column.name) && tells(column, records),
    );
    const [first] = about;
    const still = labelOf(
      about.map(({ name }) => name),
      vocabulary,
    );
    if (!first || !still || (!still.direct && !isOfPersons(still.columns))) return;
    yield {
      case: still.direct ? 'identified' : 'nameless',
      span: first.span,
      confidence: still.strong && still.direct ? 'medium' : 'low',
      values: { data: named(still.columns) },
    };
  },
};
