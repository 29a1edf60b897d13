/** What is counted of labelled Python, and how: the scopes of `docs/quality.md`, as data. */
import type { ThreatModel } from '../../server/src/engine/types.ts';

/** A line of the table. */
export interface Row {
  /** The peers' numbers without their letter: Ruff keeps Bandit's. */
  readonly labels: readonly string[];
  /** Rules of Parapet that may find them. */
  readonly rules: readonly string[];
}

export interface Scope {
  readonly rows: Readonly<Record<string, Row>>;
  /** Rules that have no row, and may flag negatives all the same. */
  readonly also: readonly string[];
  readonly threatModel: ThreatModel;
  /** Only files that hold a source count, and a finding is about what its way ends at, too. */
  readonly flows: boolean;
}

/** Any of these may find any label of the scope `patterns`. */
const PATTERNS: readonly string[] = [
  'pickle-family-load',
  'deserialise-untrusted-input',
  'pandas-read-pickle',
  'joblib-load-untrusted',
  'numpy-allow-pickle',
  'torch-load-unsafe',
  'torch-hub-url-unsafe',
  'torch-hub-load-remote-code',
  'joblike-ml-loaders',
  'hf-revision-not-pinned',
  'trust-remote-code',
  'yaml-unsafe-load',
  'eval-exec-dynamic',
  'llm-output-code-exec',
  'weak-crypto',
  'archive-extract-traversal',
  'tls-verification-off',
];

const pattern = (...labels: readonly string[]): Row => ({ labels, rules: PATTERNS });

export const SCOPES = {
  patterns: {
    rows: {
      deserialization: pattern('301', '302'),
      'PyTorch loading': pattern('614'),
      'downloads from the hub': pattern('615'),
      'YAML loading': pattern('506'),
      '`eval`, `exec`': pattern('102', '307'),
      'weak hashes': pattern('303', '324'),
      'tar archives': pattern('202'),
      'requests, contexts': pattern('323', '501'),
    },
    also: [],
    threatModel: 'application',
    flows: false,
  },
  flows: {
    rows: {
      shell: { labels: ['601', '602', '605'], rules: ['shell-injection', 'llm-output-shell'] },
      SQL: { labels: ['608', '610', '611'], rules: ['sql-injection', 'llm-output-sql'] },
      'templates and pages': {
        labels: ['703', '704'],
        rules: ['template-injection', 'reflected-html', 'llm-output-html'],
      },
      '`eval`, `exec`': { labels: ['102', '307'], rules: ['eval-exec-dynamic', 'llm-output-code-exec'] },
    },
    also: ['path-traversal', 'llm-output-ssrf-or-file'],
    threatModel: 'library',
    flows: true,
  },
} as const satisfies Readonly<Record<string, Scope>>;
