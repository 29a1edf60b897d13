/** Which documents Parapet looks at: by language where VS Code knows it, by file name where it may not. */
import type { DocumentFilter } from 'vscode-languageclient/node';

const LANGUAGES = [
  'python',
  'dockerfile',
  'yaml',
  'dockercompose',
  'pip-requirements',
  'toml',
  'shellscript',
];

const NAMES = [
  '*.{py,pyi,pyw}',
  '*Dockerfile*',
  '*Containerfile*',
  '*.{dockerfile,containerfile}',
  '*.{yaml,yml,toml,json,ini,cfg,conf,env,sh,bash,txt,in,md,properties,tf,lock}',
  '*.{csv,tsv,tab,jsonl,ndjson}',
  'Pipfile',
  '.env*',
  '.{cursorrules,windsurfrules,clinerules}',
  '*.mdc',
];

/** Cells of notebooks are no files, and are left out. */
export const DOCUMENTS: readonly DocumentFilter[] = [
  ...['file', 'untitled'].flatMap((scheme) => LANGUAGES.map((language) => ({ scheme, language }))),
  { scheme: 'file', pattern: `**/{${NAMES.join(',')}}` },
];
