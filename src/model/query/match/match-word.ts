import { foldCase, isShortWord, searchNeedle } from '../search-words.ts';
import { errorTexts } from './match-text.ts';
import type { Subject, Test } from './subject.ts';

export function compileWord(text: string): Test {
  const word = foldCase(text);
  const isShort = isShortWord(text);
  const needle = searchNeedle(text);
  const fits = (value: string) => {
    const folded = foldCase(value);
    return isShort ? folded.startsWith(word) : folded.includes(word);
  };
  return subject => shownTexts(subject).some(fits) || (needle !== undefined && hasNeedle(subject, needle));
}

function shownTexts({ summary }: Subject): readonly string[] {
  return [summary.id, summary.name, ...errorTexts(summary.errorSummary)];
}

function hasNeedle(subject: Subject, needle: string): boolean {
  return subject.texts().some(text => text.includes(needle));
}
