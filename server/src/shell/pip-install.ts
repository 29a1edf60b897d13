/** Packages that `pip install` takes in whatever version is newest. Knows the command model and PEP 508 names. */
import { type Requirement, readRequirement } from '../versions/requirement.ts';
import type { Program, Word } from './model.ts';

export interface Unpinned {
  readonly word: Word;
  readonly requirement: Requirement;
  /** Name and extras as written. */
  readonly written: string;
}

const PIP = /^pip[\d.]*$/;
const VALUED = new Set([
  '-r',
  '--requirement',
  '-c',
  '--constraint',
  '-e',
  '--editable',
  '-i',
  '--index-url',
  '--extra-index-url',
  '-f',
  '--find-links',
  '-t',
  '--target',
  '--root',
  '--prefix',
  '--src',
  '--timeout',
  '--retries',
  '--cache-dir',
  '--trusted-host',
  '--python',
  '-p',
  '--platform',
  '--python-version',
  '--implementation',
  '--abi',
  '--no-binary',
  '--only-binary',
  '--progress-bar',
  '--upgrade-strategy',
  '--report',
  '--log',
  '--proxy',
  '--cert',
  '--client-cert',
  '--exists-action',
  '--build-option',
  '--global-option',
  '--config-settings',
  '-C',
  '--use-feature',
  '--use-deprecated',
  '--group',
  '--extra',
  '--index',
  '--default-index',
  '--index-strategy',
  '--torch-backend',
  '--link-mode',
  '--override',
  '--overrides',
  '--python-platform',
  '--no-build-isolation-package',
  '--no-binary-package',
  '--keyring-provider',
  '--root-user-action',
  '--prerelease',
  '--resolution',
  '--exclude-newer',
]);
/** Options under which the versions stand elsewhere. */
const PINNED_ELSEWHERE = /^(-c.*|--constraint(=.*)?|--require-hashes|--exclude-newer(=.*)?)$/;
/** The installers themselves; they are no part of the program. */
const INSTALLERS = new Set(['pip', 'setuptools', 'wheel', 'uv']);

/** The words behind `install`, or undefined when `program` installs nothing with pip. */
function installed({ name, arguments: words }: Program): readonly Word[] | undefined {
  const texts = words.map(({ value }) => value.text);
  if (PIP.test(name)) {
    const command = texts.findIndex((text, i) => !text.startsWith('-') && !VALUED.has(texts[i - 1] ?? ''));
    return texts[command] === 'install' ? words.slice(command + 1) : undefined;
  }
  return name === 'uv' && texts[0] === 'pip' && texts[1] === 'install' ? words.slice(2) : undefined;
}

function unpinned(word: Word): Unpinned[] {
  const { text } = word.value;
  if (word.state !== 'known' || /^[-./~]|[/\\@{}]|\.(whl|zip|tar\.\w+|tgz)$/.test(text)) return [];
  const requirement = readRequirement(text);
  if (!requirement || requirement.locked || INSTALLERS.has(requirement.name)) return [];
  const written = /^[\w.-]+\s*(\[[^\]]*\])?/.exec(text)?.[0].trim() ?? text;
  return [{ word, requirement, written }];
}

/** The packages that `program` installs without an exact version. */
export function unpinnedPackages(program: Program): Unpinned[] {
  const words = installed(program);
  if (!words || words.some(({ value }) => PINNED_ELSEWHERE.test(value.text))) return [];
  return words.filter((_, index) => !VALUED.has(words[index - 1]?.value.text ?? '')).flatMap(unpinned);
}
