import type { Run } from '../run.ts';

/** The error as recorded, else its summary. */
export function errorPayload({ error, errorSummary }: Run): unknown {
  if (!error) return errorSummary;
  const { value, name, message, code, stack } = error;
  return value ?? { name, message, code, stack };
}
