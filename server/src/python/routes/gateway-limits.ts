/** Whether the configuration of a gateway in the workspace limits how often one may ask what stands behind it. */
import type { Language, Project, Source } from '../../engine/types.ts';

const LANGUAGES: readonly Language[] = ['kubernetes', 'yaml', 'compose'];

/** Ingress annotations, Kong's and APISIX's plugins, Traefik's middleware, Envoy's filters. */
const LIMITS =
  /\bnginx\.ingress\.kubernetes\.io\/limit-(?:rps|rpm)\b|\bplugin:\s*rate-limiting\b|\blimit-(?:req|count)\b|\brateLimit:|\b(?:local_rate_?limit|localRateLimit|global_rate_?limit)\b/;

const known = new WeakMap<Source, boolean>();

function limits(source: Source): boolean {
  const found = known.get(source) ?? LIMITS.test(source.text);
  known.set(source, found);
  return found;
}

/** Whether any gateway of the workspace limits requests. */
export function gatewayLimits(project: Project): boolean {
  return LANGUAGES.some((language) => [...project.files(language)].some(limits));
}
