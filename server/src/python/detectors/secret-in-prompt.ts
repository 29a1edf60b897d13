/** LLM-010: passwords and keys that are written into prompts as text. */
import type { PythonDetector } from '../detector.ts';
import { calleeSpan, textOf } from '../file.ts';
import { promptsIn } from '../llm/prompts.ts';
import { textsIn } from '../mentions.ts';

/** `postgresql://admin:word@host` */
const ADDRESS =
  /\b(?:postgres(?:ql)?|mysql|mariadb|mongodb|redis|rediss|amqps?|mssql)(?:\+\w+)?:\/\/[^\s:@/]+:([^\s@/]+)@/i;

/** `the password is …`, `API key: …` */
const STATED =
  /\b(?:password|passphrase|api[ _-]?key|secret(?: key)?|access[ _-]token)\b[ \w]{0,12}?(?:\bis\b|[:=])\s*["'`]?([^\s"'`,;]{6,})/i;

const PLACEHOLDER = /[<>{}*$[\]]|x{3}|\.{3}|example|placeholder|change|your|dummy|^pass(word)?$|^secret$/i;

/** Words of a language have no digits in them. */
const MIXED = /(?=.*\d)(?=.*[A-Za-z])/;

function isSecret(word: string | undefined): boolean {
  return word !== undefined && !PLACEHOLDER.test(word);
}

function caseOf(text: string): 'address' | 'text' | undefined {
  if (isSecret(ADDRESS.exec(text)?.[1])) return 'address';
  const stated = STATED.exec(text)?.[1];
  return stated !== undefined && isSecret(stated) && MIXED.test(stated) ? 'text' : undefined;
}

export const detector: PythonDetector = {
  *chunk(chunk, file) {
    for (const { call, arguments: texts } of promptsIn(chunk, file)) {
      const cases = texts.flatMap((node) => textsIn(node, file)).map(caseOf);
      const found = cases.includes('address') ? 'address' : cases.find((one) => one !== undefined);
      if (found !== undefined)
        yield { case: found, span: calleeSpan(file, call), values: { callee: textOf(file, call.func) } };
    }
  },
};
