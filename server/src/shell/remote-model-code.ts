/**
 * Options and variables by which model servers and trainers run Python from a model's repository: vLLM, Text Generation
 * Inference, SGLang, the evaluation harness and whoever took over the name. Words only, so that images and manifests share it.
 */

const OPTION = /^--trust[-_]remote[-_]code(?:=(.*))?$/;
/** As a part of another option's value: `--model_args pretrained=org/model,trust_remote_code=True`. */
const PART = /(?:^|,)trust_remote_code=(?:true|1)(?:,|$)/i;
const OFF = /^(?:false|0|no|off)$/i;
const REVISION = /^--revision(?:=(.*))?$/;
const COMMIT = /^[0-9a-f]{40}$/;
const VARIABLES: ReadonlySet<string> = new Set(['TRUST_REMOTE_CODE', 'HF_DATASETS_TRUST_REMOTE_CODE']);

export interface Trust {
  /** Which of the words says it. */
  readonly at: number;
  /** The commit is named whose code runs. */
  readonly pinned: boolean;
}

/** Whether the arguments of a command trust a repository's code; undefined for a word that is not known. */
export function trustIn(words: readonly (string | undefined)[]): Trust | undefined {
  const at = words.findIndex((word, index) => {
    if (word === undefined) return false;
    if (PART.test(word)) return true;
    const option = OPTION.exec(word);
    return option !== null && !OFF.test(option[1] ?? words[index + 1] ?? '');
  });
  if (at < 0) return undefined;
  const pinned = words.some((word, index) => {
    const option = word === undefined ? null : REVISION.exec(word);
    return (
      (option !== null && COMMIT.test(option[1] ?? words[index + 1] ?? '')) ||
      /(?:^|,)revision=[0-9a-f]{40}(?:,|$)/.test(word ?? '')
    );
  });
  return { at, pinned };
}

/** Whether a variable of the environment says so. */
export function trustsByVariable(name: string, value: string): boolean {
  return VARIABLES.has(name) && /^(?:true|1|yes|on)$/i.test(value);
}
