/** What the catalogue's section 9 expects of the article's two samples, with all rules on: `line rule severity`. */
import { join } from 'node:path';
import { ROOT } from '../../scripts/rules.ts';

export const ARTICLE = join(ROOT, 'samples/article');

/** Rules that follow data from function to function, which is not built yet, may speak here one day. */
export const LATER: ReadonlySet<string> = new Set(['sensitive-data-printed', 'key-from-env-not-kms']);

export const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  'deployment.yaml': [
    '3 default-namespace hint',
    '4 no-network-policy warning',
    '16 service-account-token-mounted info',
    '18 run-as-root info',
    '18 seccomp-missing-or-unconfined info',
    '23 no-probes info',
    '24 image-not-pinned info',
    '43 read-only-root-without-tmp hint',
    '66 unknown-field-in-spec error',
  ],
  'secure_data_loader.py': ['13 ephemeral-encryption-key warning', '14 key-material-logged error'],
};
