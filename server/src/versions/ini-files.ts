/** setup.cfg and pip.conf: sections of keys whose values may go on over indented lines. */
import type { Comment, Span } from '../engine/types.ts';
import { type Requirement, readRequirement } from './requirement.ts';
import { indexFields, isAlone, type Setting, settingValue, wholeLines } from './setting.ts';

/** One line of a value. */
interface Line {
  readonly section: string;
  readonly key: string;
  readonly keySpan: Span;
  readonly text: string;
  /** Where `text` starts. */
  readonly at: number;
  /** The key stands on the same line. */
  readonly first: boolean;
}

interface Ini {
  readonly lines: readonly Line[];
  readonly sections: ReadonlySet<string>;
  readonly comments: readonly Comment[];
}

const HEADER = /^\[([^\]\n]+)\]\s*$/;
const ASSIGNED = /^([\w.-]+)(\s*[=:]\s*)(.*)$/;

function readIni(text: string): Ini {
  const lines: Line[] = [];
  const sections = new Set<string>();
  const comments: Comment[] = [];
  let section = '';
  let key: { name: string; span: Span } | undefined;
  for (const { 0: written, index } of text.matchAll(/[^\n]+/g)) {
    const raw = written.replace(/^\uFEFF/, ' ').trimEnd();
    const sign = /^\s*([#;])|\s(#)/.exec(raw);
    const hash = sign ? sign.index + sign[0].length - 1 : raw.length;
    if (sign)
      comments.push({ span: { start: index + hash, end: index + raw.length }, text: raw.slice(hash) });
    const line = raw.slice(0, hash).trimEnd();
    const header = HEADER.exec(line.trimStart())?.[1];
    if (header !== undefined) {
      section = header;
      sections.add(section);
      key = undefined;
      continue;
    }
    const assigned = /^\s/.test(written) ? null : ASSIGNED.exec(line);
    if (assigned) {
      const [, name = '', equals = '', value = ''] = assigned;
      key = { name, span: { start: index, end: index + name.length } };
      const at = index + name.length + equals.length;
      lines.push({ section, key: name, keySpan: key.span, text: value, at, first: true });
    } else if (key && line.trim() !== '') {
      const start = line.search(/\S/);
      lines.push({
        section,
        key: key.name,
        keySpan: key.span,
        text: line.slice(start),
        at: index + start,
        first: false,
      });
    }
  }
  return { lines, sections, comments };
}

/** `install_requires` and extras of setup.cfg, which a package is published with. */
export function readSetupCfg(text: string): {
  readonly requirements: readonly Requirement[];
  readonly comments: readonly Comment[];
} {
  const { lines, comments } = readIni(text);
  const requirements = lines.flatMap((line): Requirement[] => {
    const extra = line.section === 'options.extras_require';
    if (!extra && !(line.section === 'options' && line.key === 'install_requires')) return [];
    const requirement = line.text === '' ? undefined : readRequirement(line.text, line.at);
    return requirement ? [{ ...requirement, published: true, ...(extra ? { group: line.key } : {}) }] : [];
  });
  return { requirements, comments };
}

/** The options of pip.conf; a key may hold several values. */
export function readPipConf(text: string): {
  readonly settings: readonly Setting[];
  readonly comments: readonly Comment[];
} {
  const { lines, comments } = readIni(text);
  const settings = lines.flatMap((line) =>
    [...line.text.matchAll(/\S+/g)].map(({ 0: word, index }): Setting => {
      const valueSpan = { start: line.at + index, end: line.at + index + word.length };
      const values = lines.filter(({ keySpan, text: value }) => keySpan === line.keySpan && value !== '');
      const single = values.length === 1 && word === line.text;
      const span = line.first ? { start: line.keySpan.start, end: valueSpan.end } : valueSpan;
      const apart = !line.first && values.length > 1 && isAlone(text, valueSpan);
      const from = single ? { start: line.keySpan.start, end: valueSpan.end } : valueSpan;
      return {
        name: line.key.replaceAll('_', '-'),
        value: settingValue(word),
        span,
        valueSpan,
        ...(single ? { nameSpan: line.keySpan } : {}),
        ...(single || apart ? { removal: wholeLines(text, from) } : {}),
        fields: indexFields(word),
      };
    }),
  );
  return { settings, comments };
}
