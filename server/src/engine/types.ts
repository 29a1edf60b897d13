/**
 * The words that every part of Parapet shares: sources, spans, rules, findings, fixes.
 * Imports nothing. Knows no parser, no protocol and no file system.
 */

/** A half-open range of a source's text, in UTF-16 offsets. Lines and columns exist only in `lsp/` and `cli/`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * What a file is to Parapet. `text` is any other text file: only secrets are looked for in it. `model` is a file of
 * bytes that a model may be stored in. `data` is a table of records; of a large one the text is the beginning only.
 * Of a `notebook` only secrets are looked for, too, in its cells and in what they printed.
 * `agent-settings` says which MCP servers and permissions an agent has, `agent-instructions` is text that it follows.
 */
export type Language =
  | 'python'
  | 'dockerfile'
  | 'kubernetes'
  | 'compose'
  | 'yaml'
  | 'dependencies'
  | 'configuration'
  | 'agent-settings'
  | 'agent-instructions'
  | 'notebook'
  | 'model'
  | 'data'
  | 'text';

/** The bytes of a file that is no text, read piece by piece: it may be larger than what memory holds. */
export interface Content {
  readonly size: number;
  /** The bytes from `start` up to `end`; fewer where the file ends before. Throws when the file is gone. */
  read(start: number, end: number): Uint8Array;
  /** What compressed bytes hold; undefined when that is more than `most` bytes, or they are not compressed so. */
  unpack(bytes: Uint8Array, form: 'deflate' | 'zlib' | 'gzip', most: number): Uint8Array | undefined;
}

/** One version of one file. Immutable: a changed text is a new `Source`. */
export interface Source {
  /** Identity for editors and caches, e.g. `file:///x/train.py`. */
  readonly uri: string;
  /** Path from the workspace root with `/` between folders; what rules about context (`tests/`) look at. */
  readonly path: string;
  readonly language: Language;
  readonly text: string;
  /** Of a `model`, whose text is empty. Absent where nobody can give the bytes. */
  readonly content?: Content;
}

export type Severity = 'error' | 'warning' | 'info' | 'hint';
export type Confidence = 'high' | 'medium' | 'low';

/**
 * `safe`: no run that worked can now raise, become unreachable or lose data; fix-all applies it.
 * `suggested`: fails closed but may change behaviour; offered first, one at a time.
 * `review`: may break the program; offered last.
 */
export type FixClass = 'safe' | 'suggested' | 'review';

/** Replaces `span` (empty: an insertion) by `text`. Edits of one fix never overlap. */
export interface Edit {
  readonly span: Span;
  readonly text: string;
}

/** A file that a fix makes, where there is none yet. */
export interface NewFile {
  /** From the folder of the source, with `/`. */
  readonly path: string;
  readonly text: string;
}

export interface Fix {
  /** The fix's id inside its rule. */
  readonly id: string;
  readonly title: string;
  readonly class: FixClass;
  /** Empty where the fix makes a file and leaves this one as it is. */
  readonly edits: readonly Edit[];
  readonly creates?: NewFile;
}

/** One step of how data came to the finding, or a place that explains it. */
export interface Step {
  readonly uri: string;
  readonly span: Span;
  readonly note: string;
  /** It begins at somebody who uses a page of the program. */
  readonly onPage?: boolean;
  /** The data are given to a function here. */
  readonly call?: boolean;
  /** It begins at what other people's programs give this library. */
  readonly byCaller?: boolean;
}

/** What a language found, before severity by context, suppression and deduplication. */
export interface Detection {
  readonly rule: Rule;
  readonly span: Span;
  readonly message: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly fixes: readonly Fix[];
  readonly steps?: readonly Step[];
}

/** What every door reports. */
export interface Finding extends Detection {
  readonly source: Source;
}

/** A part of a source that was not analysed, in words for the user; `span` where there is one. */
export interface Gap {
  readonly reason: string;
  readonly span?: Span;
  /** Text that is not valid yet, as while typing: named in a scan's summary, but no finding. */
  readonly syntax?: boolean;
}

/** A comment as its language sees it; `span` includes the comment sign. */
export interface Comment {
  readonly span: Span;
  readonly text: string;
}

/** What a program asks a model hub for. */
export interface HubReference {
  readonly kind: 'model' | 'dataset' | 'space';
  readonly id: string;
  /** A branch, a tag or the beginning of a commit. */
  readonly revision: string;
}

/** The little of a file that other files depend on. It is kept for every file that was asked for: keep it small. */
export interface Digest<T> {
  /** Throws on no text. */
  read(source: Source): T;
  /** Whether nobody could tell `a` from `b`. */
  same(a: T, b: T): boolean;
}

/** The files around a file. */
export interface Neighbours {
  /** Whether there is a file at `path`, counted from the folder that `from.path` is counted from. */
  has(path: string, from: Source): boolean;
  /**
   * The digest of that file; undefined where it cannot be read. Worked out when first asked for, and the same object
   * for as long as the file says the same.
   */
  digest<T>(digest: Digest<T>, path: string, from: Source): T | undefined;
  /** Says that the digest of `source` costs little now, for those who are going to be asked for most of them. */
  offer?<T>(digest: Digest<T>, source: Source): void;
}

/** What is known beyond one file. Injected, so that the engine never touches a disk. */
export interface Project {
  /** Another value whenever any answer may be another; absent: nobody knows. */
  readonly revision?: number;
  /** All known files of a language in the workspace, the analysed one included. */
  files(language: Language): Iterable<Source>;
  /** Other files by path; absent where nobody looks for them. */
  readonly neighbours?: Neighbours;
  /** Whether `files` gives every file of the workspace; otherwise what is not among them may still be there. */
  readonly complete?: boolean;
  /** Whether git ignores the file of `source`; absent where nobody looks. */
  ignores?(source: Source): boolean;
  /** Whether git has the file of `source`, or would take it as things stand; absent where nobody looks. */
  isVersioned?(source: Source): boolean;
  /** The full commit that `reference` was when this machine last downloaded it; absent where nobody looks for it. */
  downloaded?(reference: HubReference): string | undefined;
}

/** Where a rule is shown: `on` everywhere, `report` only in reports and with `--all-rules`, `off` only when asked for. */
export type Default = 'on' | 'report' | 'off';

export interface References {
  readonly cwe?: readonly number[];
  readonly owaspLlm?: readonly string[];
  readonly owaspMl?: readonly string[];
  readonly owaspAgentic?: readonly string[];
  readonly atlas?: readonly string[];
  readonly podSecurity?: readonly string[];
  readonly cis?: readonly string[];
  readonly links?: readonly string[];
}

/** A fix as the rule file words it; `edit` holds the language's own instruction, absent when a detector writes the edits. */
export interface FixTemplate {
  readonly id: string;
  readonly title: string;
  readonly class: FixClass;
  readonly edit?: Readonly<Record<string, unknown>>;
}

/**
 * One way for a rule to match. `kind` is the key of the rule file (`call`, `taint`, `field`, ...), `query` its value.
 * Of several cases at one place the first wins; what a case states overrides the rule.
 */
export interface MatchCase {
  /** What a detector calls this case; matchers in data need no name. */
  readonly name?: string;
  /** The case is left out unless all rules are asked for: naming its rule is not enough. */
  readonly default?: 'report';
  readonly kind: string;
  readonly query: unknown;
  readonly severity?: Severity;
  readonly confidence?: Confidence;
  readonly message?: string;
  /** Ids of the fixes that fit this case; all when absent. */
  readonly fixes?: readonly string[];
}

export interface Rule {
  /** Kebab-case, for ever: file name, suppression key, SARIF ruleId, setting key. */
  readonly id: string;
  /** The folder under `rules/`. */
  readonly area: string;
  readonly aliases: readonly string[];
  readonly title: string;
  /** One sentence; `{name}` is filled by the match. */
  readonly message: string;
  readonly severity: Severity;
  /** No worse than this where the data comes from somebody who uses a page of the program. */
  readonly onPage?: Severity;
  /** The user set the severity: neither a detector nor the file's place changes it. */
  readonly severityFixed?: boolean;
  readonly confidence: Confidence;
  readonly default: Default;
  /** Markdown. */
  readonly why: string;
  readonly references: References;
  /** The article's controls that the rule serves (catalogue section 10). */
  readonly controls: readonly string[];
  /** Ids of rules that speak instead of this one where both report the same place. */
  readonly yieldsTo?: readonly string[];
  /** Circumstances, known to the language, in which nothing is said of a call. */
  readonly unless?: readonly string[];
  readonly match: readonly MatchCase[];
  /** The cases that a selection took out of `match`. */
  readonly leftOut?: readonly MatchCase[];
  readonly fixes: readonly FixTemplate[];
  readonly examples: readonly Example[];
}

/** An example of a rule file, its `^^^^` marks already taken out of the text. */
export interface Example {
  readonly kind: 'bad' | 'good';
  readonly text: string;
  /** Path the example pretends to have; decides the language. */
  readonly path: string;
  /** Where the rule must report; empty for `good`. */
  readonly marks: readonly Span[];
  /** `text` after the fix `fix` (default: the first offered) of every finding. */
  readonly fixed?: string;
  readonly fix?: string;
  /** Ids of the fixes that every finding offers, in their order; empty where none may be. */
  readonly offers?: readonly string[];
  /** A part of the message of every finding. */
  readonly says?: string;
  readonly severity?: Severity;
  /** Reported only where all rules are asked for. */
  readonly default?: 'report';
  /** The threat model that it is about. */
  readonly threatModel?: ThreatModel;
  /** The Kubernetes version that it is about, as `1.24`; the newest when absent. */
  readonly kubernetesVersion?: string;
  /** Other files of the example's workspace, by path. */
  readonly files: Readonly<Record<string, string>>;
}

/** The code parts of rules, by detector kind (`python`, `dockerfile`, `kubernetes`) and rule id; each language knows its own type. */
export type Detectors = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Whom the code answers to: its own users, or also the programs that call it (`library`). */
export type ThreatModel = 'application' | 'library';

/** Everything that decides what is found. `models` holds the tables under `rules/models/`, by file name. */
export interface RuleSet {
  readonly rules: readonly Rule[];
  readonly models: Readonly<Record<string, unknown>>;
  readonly detectors: Detectors;
  /** `application` when absent. */
  readonly threatModel?: ThreatModel;
  /** The Kubernetes version that manifests are for, as `1.34`; the newest when absent. */
  readonly kubernetesVersion?: string;
  /** Also the rules that a selection left out, for what names them; absent when none is left out. */
  readonly all?: readonly Rule[];
}
