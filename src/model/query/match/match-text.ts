import { isOfGroup } from '../../failure/failure-text.ts';
import { knownFailure } from '../../failure/summarize-failure.ts';
import type { RunSummary } from '../../run.ts';
import { fieldOfFilter } from '../../run-fields.ts';
import { compileExactPatterns, compilePatterns } from '../pattern.ts';
import { isExactField, type TextField, type TextPattern } from '../query.ts';
import { foldCase, isShortWord, searchNeedle } from '../search-words.ts';
import { errorTexts, triggerTexts } from './shown-texts.ts';
import type { Test } from './subject.ts';

/** Log messages are no part of a summary. */
export function textValues(field: TextField, summary: RunSummary): readonly string[] {
  switch (field) {
    case 'trigger':
      return triggerTexts(summary.trigger);
    case 'error':
      return errorTexts(summary.errorSummary);
    case 'failure':
      return present(knownFailure(summary)?.failure);
    case 'step':
      return present(summary.errorSummary?.step);
    case 'log':
      return [];
    default:
      return present(summary[fieldOfFilter[field]]);
  }
}

function present(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}

export function compileText(field: TextField, patterns: readonly TextPattern[]): Test {
  switch (field) {
    case 'failure':
      return compileFailure(patterns);
    case 'error': {
      const fits = compileParts(patterns);
      return ({ summary }) => errorTexts(summary.errorSummary).map(foldCase).some(fits);
    }
    case 'log': {
      const fits = compileParts(patterns);
      return subject => subject.logs().some(fits);
    }
    default: {
      const fits = isExactField(field) ? compileExactPatterns(patterns) : compilePatterns(patterns);
      return ({ summary }) => textValues(field, summary).some(fits);
    }
  }
}

/** The id of a group matches all of its failures, which only failed runs have. */
function compileFailure(patterns: readonly TextPattern[]): Test {
  const ids = patterns.map(({ text }) => text.toLowerCase());
  return ({ summary }) => {
    const failure = knownFailure(summary)?.failure;
    return failure !== undefined && ids.some(id => isOfGroup(failure, id));
  };
}

/** Tests folded texts: a part suffices, but a glob must match the whole. */
function compileParts(patterns: readonly TextPattern[]): (folded: string) => boolean {
  const parts = patterns.filter(({ isGlob }) => !isGlob).map(({ text }) => foldCase(text));
  const globs = patterns.filter(({ isGlob }) => isGlob);
  const fitsGlob = compilePatterns(globs);
  return folded => parts.some(part => folded.includes(part)) || (globs.length > 0 && fitsGlob(folded));
}

export function compileWord(text: string): Test {
  const needle = searchNeedle(text);
  const fits = compileShownTest(text);
  return subject =>
    subject.shown().some(fits) ||
    (needle !== undefined && subject.texts().some(searched => searched.includes(needle)));
}

export function compileShownTest(text: string): (folded: string) => boolean {
  const word = foldCase(text);
  return isShortWord(text) ? folded => folded.startsWith(word) : folded => folded.includes(word);
}
