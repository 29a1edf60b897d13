/** Indexes and channels that not everybody can publish to: mixing them with others is common and less of a risk. */

/** Only its own vendor publishes there. */
const VENDOR =
  /^https:\/\/(?:download\.pytorch\.org|pypi(?:\.ngc)?\.nvidia\.com|pip\.repos\.neuron\.amazonaws\.com|pytorch-extension\.intel\.com|data\.pyg\.org|wheels\.vllm\.ai)(?:\/|$)/;

/** Channels where somebody looks at what is published. */
const CHANNELS: ReadonlySet<string> = new Set([
  'anaconda',
  'bioconda',
  'conda-forge',
  'defaults',
  'dglteam',
  'fastai',
  'huggingface',
  'intel',
  'main',
  'msys2',
  'numba',
  'nvidia',
  'pyg',
  'pytorch',
  'pytorch-lts',
  'pytorch-nightly',
  'r',
  'rapidsai',
  'rapidsai-nightly',
  'xformers',
]);

const HOST = /^https:\/\/(?:conda\.anaconda\.org|repo\.anaconda\.com\/pkgs|repo\.prefix\.dev)\//;

/** Whether only one vendor publishes to the index at `url`. */
export function isVendorIndex(url: string): boolean {
  return VENDOR.test(url);
}

/** Whether somebody looks at what is published to a conda channel, given by its name or URL. */
export function isCuratedChannel(channel: string): boolean {
  const name = channel.replace(HOST, '').split('/')[0] ?? '';
  return CHANNELS.has(name);
}
