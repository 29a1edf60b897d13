/**
 * Models and data sets that a script downloads from a hub in whatever version is there. Knows the command model; of
 * Python, which `python -c` brings along, only the look of a call.
 */
import { isPlaceholder } from '../engine/placeholder.ts';
import type { HubReference, Span } from '../engine/types.ts';
import { scriptVerifies } from './downloads.ts';
import { type MappedText, spanIn } from './mapped.ts';
import type { Program, Script, SimpleCommand, Word } from './model.ts';
import { commandsOf } from './walk.ts';

export interface ModelDownload {
  /** The name of the model, or the revision that can move. */
  readonly span: Span;
  readonly id: string;
  /** Which sort of repository it is, where the command says so. */
  readonly kind?: HubReference['kind'];
  /** A branch or tag that the command names; absent when it names none. */
  readonly revision?: string;
  /** Where an option with a commit can be put: behind the id, or in place of the revision. */
  readonly place?: Span;
}

const COMMIT = /^[0-9a-f]{40}$/;
const REPOSITORY = /^[\w.-]+(\/[\w.-]+)?$/;
const HUB_URL =
  /^https?:\/\/(?:[^/@\s]*@)?(?:huggingface\.co|hf\.co)\/((?:datasets\/|spaces\/)?[\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/;
const HUB_FILE =
  /^https?:\/\/(?:huggingface\.co|hf\.co)\/((?:datasets\/|spaces\/)?[\w.-]+\/[\w.-]+)\/(?:resolve|raw)\/([^/\s]+)\//;
const CALL =
  /\b(from_pretrained|snapshot_download|hf_hub_download|SentenceTransformer|CrossEncoder|load_dataset)\s*\(\s*(?:(?:repo_id|pretrained_model_name_or_path|model_name_or_path|path)\s*=\s*)?(["'])([\w./-]+)\2/g;
const REVISION = /\brevision\s*=\s*(?:(["'])([^"']*)\1)?/;
/** Builders of `datasets` that read files of one's own. */
const OWN_FILES =
  /^(csv|json|parquet|arrow|text|xml|imagefolder|audiofolder|videofolder|webdataset|sql|pandas)$/;
const HUB_TOOL = /^(hf|huggingface-cli)$/;
const PYTHON = /^(python|pypy)[\d.]*$/;
const VALUED = new Set([
  '--revision',
  '--repo-type',
  '--type',
  '--local-dir',
  '--cache-dir',
  '--token',
  '--include',
  '--exclude',
  '--max-workers',
  '--local-dir-use-symlinks',
]);

/** What `--repo-type` says; undefined where only the running command knows. */
function kindOf(words: readonly Word[]): ModelDownload['kind'] {
  const at = words.findIndex(({ value }) => /^--(?:repo-)?type(=|$)/.test(value.text));
  const option = words[at];
  if (at < 0 || !option) return 'model';
  const joined = option.value.text.includes('=');
  const value = joined ? option : words[at + 1];
  const text = value?.state === 'known' ? value.value.text.replace(/^.*=/, '') : '';
  return text === 'model' || text === 'dataset' || text === 'space' ? text : undefined;
}

function ofHubTool({ arguments: words }: Program): ModelDownload[] {
  if (words[0]?.value.text !== 'download') return [];
  const id = words.find(
    (word, at) => at > 0 && !word.value.text.startsWith('-') && !VALUED.has(words[at - 1]?.value.text ?? ''),
  );
  if (id?.state !== 'known' || !REPOSITORY.test(id.value.text)) return [];
  const at = words.findIndex(({ value }) => /^--revision(=|$)/.test(value.text));
  const option = words[at];
  const { text: name } = id.value;
  const sort = kindOf(words);
  const kind = sort === undefined ? {} : { kind: sort };
  if (at < 0 || !option)
    return [{ span: id.span, id: name, ...kind, place: { start: id.span.end, end: id.span.end } }];
  const joined = option.value.text.startsWith('--revision=');
  const value = joined ? option : words[at + 1];
  const revision = joined ? option.value.text.slice('--revision='.length) : (value?.value.text ?? '');
  if (value?.state !== 'known' || COMMIT.test(revision) || isPlaceholder(revision)) return [];
  const place = { start: option.span.start, end: value.span.end };
  return [{ span: value.span, id: name, ...kind, revision, place }];
}

function ofGit({ arguments: words }: Program, script: Script): ModelDownload[] {
  const texts = words.map(({ value }) => value.text);
  if (!texts.includes('clone') || texts.some((text) => /^--revision=[0-9a-f]{40}$/.test(text))) return [];
  const pinned = commandsOf(script).some(
    ({ program }) =>
      program?.name === 'git' &&
      program.arguments.some(
        ({ value, state }) => COMMIT.test(value.text) || (state !== 'known' && !value.text.includes('://')),
      ),
  );
  if (pinned) return [];
  return words.flatMap((word) => {
    const id = word.state === 'known' ? HUB_URL.exec(word.value.text)?.[1] : undefined;
    return id === undefined ? [] : [{ span: word.span, id }];
  });
}

function ofOllama({ arguments: [verb, model] }: Program): ModelDownload[] {
  if (verb?.value.text !== 'pull' || model?.state !== 'known') return [];
  const [, id = '', tag] = /^([\w./-]+)(?::([\w.-]+))?$/.exec(model.value.text) ?? [];
  if (id === '' || (tag !== undefined && tag !== 'latest')) return [];
  return [{ span: model.span, id, ...(tag === undefined ? {} : { revision: tag }) }];
}

function ofFile(words: readonly Word[], script: Script): ModelDownload[] {
  if (scriptVerifies(script)) return [];
  return words.flatMap((word) => {
    const [, id, revision = ''] = HUB_FILE.exec(word.value.text) ?? [];
    if (id === undefined || COMMIT.test(revision) || revision.includes('$')) return [];
    return [{ span: word.span, id, revision }];
  });
}

/** The arguments of the call that opens before `from`, up to its closing bracket. */
function argumentsFrom(code: string, from: number): string {
  let depth = 1;
  let quote = '';
  for (let at = from; at < code.length; at++) {
    const char = code[at] ?? '';
    if (quote !== '') quote = char === quote ? '' : quote;
    else if (char === '"' || char === "'") quote = char;
    else if ('([{'.includes(char)) depth++;
    else if (')]}'.includes(char) && --depth === 0) return code.slice(from, at);
  }
  return code.slice(from);
}

function inPython(code: MappedText): ModelDownload[] {
  return [...code.text.matchAll(CALL)].flatMap((found): ModelDownload[] => {
    const [whole, call, , id = ''] = found;
    const behind = found.index + whole.length;
    const rest = argumentsFrom(code.text, behind);
    const revision = REVISION.exec(rest);
    const own = /^[./~]/.test(id) || !REPOSITORY.test(id) || (call === 'load_dataset' && OWN_FILES.test(id));
    if (own || /\blocal_files_only\s*=\s*True/.test(rest)) return [];
    if (revision && (revision[2] === undefined || COMMIT.test(revision[2]))) return [];
    const span = spanIn(code, behind - 1 - id.length, behind - 1);
    return [{ span, id, ...(revision?.[2] === undefined ? {} : { revision: revision[2] }) }];
  });
}

function ofPython({ arguments: words }: Program, { redirects }: SimpleCommand): ModelDownload[] {
  const code = words[words.findIndex(({ value }) => value.text === '-c') + 1];
  const given = words.some(({ value }) => value.text === '-c') && code ? [code.value] : [];
  return [...given, ...redirects.flatMap(({ heredoc }) => heredoc?.body ?? [])].flatMap(inPython);
}

/** The downloads of `script` that name no commit. */
export function movingModels(script: Script): ModelDownload[] {
  return commandsOf(script).flatMap((command) => {
    const { program } = command;
    if (!program) return [];
    if (HUB_TOOL.test(program.name)) return ofHubTool(program);
    if (program.name === 'git') return ofGit(program, script);
    if (program.name === 'ollama') return ofOllama(program);
    if (PYTHON.test(program.name)) return ofPython(program, command);
    return program.name === 'curl' || program.name === 'wget' ? ofFile(program.arguments, script) : [];
  });
}
