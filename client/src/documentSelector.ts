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
  '*.{yaml,yml,toml,json,jsonc,json5,ini,cfg,conf,config,env,sh,bash,zsh,fish,ps1,bat,cmd,txt,in,md,mdx,properties,tf,tfvars,hcl,xml,lock}',
  '*.{js,jsx,mjs,cjs,ts,tsx,java,kt,scala,go,rs,rb,php,cs,swift,lua,r,R,jl,sql,html,rst,c,h,cc,cpp,hpp,pem,key}',
  '*.{csv,tsv,tab,jsonl,ndjson}',
  'Pipfile',
  '.env*',
  '.{netrc,npmrc,pypirc,pgpass,git-credentials}',
  '.{cursorrules,windsurfrules,clinerules}',
  '*.mdc',
];

/** Cells of notebooks are no files, and are left out. */
export const DOCUMENTS: readonly DocumentFilter[] = [
  ...['file', 'untitled'].flatMap((scheme) => LANGUAGES.map((language) => ({ scheme, language }))),
  { scheme: 'file', pattern: `**/{${NAMES.join(',')}}` },
];
