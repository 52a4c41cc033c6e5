import { isOfGroup } from '../../failure/failure-text.ts';
import { knownFailure } from '../../failure/summarize-failure.ts';
import type { RunSummary } from '../../run.ts';
import { fieldOfFilter } from '../../run-fields.ts';
import { compileExactPatterns, compilePattern, compilePatterns } from '../pattern.ts';
import type { TextField, TextPattern } from '../query.ts';
import { foldCase, isShortWord, searchNeedle } from '../search-words.ts';
import { errorTexts, triggerTexts } from './shown-texts.ts';
import type { Subject, Test } from './subject.ts';

/** The values of a run that a text field tests. */
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
    default:
      return present(summary[fieldOfFilter[field]]);
  }
}

function present(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}

export function compileText(field: TextField, patterns: readonly TextPattern[]): Test {
  if (field === 'failure') return compileFailure(patterns);
  if (field !== 'error') {
    const fits = field === 'retryOf' ? compileExactPatterns(patterns) : compilePatterns(patterns);
    return ({ summary }) => textValues(field, summary).some(fits);
  }
  const tests = patterns.map(compileContains);
  return ({ summary }) => errorTexts(summary.errorSummary).some(value => tests.some(test => test(value)));
}

/** The id of a group stands for all of its failures; only failed runs have one. */
function compileFailure(patterns: readonly TextPattern[]): Test {
  const ids = patterns.map(({ text }) => text.toLowerCase());
  return ({ summary }) => {
    const failure = knownFailure(summary)?.failure;
    return failure !== undefined && ids.some(id => isOfGroup(failure, id));
  };
}

/** A part of an error is enough. */
function compileContains(pattern: TextPattern): (value: string) => boolean {
  if (pattern.isGlob) return compilePattern(pattern);
  const part = foldCase(pattern.text);
  return value => foldCase(value).includes(part);
}

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
