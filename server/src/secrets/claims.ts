/**
 * What a text says of a secret in it: that it is none. A name on its line or a comment beside it may call it a dummy, or
 * the key of a sandbox. Nobody can check that, so it lowers a finding and never silences one. Knows the usual signs of
 * comments and no syntax.
 */
import type { Span } from '../engine/types.ts';

/** Lines of a comment above the secret that count. */
const MOST_LINES = 4;

const LONGEST_LINE = 400;

/** How far before the secret its name may begin. */
const LONGEST_NAME = 80;

/** A line that is all comment; in a notebook it stands in quotes. */
const COMMENT_LINE = /^[ \t]*["']?[ \t]*(?:#|\/\/|--|;|\/?\*|<!--)/;

/** A comment behind the secret on its line. */
const COMMENT_BEHIND = /(?:#|\/\/|\/\*|<!--|[ \t]--[ \t]|;).*$/;

/** What is said of keys that open nothing of value. */
const HARMLESS =
  /(?<!\b(?:not|no|isn't|never)\s(?:an?\s|the\s)?)\b(?:dummy|fake|bogus|sandbox(?:ed)?|revoked|expired|deactivated|invalidated)\b|\b(?:not|isn't|no)\s(?:an?\s)?(?:real|secret|critical|sensitive|confidential|valid|private)\b|\bpublicly\s(?:known|available|shared)\b|\bharmless\b/i;

/** The same in a name: `DUMMY_TOKEN`, `fakeKey`. */
const HARMLESS_NAME =
  /(?:^|[^A-Za-z])(?:dummy|fake|bogus|revoked|expired)(?![a-z])|(?:^|[^A-Z])(?:DUMMY|FAKE|BOGUS|REVOKED|EXPIRED)(?![A-Z])|[a-z](?:Dummy|Fake|Bogus)(?![a-z])/;

function lineAt(text: string, offset: number): Span {
  const end = text.indexOf('\n', offset);
  return {
    start: offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1,
    end: end < 0 ? text.length : end,
  };
}

/** Whether the text itself says that the secret at `span` is harmless. */
export function isCalledHarmless(text: string, span: Span): boolean {
  let { start, end } = lineAt(text, span.start);
  const before = text.slice(Math.max(start, span.start - LONGEST_NAME), span.start);
  const behind = text.slice(span.end, Math.min(end, span.end + LONGEST_LINE));
  if (HARMLESS_NAME.test(before) || HARMLESS.test(COMMENT_BEHIND.exec(behind)?.[0] ?? '')) return true;
  for (let line = 0; line < MOST_LINES && start > 0; line++) {
    ({ start, end } = lineAt(text, start - 1));
    const above = text.slice(start, Math.min(end, start + LONGEST_LINE));
    if (!COMMENT_LINE.test(above)) return false;
    if (HARMLESS.test(above)) return true;
  }
  return false;
}
