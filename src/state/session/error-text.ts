import type { InspectorError } from '../../model/errors.ts';

/** An expected failure in one line: what happened, then what to do. */
export function errorText({ message, hint }: Pick<InspectorError, 'message' | 'hint'>): string {
  return hint ? `${message}: ${hint}` : message;
}
