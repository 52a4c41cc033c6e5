import type { Run } from '../run.ts';

/** What went wrong as it was recorded; what is known of it where the payload itself is not there. */
export function errorPayload({ error, errorSummary }: Run): unknown {
  if (!error) return errorSummary;
  const { value, name, message, code, stack } = error;
  return value ?? { name, message, code, stack };
}
