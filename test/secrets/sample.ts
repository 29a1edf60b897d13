/** Texts that fit a pattern of a secret table, drawn at random: literals, classes, groups and counts, no more. */

const WORD = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_';

function classMembers(inner: string): string {
  let members = '';
  for (let i = 0; i < inner.length; i++) {
    const char = inner.charAt(i);
    if (char === '\\') {
      const next = inner.charAt(++i);
      members += next === 'w' ? WORD : next === 'd' ? '0123456789' : next;
    } else if (inner.charAt(i + 1) === '-' && i + 2 < inner.length) {
      for (let code = char.charCodeAt(0); code <= inner.charCodeAt(i + 2); code++)
        members += String.fromCharCode(code);
      i += 2;
    } else members += char;
  }
  return members;
}

/** The offset behind the bracket that closes the one at `open`. */
function closing(pattern: string, open: number): number {
  const [start, end] = pattern.charAt(open) === '[' ? ['[', ']'] : ['(', ')'];
  let depth = 0;
  for (let at = open; at < pattern.length; at++) {
    if (pattern.charAt(at) === '\\') at++;
    else if (pattern.charAt(at) === start) depth++;
    else if (pattern.charAt(at) === end && --depth === 0) return at + 1;
  }
  throw new Error(`unbalanced pattern: ${pattern}`);
}

/** `a|b(?:c|d)` -> `a`, `b(?:c|d)`. */
function alternatives(pattern: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern.charAt(at);
    if (char === '\\') at++;
    else if (char === '(' || char === '[') at = closing(pattern, at) - 1;
    else if (char === '|') {
      parts.push(pattern.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, pattern.slice(from)];
}

/** A text that `pattern` matches as a whole; `next` gives numbers in [0, 1). Counts are the least that is allowed. */
export function sample(pattern: string, next: () => number): string {
  const choices = alternatives(pattern);
  if (choices.length > 1) return sample(choices[Math.floor(next() * choices.length)] ?? '', next);
  let text = '';
  for (let at = 0; at < pattern.length; ) {
    const char = pattern.charAt(at);
    let end = at + 1;
    if (char === '\\') end++;
    else if (char === '(' || char === '[') end = closing(pattern, at);
    const unit = pattern.slice(at, end);
    const counted = /^(?:\{(\d+)(?:,\d*)?\}|([?*]))/.exec(pattern.slice(end));
    const count = counted ? Number(counted[1] ?? 0) : 1;
    for (let i = 0; i < count; i++) {
      if (char === '(') text += sample(unit.replace(/^\((?:\?(?::|<\w+>))?/, '').slice(0, -1), next);
      else {
        const members =
          char === '[' ? classMembers(unit.slice(1, -1)) : char === '\\' ? classMembers(unit) : char;
        text += members.charAt(Math.floor(next() * members.length));
      }
    }
    at = end + (counted?.[0].length ?? 0);
  }
  return text;
}
