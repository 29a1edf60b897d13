/** Commands that fetch from a network, and commands that check what was fetched. Knows the command model only. */
import type { Program, Script } from './model.ts';
import { commandsOf } from './walk.ts';

const FETCHING = new Set(['curl', 'wget', 'fetch', 'lynx', 'aria2c']);
const SUMS = /^(sha\d+sum|shasum|md5sum|b2sum|gsha256sum)$/;
const CHECK = /^(-[a-zA-Z]*c[a-zA-Z]*|--check)$/;

/** Whether `program` downloads something. */
export function fetches({ name }: Program): boolean {
  return FETCHING.has(name);
}

/** Whether `program` writes what it downloads to its standard output. */
export function streams(program: Program): boolean {
  if (!fetches(program)) return false;
  if (program.name !== 'wget') return true;
  const words = program.arguments.map(({ value }) => value.text);
  return words.some(
    (word, at) =>
      /^-[a-zA-Z]*O-$/.test(word) ||
      word === '--output-document=-' ||
      (/^(-[a-zA-Z]*O|--output-document)$/.test(word) && words[at + 1] === '-'),
  );
}

/** Whether `program` compares a checksum or a signature with what was fetched. */
export function verifies({ name, arguments: words }: Program): boolean {
  const texts = words.map(({ value }) => value.text);
  if (SUMS.test(name)) return texts.some((text) => CHECK.test(text));
  if (name === 'gpg' || name === 'gpg2') return texts.includes('--verify');
  if (name === 'openssl') return texts.includes('-verify');
  if (name === 'minisign') return texts.some((text) => /^-[a-zA-Z]*V/.test(text));
  if (name === 'cosign') return texts[0]?.startsWith('verify') ?? false;
  return name === 'gpgv';
}

/** Whether something in `script` writes a download to its standard output. */
export function scriptStreams(script: Script): boolean {
  return commandsOf(script).some(({ program }) => program !== undefined && streams(program));
}

const verifying = new WeakMap<Script, boolean>();

/** Whether something in `script` checks a checksum or a signature; looked up once, because each download asks. */
export function scriptVerifies(script: Script): boolean {
  const known = verifying.get(script);
  if (known !== undefined) return known;
  const found = commandsOf(script).some(({ program }) => program !== undefined && verifies(program));
  verifying.set(script, found);
  return found;
}
