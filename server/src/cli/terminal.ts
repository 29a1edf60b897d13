/** Text for a terminal: colours where they are wanted, nothing that moves the cursor, lines of a readable width. */

export interface Styles {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly blue: (text: string) => string;
  readonly cyan: (text: string) => string;
  readonly green: (text: string) => string;
}

/** Colours, or texts as they are. */
export function stylesFor(coloured: boolean): Styles {
  const style = (on: number, off: number) => (text: string) =>
    coloured ? `\u001b[${on}m${text}\u001b[${off}m` : text;
  return {
    bold: style(1, 22),
    dim: style(2, 22),
    red: style(31, 39),
    yellow: style(33, 39),
    blue: style(34, 39),
    cyan: style(36, 39),
    green: style(32, 39),
  };
}

/** Whether to colour what goes to `stream`: a terminal, and nobody asked for none (no-color.org). */
export function isColoured(
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  return stream.isTTY === true && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb';
}

/** `text` without control characters, which a scanned file must not send to the terminal. */
export function plain(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to be made visible.
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, (character) => {
    return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
}

/** Breaks each line of `text` at blanks so that it is at most `width` long where it can be. */
export function wrap(text: string, width: number): string {
  return text
    .split('\n')
    .map((line) => {
      const indent = /^\s*(- )?/.exec(line)?.[0].length ?? 0;
      let out = '';
      let column = 0;
      for (const word of line.slice(indent).split(' ')) {
        if (column > 0 && indent + column + 1 + word.length > width) {
          out += `\n${' '.repeat(indent)}${word}`;
          column = word.length;
        } else {
          out += column > 0 ? ` ${word}` : word;
          column += word.length + (column > 0 ? 1 : 0);
        }
      }
      return line.slice(0, indent) + out;
    })
    .join('\n');
}

/** `1 file`, `2 files`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
