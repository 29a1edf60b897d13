/** Tells the taint engine which parameters and expressions of handlers carry data of a request. */
import type { SourceProvider } from '../taint/sources.ts';
import { readAt } from './reads.ts';

export const requestSource: SourceProvider = {
  param: (param, _owner, file) => readAt(file, param)?.origins ?? [],
  expression: (node, file) => readAt(file, node)?.origins ?? [],
};
