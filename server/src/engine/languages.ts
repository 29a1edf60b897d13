/**
 * The languages, in the order in which they speak for a place: where two report the same rule at one place, the
 * earlier one wins. Adding a language is adding it here.
 */
import { agentsLanguage } from '../agents/language.ts';
import { artefactsLanguage } from '../artefacts/language.ts';
import { composeLanguage } from '../compose/language.ts';
import { datasetsLanguage } from '../datasets/language.ts';
import { dependenciesLanguage } from '../dependencies/language.ts';
import { dockerfileLanguage } from '../dockerfile/language.ts';
import { kubernetesLanguage } from '../kubernetes/language.ts';
import { notebookLanguage } from '../notebook/language.ts';
import { configurationLanguage } from '../project/configuration-language.ts';
import { pythonLanguage } from '../python/language.ts';
import { secretsLanguage } from '../secrets/language.ts';
import type { LanguageSupport } from './language.ts';

export const LANGUAGES: readonly LanguageSupport<unknown, unknown>[] = [
  pythonLanguage,
  notebookLanguage,
  dockerfileLanguage,
  composeLanguage,
  kubernetesLanguage,
  dependenciesLanguage,
  configurationLanguage,
  agentsLanguage,
  secretsLanguage,
  artefactsLanguage,
  datasetsLanguage,
];
