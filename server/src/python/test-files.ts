/** Which files are tests, by their paths. What that means for a rule is the rule's to say. */
import type { PythonFile } from './file.ts';

const TEST = /(^|\/)(tests?|testing)\/|(^|\/)(test_[^/]*|[^/]*_test|conftest)\.py$/;

/** Whether the file is a test, or stands among tests. */
export function isTestFile({ source }: PythonFile): boolean {
  return TEST.test(source.path);
}
