/** Tells the taint engine which parameters and expressions of handlers carry data of a request. */
import type { SourceProvider } from '../taint/sources.ts';
import { readsOf } from './reads.ts';

export const requestSource: SourceProvider = {
  param: (param, _owner, file) => readsOf(file).get(param)?.origins ?? [],
  expression: (node, file) => readsOf(file).get(node)?.origins ?? [],
};
