/** Options by which Jupyter lets in whoever reaches its port. Knows commands only. */
import type { Program, Word } from './model.ts';

export interface OpenNotebook {
  readonly kind: 'nobody' | 'root' | 'origin';
  readonly word: Word;
  /** Without the word the server asks for its token. */
  readonly remove: boolean;
}

const STARTS =
  /^(?:jupyter(?:-(?:lab|notebook|server))?|start(?:-notebook|-singleuser)?(?:\.sh|\.py)?|jupyterhub-singleuser)$/;
const CLASS =
  '(?:NotebookApp|ServerApp|IdentityProvider|PasswordIdentityProvider|LabApp|JupyterApp|JupyterNotebookApp)';
const OPEN = new RegExp(
  `^--(?:${CLASS}|ServerApp)\\.(?:allow_unauthenticated_access|disable_check_xsrf)=(?:True|true|1)$`,
);
const ORIGIN = new RegExp(`^--${CLASS}\\.allow_origin(?:_pat)?=(?:\\*|\\.\\*)$`);
const EMPTY = '(?:\'\'|"")?$';
const EMPTY_TOKEN = new RegExp(`^--(?:${CLASS}\\.)?token=${EMPTY}`);
const EMPTY_PASSWORD = new RegExp(`^--(?:${CLASS}\\.)?(?:hashed_)?password=${EMPTY}`);
const PASSWORD = new RegExp(`^--(?:${CLASS}\\.)?(?:hashed_)?password=`);

/** What of this kind `program` is started with; options that another one makes good again are left alone. */
export function openNotebook({ name, arguments: words }: Program): OpenNotebook[] {
  if (!STARTS.test(name)) return [];
  const unknown = words.some(({ state }) => state === 'unknown');
  // A password keeps others out where there is no token.
  const guarded =
    unknown || words.some(({ value }) => PASSWORD.test(value.text) && !EMPTY_PASSWORD.test(value.text));
  return words.flatMap((word): OpenNotebook[] => {
    if (word.state !== 'known') return [];
    const { text } = word.value;
    // An empty password is how Jupyter starts anyway: it is the token that is missing.
    if (OPEN.test(text) || (!guarded && EMPTY_TOKEN.test(text)))
      return [{ kind: 'nobody', word, remove: true }];
    if (ORIGIN.test(text)) return [{ kind: 'origin', word, remove: true }];
    return text === '--allow-root' ? [{ kind: 'root', word, remove: false }] : [];
  });
}
