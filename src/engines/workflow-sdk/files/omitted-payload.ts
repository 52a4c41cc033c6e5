import { isRecord } from '../../../model/is-record.ts';

/** A marker with the size of the payload. */
export function omitPayload(stored: unknown): unknown {
  return { $type: 'truncated', length: storedLength(stored), value: '' };
}

/** In characters. */
export function storedLength(stored: unknown): number {
  const isBase64 = isRecord(stored) && typeof stored.data === 'string';
  return isBase64 ? String(stored.data).length : JSON.stringify(stored).length;
}
