import { foldCase, isShortWord, searchNeedle } from '../search-words.ts';
import type { Subject, Test } from './subject.ts';

export function compileWord(text: string): Test {
  const needle = searchNeedle(text);
  const fits = compileShownTest(text);
  return subject => subject.shown().some(fits) || (needle !== undefined && hasNeedle(subject, needle));
}

/** Returns a test of folded texts of a summary. */
export function compileShownTest(text: string): (folded: string) => boolean {
  const word = foldCase(text);
  return isShortWord(text) ? folded => folded.startsWith(word) : folded => folded.includes(word);
}

function hasNeedle(subject: Subject, needle: string): boolean {
  return subject.texts().some(text => text.includes(needle));
}
