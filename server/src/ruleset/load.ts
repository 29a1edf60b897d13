/**
 * Rule files -> `Rule` objects. Gets texts, returns data: where the files come from (a folder, the bundle, a
 * user's workspace) is the caller's business. A broken rule file is a problem with words, never an exception.
 */
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { parse } from 'yaml';
import schema from '../../../rules/rule.schema.json' with { type: 'json' };
import type {
  Confidence,
  Default,
  FixClass,
  FixTemplate,
  MatchCase,
  References,
  Rule,
  Severity,
} from '../engine/types.ts';
import { type ExampleFile, readExample } from './examples.ts';

/** `path` is relative to the rules folder: `<area>/<id>.yaml`. */
export interface RuleFile {
  readonly path: string;
  readonly text: string;
}

export interface RuleProblem {
  readonly path: string;
  readonly message: string;
}

interface CaseFile extends Record<string, unknown> {
  name?: string;
  default?: 'report';
  severity?: Severity;
  confidence?: Confidence;
  message?: string;
  fixes?: string[];
}

interface Written {
  aliases?: string[];
  title: string;
  message: string;
  severity: Severity;
  confidence?: Confidence;
  default?: Default;
  why: string;
  references: Record<string, (string | number)[]>;
  controls?: string[];
  'on-page'?: Severity;
  'yields-to'?: string[];
  unless?: string[];
  match: CaseFile | CaseFile[];
  fixes?: (Record<string, unknown> & { id: string; title: string; class: FixClass })[];
  examples: ExampleFile[];
}

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
formats.default(ajv);
const valid = ajv.compile<Written>(schema);

const CASE_SETTINGS = new Set(['name', 'default', 'severity', 'confidence', 'message', 'fixes']);

function readCase(file: CaseFile): MatchCase {
  const kinds = Object.keys(file).filter((key) => !CASE_SETTINGS.has(key));
  const kind = kinds[0];
  if (kind === undefined || kinds.length > 1)
    throw new Error(`a match case needs exactly one kind, found: ${kinds.join(', ') || 'none'}`);
  const { name, severity, confidence, message, fixes } = file;
  return {
    kind,
    query: file[kind],
    ...(name === undefined ? {} : { name }),
    ...(file.default === undefined ? {} : { default: file.default }),
    ...(severity === undefined ? {} : { severity }),
    ...(confidence === undefined ? {} : { confidence }),
    ...(message === undefined ? {} : { message }),
    ...(fixes === undefined ? {} : { fixes }),
  };
}

function readFix({
  id,
  title,
  class: fixClass,
  ...edit
}: Record<string, unknown> & { id: string; title: string; class: FixClass }): FixTemplate {
  return { id, title, class: fixClass, ...(Object.keys(edit).length > 0 ? { edit } : {}) };
}

/** `owasp-llm` -> `owaspLlm`. */
function camel(key: string): string {
  return key.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function readReferences(written: Written['references']): References {
  return Object.fromEntries(Object.entries(written).map(([key, list]) => [camel(key), list])) as References;
}

function readRule(path: string, written: Written): Rule {
  const [area = '', file = ''] = path.split('/').slice(-2);
  const cases = Array.isArray(written.match) ? written.match : [written.match];
  return {
    id: file.replace(/\.ya?ml$/, ''),
    area,
    aliases: written.aliases ?? [],
    title: written.title,
    message: written.message,
    severity: written.severity,
    confidence: written.confidence ?? 'high',
    default: written.default ?? 'on',
    why: written.why.trim(),
    references: readReferences(written.references),
    controls: written.controls ?? [],
    ...(written['on-page'] === undefined ? {} : { onPage: written['on-page'] }),
    ...(written['yields-to'] === undefined ? {} : { yieldsTo: written['yields-to'] }),
    ...(written.unless === undefined ? {} : { unless: written.unless }),
    match: cases.map(readCase),
    fixes: (written.fixes ?? []).map(readFix),
    examples: written.examples.map((example) => readExample(area, example)),
  };
}

/** Loads every rule that is well-formed; the others are named in `problems` with what is wrong. */
export function loadRules(files: readonly RuleFile[]): { rules: Rule[]; problems: RuleProblem[] } {
  const rules: Rule[] = [];
  const problems: RuleProblem[] = [];
  for (const { path, text } of files) {
    try {
      const written: unknown = parse(text);
      if (valid(written)) rules.push(readRule(path, written));
      else {
        const message = (valid.errors ?? [])
          .map((error) => `${error.instancePath || '/'} ${error.message ?? ''}`)
          .join('; ');
        problems.push({ path, message });
      }
    } catch (error) {
      problems.push({ path, message: error instanceof Error ? error.message : String(error) });
    }
  }
  return { rules: rules.sort((a, b) => (a.id < b.id ? -1 : 1)), problems };
}
