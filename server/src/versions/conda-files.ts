/** Conda environments: packages, the pip list inside, channels. Conda's names differ from PyPI's for some packages. */
import type { Comment, Gap, Span } from '../engine/types.ts';
import { entries, items, rootOf, type View } from '../yaml/access.ts';
import { commentsIn, type Document, gapsIn, inFile, readDocuments } from '../yaml/documents.ts';
import { isCuratedChannel } from './known-indexes.ts';
import { fromConda, isPin, normalize, type Requirement } from './requirement.ts';
import { readRequirementsFile } from './requirements-file.ts';
import { is, type Setting, settingValue, wholeLines } from './setting.ts';

const PYPI_NAME: Readonly<Record<string, string>> = {
  pytorch: 'torch',
  'pytorch-cpu': 'torch',
  'pytorch-gpu': 'torch',
  'tensorflow-gpu': 'tensorflow',
};

/** The name that PyPI has for a package of conda's. */
export function pypiName(name: string): string {
  return PYPI_NAME[normalize(name)] ?? name;
}

export interface CondaFile {
  readonly requirements: readonly Requirement[];
  readonly settings: readonly Setting[];
  readonly comments: readonly Comment[];
  readonly gaps: readonly Gap[];
}

/** A text of the file as it stands there, quotes taken off. */
interface Written {
  readonly text: string;
  readonly at: number;
}

function written(document: Document, { node, via }: View): Written | undefined {
  if (node.kind !== 'scalar' || node.templated || node.empty || via || node.style === 'block')
    return undefined;
  const quotes = node.style === 'plain' ? 0 : 1;
  const { start, end } = node.span;
  const text = document.tree.text.slice(start + quotes, end - quotes);
  return /[\n\\]/.test(text) ? undefined : { text, at: inFile(document, node.span).start + quotes };
}

function list(document: Document, view: View | undefined): Written[] {
  return (view ? items(view) : []).flatMap((item) => written(document, item) ?? []);
}

/** `conda-forge::torch=2.1=cuda*` or `torch >=2.1`. */
function condaLine({ text, at }: Written): Requirement[] {
  const match = /^(\s*(?:[\w./:-]+::)?)([A-Za-z0-9_][\w.-]*)(\s*)(.*)$/.exec(text);
  if (!match) return [];
  const [, channel = '', name = '', gap = '', rest = ''] = match;
  const stated = rest.trim();
  const found = fromConda(stated);
  const start = at + channel.length;
  const from = start + name.length + gap.length;
  return [
    {
      name: normalize(pypiName(name)),
      constraints: found ?? [],
      locked: found !== undefined && isPin(found),
      notation: 'conda',
      span: { start, end: start + name.length },
      ...(found ? {} : { opaque: true }),
      ...(stated === '' ? {} : { version: { start: from, end: from + stated.length } }),
    },
  ];
}

/** The texts of `lines` where they stand in `text`, each on a line of its own, and nothing else. */
function only(text: string, lines: readonly Written[]): string {
  let out = '';
  for (const { text: line, at } of lines) {
    if (at <= out.length) continue;
    out = `${out.padEnd(at - 1)}\n${line}`;
  }
  return out.padEnd(text.length);
}

/** The line of a list's item, dash included; undefined where taking it out would leave an empty list or half a line. */
function itemLines(text: string, span: Span, count: number): Span | undefined {
  const lines = wholeLines(text, span);
  const before = text.slice(lines.start, span.start).trim();
  const behind = text.slice(span.end, lines.end).trim();
  return count > 1 && /^-\s*["']?$/.test(before) && /^["']?$/.test(behind) ? lines : undefined;
}

function pip(text: string, lines: readonly Written[]): Pick<CondaFile, 'requirements' | 'settings'> {
  const read = readRequirementsFile(only(text, lines));
  const settings = read.settings.map(({ removal: _, ...setting }): Setting => {
    const removal = itemLines(text, setting.span, lines.length);
    return removal ? { ...setting, removal } : setting;
  });
  return { requirements: read.requirements, settings };
}

/**
 * `mixed`: other channels are searched as well; `order`: its number among them, from 1 on; `curated`: see
 * `isCuratedChannel`. `nodefaults` is no channel.
 */
function channels(found: readonly Written[]): Setting[] {
  const named = found.filter(({ text }) => text !== 'nodefaults');
  const all = [...new Set(named.map(({ text }) => text))];
  return named.map(({ text, at }) => {
    const span = { start: at, end: at + text.length };
    const fields = {
      mixed: is(all.length > 1),
      order: is(all.indexOf(text) + 1),
      curated: is(isCuratedChannel(text)),
    };
    return { name: 'conda.channel', value: settingValue(text), span, valueSpan: span, fields };
  });
}

/** environment.yml and .condarc. What is no YAML is a gap. */
export function readCondaFile(text: string): CondaFile {
  const documents = readDocuments(text, '1.2');
  const requirements: Requirement[] = [];
  const settings: Setting[] = [];
  for (const document of documents.documents) {
    const root = rootOf(document.tree);
    const fields = new Map((root ? entries(root) : []).map((entry) => [entry.name, entry]));
    const dependencies = fields.get('dependencies')?.value;
    requirements.push(...list(document, dependencies).flatMap(condaLine));
    for (const item of dependencies ? items(dependencies) : []) {
      for (const { name, value } of entries(item)) {
        if (name !== 'pip') continue;
        const found = pip(text, list(document, value));
        requirements.push(...found.requirements);
        settings.push(...found.settings);
      }
    }
    settings.push(...channels(list(document, fields.get('channels')?.value)));
    const verify = fields.get('ssl_verify')?.value.node;
    if (verify?.kind === 'scalar' && verify.value === false) {
      const span = inFile(document, verify.span);
      settings.push({
        name: 'conda.ssl_verify',
        value: { state: 'known', value: false },
        span,
        valueSpan: span,
        fields: {},
      });
    }
  }
  const gaps = gapsIn(documents).map(({ reason, span }): Gap => {
    const end = Math.min(span?.end ?? 0, text.length);
    return { reason, syntax: true, ...(span ? { span: { start: Math.min(span.start, end), end } } : {}) };
  });
  return { requirements, settings, comments: commentsIn(documents), gaps };
}
