/** The rule set as the build embeds it (see `scripts/bundle/ruleset.ts`); it exists in the bundles only. */
declare module 'virtual:ruleset' {
  export const ruleSet: import('./engine/types.ts').RuleSet;
}
