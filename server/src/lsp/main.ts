/** Entry point of `dist/server.js`. */
import { ruleSet } from 'virtual:ruleset';
import { startLanguageServer } from './start.ts';

startLanguageServer(ruleSet);
