/** SEC-004: a file that is there to hold secrets, holds some, and is not kept out of git. */
import type { Source } from '../../engine/types.ts';
import { promises } from '../chosen.ts';
import type { SecretsDetector } from '../detector.ts';
import { isPlaceholder } from '../plausible.ts';

/** Files that tools read secrets from. */
const NAMES =
  /(?:^|\/)(?:\.env(?:\.[\w-]+)*|[\w-]+\.env(?:\.local)?|\.streamlit\/secrets\.toml|secrets\.(?:env|toml))$/i;

/** Their templates, which are meant to be committed. */
const TEMPLATES = /(?:^|[._-])(?:example|sample|template|tmpl|tpl|dist|defaults?|schema|test|ci)(?:[._-]|$)/i;

const LINE = /^[\uFEFF \t]*(?:export[ \t]+)?(?<name>[A-Za-z_][\w-]*)[ \t]*=[ \t]*(?<value>.*)$/gm;

/** References, and words for that something is still to come. */
const NOTHING =
  /^(?:\$|<|\{|%|\/|(?:none|null|true|false|changeme|change_me|secret|password|token|key|todo|empty|test|dummy)$)/i;

function isFilled(value: string): boolean {
  const text = value
    .replace(/[ \t]+#.*$/, '')
    .trim()
    .replace(/^(["'])(.*)\1$/, '$2');
  return text.length >= 6 && !NOTHING.test(text) && !isPlaceholder(text) && !/^your/i.test(text);
}

export const detector: SecretsDetector = {
  kept: true,
  *look({ path, text }: Source) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (!NAMES.test(path) || TEMPLATES.test(name)) return;
    for (const { index, groups, 0: line } of text.matchAll(LINE)) {
      const { name: variable = '', value = '' } = groups ?? {};
      if (promises(variable) === undefined || !isFilled(value)) continue;
      const start = index + line.indexOf(variable);
      yield { span: { start, end: start + variable.length }, values: { file: name, name: variable } };
      return;
    }
  },
};
