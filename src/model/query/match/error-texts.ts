import type { ErrorSummary } from '../../run.ts';

/** An error's message, its name, and both as shown. */
export function errorTexts(error: ErrorSummary | undefined): readonly string[] {
  if (error === undefined) return [];
  if (error.name === undefined) return [error.message];
  return [error.message, error.name, `${error.name}: ${error.message}`];
}
