import type { Run } from '../run.ts';

/** The error as it was recorded, else what is known of it. */
export function errorPayload({ error, errorSummary }: Run): unknown {
  if (!error) return errorSummary;
  const { value, name, message, code, stack } = error;
  return value ?? { name, message, code, stack };
}
