import { foldCase, isShortWord, searchNeedle } from '../search-words.ts';
import type { Subject, Test } from './subject.ts';

export function compileWord(text: string): Test {
  const word = foldCase(text);
  const isShort = isShortWord(text);
  const needle = searchNeedle(text);
  const fits = (folded: string) => (isShort ? folded.startsWith(word) : folded.includes(word));
  return subject => subject.shown().some(fits) || (needle !== undefined && hasNeedle(subject, needle));
}

function hasNeedle(subject: Subject, needle: string): boolean {
  return subject.texts().some(text => text.includes(needle));
}
