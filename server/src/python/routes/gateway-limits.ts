/** Whether the configuration of a gateway in the workspace limits how often one may ask what stands behind it. */
import type { Language, Project } from '../../engine/types.ts';
import { says } from '../practice.ts';

const LANGUAGES: readonly Language[] = ['kubernetes', 'yaml', 'compose'];

/** Ingress annotations, Kong's and APISIX's plugins, Traefik's middleware, Envoy's filters. */
const LIMITS =
  /\bnginx\.ingress\.kubernetes\.io\/limit-(?:rps|rpm)\b|\bplugin:\s*rate-limiting\b|\blimit-(?:req|count)\b|\brateLimit:|\b(?:local_rate_?limit|localRateLimit|global_rate_?limit)\b/;

/** Whether any gateway of the workspace limits requests. */
export function gatewayLimits(project: Project): boolean {
  return LANGUAGES.some((language) => [...project.files(language)].some((source) => says(source, LIMITS)));
}
