/** DATA-007: data of people or of other people's sites, and no page that says who agreed to their use. */

import { labelOf } from '../../personal/vocabulary.ts';
import { type Call, rootOf } from '../ast.ts';
import { boundOf } from '../bind.ts';
import type { PythonDetector } from '../detector.ts';
import { calleeSpan } from '../file.ts';
import { gathered, perFile } from '../memo.ts';
import { occurs } from '../occurrence.ts';
import { framesOf, tableCalls } from '../personal/frames.ts';
import { isHarmless } from '../personal/safeguards.ts';
import { hasFrames, named } from '../personal-data.ts';
import { hasNone } from '../practice.ts';
import { isTestFile } from '../test-files.ts';

const NAMES = [
  'DATASHEET',
  'DATA_CARD',
  'DATACARD',
  'DATASET_CARD',
  'CONSENT',
  'DATA_LICENSE',
  'DATA_LICENCE',
];
const RECORDS = ['', 'docs/', 'data/'].flatMap((folder) =>
  NAMES.flatMap((name) => [`${folder}${name}.md`, `${folder}${name.toLowerCase()}.md`]),
);

const SCRAPING =
  /^(bs4\.BeautifulSoup|scrapy\.Request|selenium\.webdriver\.\w+|newspaper\.Article|trafilatura\.fetch_url)$/;

const scrapers = gathered((file, chunk): Call[] =>
  boundOf(chunk).calls.flatMap(({ call }) =>
    file.names.resolve(call.func).some((name) => SCRAPING.test(name)) ? [call] : [],
  ),
);

const KEEPING = /\.(to_csv|to_parquet|to_json|save_to_disk|push_to_hub|from_dict|from_list)\(/;

const isKeeping = occurs((text) => KEEPING.test(text));

interface Ingested {
  readonly call: Call;
  readonly data: string;
}

/** The first call of the file that brings in what somebody has to be asked for. */
const ingestedBy = perFile(
  (file): Ingested | undefined => {
    const [scraper] = scrapers(file);
    const frames = framesOf(file);
    for (const origin of hasFrames(file) ? tableCalls(file) : []) {
      if (origin.row.kind !== 'reader') continue;
      const label = labelOf(frames.loaded(origin).columns, frames.origins.table.vocabulary);
      if (label?.direct && !isHarmless(label, [origin], file))
        return { call: origin.call, data: named(label.columns) };
    }
    // Pages that are only looked at are no data set: something has to be written or trained.
    const keeps = isKeeping(file);
    return scraper && keeps ? { call: scraper, data: 'pages of other people' } : undefined;
  },
  (a, b) => a?.call === b?.call && a?.data === b?.data,
);

export const detector: PythonDetector = {
  *chunk(chunk, file) {
    if (isTestFile(file)) return;
    const found = ingestedBy(file);
    if (!found || rootOf(found.call.chunk) !== chunk || !hasNone(RECORDS, file)) return;
    yield { span: calleeSpan(file, found.call), values: { data: found.data } };
  },
};
