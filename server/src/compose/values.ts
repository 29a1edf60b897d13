/**
 * Texts of a compose file as Compose reads them: `${NAME}` comes from the environment and is not known, `${NAME:-text}`
 * is its default unless somebody sets it. Knows scalars, not what they are for.
 */
import { textOf, type View } from '../yaml/access.ts';

export interface ComposeText {
  /** With every variable replaced by its default, and `$$` by `$`. */
  readonly text: string;
  /** The variables whose defaults stand in `text`; empty where it stands as it is written. */
  readonly variables: readonly string[];
}

const VARIABLE = /\$(?:\$|([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?[-?+])([^{}]*))?\})/g;

/** What `written` is worth when nobody sets a variable; undefined where that is not known. */
export function interpolated(written: string): ComposeText | undefined {
  const variables: string[] = [];
  let known = true;
  const text = written.replace(
    VARIABLE,
    (whole: string, bare?: string, braced?: string, operator?: string, operand?: string) => {
      if (whole === '$$') return '$';
      if (bare !== undefined || braced === undefined || !operator?.endsWith('-')) {
        known = false;
        return '';
      }
      variables.push(braced);
      return operand ?? '';
    },
  );
  return known && !/\$\{|\{\{/.test(text) ? { text, variables } : undefined;
}

/** The text of a scalar; undefined for a collection, and where its value is not known. */
export function composeText(view: View): ComposeText | undefined {
  const written = textOf(view);
  return written === undefined ? undefined : interpolated(written);
}

/** The text of a scalar that no variable decides. */
export function plainText(view: View): string | undefined {
  const read = composeText(view);
  return read && read.variables.length === 0 ? read.text : undefined;
}
