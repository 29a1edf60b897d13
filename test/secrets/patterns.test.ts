/**
 * No pattern of a table backtracks for long: every count has an end, and where what is counted may also be what follows, so
 * that the engine may have to try each count, these counts multiply to little. Proved on the patterns as they are written.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { models } from '../../scripts/rules.ts';
import type { SecretTable } from '../../server/src/secrets/table.ts';

/** The most ways in which one place of a text may be tried. */
const MOST = 2500;

/** Characters, as a set of codes up to 127; beyond that all are alike (128). */
type Chars = ReadonlySet<number>;

const ALL: Chars = new Set(Array.from({ length: 129 }, (_, code) => code));

function chars(test: (char: string) => boolean): Chars {
  return new Set([...ALL].filter((code) => test(String.fromCharCode(code === 128 ? 0x4e00 : code))));
}

interface Part {
  readonly first: Chars;
  readonly least: number;
  readonly most: number;
  /** The ways through what is counted. */
  readonly ways: number;
  readonly mayBeEmpty: boolean;
}

/** A pattern or group: what it may begin with, whether it may be empty, in how many ways a text may be gone through. */
interface Whole {
  readonly first: Chars;
  readonly mayBeEmpty: boolean;
  readonly ways: number;
}

class Reader {
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  whole(): Whole {
    const choices: Part[][] = [[]];
    while (this.#at < this.#source.length && this.#source[this.#at] !== ')') {
      if (this.#source[this.#at] === '|') {
        this.#at++;
        choices.push([]);
      } else choices.at(-1)?.push(this.#part());
    }
    const wholes = choices.map(sequence);
    return {
      first: new Set(wholes.flatMap(({ first }) => [...first])),
      mayBeEmpty: wholes.some(({ mayBeEmpty }) => mayBeEmpty),
      // Where the first character tells which alternative it is, no other is tried.
      ways: wholes.some((one, at) =>
        wholes.slice(at + 1).some((other) => [...other.first].some((c) => one.first.has(c))),
      )
        ? wholes.reduce((sum, { ways }) => sum + ways, 0)
        : Math.max(...wholes.map(({ ways }) => ways)),
    };
  }

  #part(): Part {
    const atom = this.#atom();
    const counted = /^(?:\{(\d+)(?:(,)(\d*))?\}|([?*+]))\??/.exec(this.#source.slice(this.#at));
    this.#at += counted?.[0].length ?? 0;
    if (counted?.[4] === '*' || counted?.[4] === '+' || (counted?.[2] && counted[3] === ''))
      throw new Error(`a count without an end: ${this.#source}`);
    const least = counted?.[4] === '?' ? 0 : Number(counted?.[1] ?? 1);
    const most = counted?.[4] === '?' ? 1 : Number(counted?.[3] ?? least);
    return { ...atom, least, most, mayBeEmpty: atom.mayBeEmpty || least === 0 };
  }

  #atom(): Whole {
    const source = this.#source;
    const char = source.charAt(this.#at++);
    if (char === '(') {
      const opening = /^\?(?::|<\w+>|[=!])/.exec(source.slice(this.#at))?.[0] ?? '';
      this.#at += opening.length;
      const inner = this.whole();
      this.#at++;
      // What must not follow is another text's beginning.
      if (opening === '?!')
        return {
          first: new Set([...ALL].filter((code) => !inner.first.has(code))),
          mayBeEmpty: false,
          ways: 1,
        };
      return opening === '?=' ? { ...inner, mayBeEmpty: false } : inner;
    }
    let text = char;
    if (char === '[') {
      let end = this.#at;
      while (source[end] !== ']') end += source[end] === '\\' ? 2 : 1;
      text = source.slice(this.#at - 1, end + 1);
      this.#at = end + 1;
    } else if (char === '\\') text += source.charAt(this.#at++);
    const pattern = new RegExp(`^${text}$`);
    return { first: chars((one) => pattern.test(one)), mayBeEmpty: false, ways: 1 };
  }
}

function sequence(parts: readonly Part[]): Whole {
  let first: Chars = new Set();
  let follows: Chars = new Set();
  let ways = 1;
  for (const part of [...parts].reverse()) {
    // What is counted may be what follows: each count may have to be tried.
    const open = part.most > part.least && [...part.first].some((code) => follows.has(code));
    const inner = part.ways > 1 ? part.ways ** Math.min(part.most, 2) : 1;
    ways *= inner * (open ? part.most - part.least + 1 : 1);
    follows = part.mayBeEmpty ? new Set([...follows, ...part.first]) : part.first;
    first = follows;
  }
  return { first, mayBeEmpty: parts.every(({ mayBeEmpty }) => mayBeEmpty), ways };
}

function waysOf(pattern: string): number {
  return new Reader(pattern).whole().ways;
}

test('the proof sees what backtracks', () => {
  assert.throws(() => waysOf('a+b'), /without an end/);
  assert.throws(() => waysOf('[a-z]{3,}'), /without an end/);
  assert.equal(waysOf('[a-z]{1,50}\\d'), 1);
  assert.equal(waysOf('[a-z]{1,50}x'), 50);
  assert.equal(waysOf('[a-z]{1,50}[a-y]{1,50}z'), 50 * 1);
  assert.ok(waysOf('(?:[a-z]{1,50}x){1,50}y') > 50);
  assert.ok(waysOf('(?:a{1,9}a){2,9}') > 9);
});

for (const [name, table] of Object.entries(models())) {
  const { keys } = (table ?? {}) as Partial<SecretTable>;
  if (!Array.isArray(keys) || keys.some((row) => typeof row?.pattern !== 'string')) continue;
  test(`${name}: ${keys.length} patterns`, () => {
    for (const row of keys)
      for (const pattern of [row.pattern, row['followed-by'] ?? ''])
        assert.ok(waysOf(pattern) <= MOST, `${row.name}: ${waysOf(pattern)} ways through ${pattern}`);
  });
}
