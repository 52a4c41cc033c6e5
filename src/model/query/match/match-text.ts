import type { ErrorSummary, RunSummary } from '../../run.ts';
import { compilePattern } from '../pattern.ts';
import type { TextField, TextPattern } from '../query.ts';
import { foldCase } from '../search-words.ts';
import type { Test } from './subject.ts';

/** The values of a run that a text field tests. */
export function textValues(field: TextField, summary: RunSummary): readonly string[] {
  switch (field) {
    case 'id':
      return [summary.id];
    case 'workflow':
      return [summary.name];
    case 'trigger':
      return [summary.trigger.type, summary.trigger.label, summary.trigger.raw];
    case 'model':
      return summary.models;
    case 'service':
      return summary.services;
    case 'error':
      return errorTexts(summary.errorSummary);
    case 'project':
      return present(summary.project);
    case 'actor':
      return present(summary.actor);
    case 'step':
      return present(summary.errorSummary?.step);
  }
}

/** An error's message, its name, and both as shown. */
export function errorTexts(error: ErrorSummary | undefined): readonly string[] {
  if (error === undefined) return [];
  if (error.name === undefined) return [error.message];
  return [error.message, error.name, `${error.name}: ${error.message}`];
}

function present(value: string | undefined): readonly string[] {
  return value === undefined ? [] : [value];
}

export function compileText(field: TextField, patterns: readonly TextPattern[]): Test {
  const tests = patterns.map(field === 'error' ? compileContains : compilePattern);
  return ({ summary }) => textValues(field, summary).some(value => tests.some(test => test(value)));
}

/** A part of an error is enough. */
function compileContains(pattern: TextPattern): (value: string) => boolean {
  if (pattern.isGlob) return compilePattern(pattern);
  const part = foldCase(pattern.text);
  return value => foldCase(value).includes(part);
}
