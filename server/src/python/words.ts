/** The words of names, as Python code asks for them. */
export { wordsOf } from '../personal/words.ts';
