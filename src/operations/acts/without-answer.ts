import type { InspectorError } from '../../model/errors.ts';

/** Whether a request may have been received all the same, because its answer is lost or cannot be read. */
export function isWithoutAnswer({ kind, isUnsent }: InspectorError): boolean {
  if (isUnsent) return false;
  return kind === 'unreachable' || kind === 'timeout' || kind === 'unreadable';
}
