/**
 * What Parapet is called and where it lives. The one place for names and addresses; the version is the manifest's,
 * read when the bundle is built.
 */
import manifest from '../../../package.json' with { type: 'json' };

export const PRODUCT = 'Parapet';
export const PUBLISHER: string = manifest.publisher;
export const VERSION: string = manifest.version;
export const REPOSITORY = `https://github.com/${PUBLISHER}/${manifest.name}`;
export const DOCUMENTATION = `https://${PUBLISHER}.github.io/${manifest.name}`;

/** The address of a rule's page, for places that cannot show the page themselves. */
export function ruleAddress(id: string): string {
  return `${DOCUMENTATION}/rules/${id}`;
}
