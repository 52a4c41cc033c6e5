import type { InspectorError } from '../../model/errors.ts';

/** The message and its hint on one line. */
export function errorText({ message, hint }: Pick<InspectorError, 'message' | 'hint'>): string {
  return hint ? `${message}: ${hint}` : message;
}
