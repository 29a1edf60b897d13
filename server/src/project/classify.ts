/**
 * Which language a file is, by its name and, for YAML, by its content: Kubernetes is known by `apiVersion` and
 * `kind`, never by a glob, Compose also by `services` that have images.
 */
import type { Language } from '../engine/types.ts';

const NAMES: readonly (readonly [RegExp, Language])[] = [
  [/(^|\/)(Dockerfile|Containerfile)[\w.-]*\.(jinja2?|j2|tmpl|tpl|template|mustache|erb)$/i, 'text'],
  [/\.(py|pyi|pyw)$/i, 'python'],
  [/(^|\/)(Dockerfile|Containerfile)(\.[\w.-]+)?$/i, 'dockerfile'],
  [/\.(dockerfile|containerfile)$/i, 'dockerfile'],
  [/(^|\/)parapet\.ya?ml$/, 'configuration'],
  [/(^|\/)(docker-)?compose([._-][\w.-]+)?\.ya?ml$/i, 'compose'],
  [/[._-](docker-)?compose\.ya?ml$/i, 'compose'],
  [/(^|\/)([\w.-]*requirements[\w.-]*|constraints[\w.-]*)\.(txt|in)$/, 'dependencies'],
  [/(^|\/)requirements\/[\w.-]+\.(txt|in)$/, 'dependencies'],
  [
    /(^|\/)(pyproject\.toml|Pipfile|Pipfile\.lock|setup\.cfg|(uv|poetry|pdm)\.lock|pylock(\.[\w-]+)?\.toml)$/,
    'dependencies',
  ],
  [/(^|\/)(environment[\w.-]*|conda[\w.-]*)\.ya?ml$/, 'dependencies'],
  [/(^|\/)(pip\.(conf|ini)|uv\.toml|\.condarc)$/, 'dependencies'],
  [
    /(^|\/)(\.?mcp|mcp[_-](config|settings|servers)|cline_mcp_settings|claude_desktop_config)\.jsonc?$/i,
    'agent-settings',
  ],
  [/(^|\/)\.(claude|gemini|qwen|vscode)\/settings(\.local)?\.json$/, 'agent-settings'],
  [/(^|\/)(AGENTS|CLAUDE|CLAUDE\.local|GEMINI|SKILL|copilot-instructions)\.md$/, 'agent-instructions'],
  [/(^|\/)\.(cursorrules|windsurfrules|clinerules)$/, 'agent-instructions'],
  [
    /\.mdc$|(^|\/)\.cursor\/rules\/.+\.md$|(^|\/)\.claude\/(commands|agents|skills)\/.+\.md$/,
    'agent-instructions',
  ],
  [/\.instructions\.md$/, 'agent-instructions'],
  [/\.(ya?ml)$/i, 'yaml'],
  [/\.(pkl|pickle|joblib|pt|pth|ckpt|bin|h5|hdf5|npy)$/i, 'model'],
  [/\.(csv|tsv|tab|jsonl|ndjson)$/i, 'data'],
  [/\.ipynb$/i, 'notebook'],
  [/\.(toml|json|jsonc|json5|ini|cfg|conf|config|env|properties|tf|tfvars|hcl|plist|xml)$/i, 'text'],
  [/\.(sh|bash|zsh|fish|ps1|psm1|bat|cmd|sql|service|mk|make|gradle|groovy)$/i, 'text'],
  [/\.(txt|md|mdx|markdown|rst|adoc|html?|log)$/i, 'text'],
  [
    /\.([cm]?[jt]sx?|java|kts?|scala|go|rs|rb|php|cs|swift|lua|r|jl|vue|svelte|dart|c|h|cc|cpp|hpp)$/i,
    'text',
  ],
  [/\.(pem|key|p8|ppk|ovpn|kubeconfig)$/i, 'text'],
  [
    /(^|\/)(\.env[\w.-]*|\.envrc|\.netrc|\.npmrc|\.yarnrc|\.pypirc|\.pgpass|\.git-credentials|\.dockercfg|\.s3cfg|\.boto)$/,
    'text',
  ],
  [/(^|\/)(id_(rsa|dsa|ecdsa|ed25519)|kubeconfig|Makefile|Jenkinsfile|Procfile|Vagrantfile)$/, 'text'],
  [/(^|\/)(\.aws\/(credentials|config)|\.kube\/config|\.?huggingface\/token)$/, 'text'],
];

/** In block style, as quoted JSON and in flow style; a byte order mark may stand before the first key. */
const KUBERNETES = /(?:^|[{,])[\uFEFF \t{-]{0,40}["']?apiVersion["']?[ \t]*:/m;
const KIND = /(?:^|[{,])[\uFEFF \t{-]{0,40}["']?kind["']?[ \t]*:/m;

/** A JSON file is a manifest only where both are texts: schemas name the same keys. */
const JSON_MANIFEST = /"apiVersion"\s*:\s*"[^"]*"/;
const JSON_KIND = /"kind"\s*:\s*"[^"]*"/;
/** Services with an image or a build below, whatever the file is called. */
const SERVICES = /^services[ \t]*:[ \t]*(?:#.*)?$/m;
const RUNS = /^[ \t]{2,12}(?:image|build)[ \t]*:/m;

/** The language of the file at `path` (any separator style normalised to `/`), or undefined when Parapet does not read it. */
export function classify(path: string, text: string): Language | undefined {
  const language = NAMES.find(([pattern]) => pattern.test(path))?.[1];
  if (/\.json$/i.test(path) && language === 'text')
    return JSON_MANIFEST.test(text) && JSON_KIND.test(text) ? 'kubernetes' : language;
  if (language !== 'yaml') return language;
  if (KUBERNETES.test(text) && KIND.test(text)) return 'kubernetes';
  return SERVICES.test(text) && RUNS.test(text) ? 'compose' : 'yaml';
}
