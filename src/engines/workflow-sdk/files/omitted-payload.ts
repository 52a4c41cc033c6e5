import { isRecord } from '../../../model/is-record.ts';

/** What stands for a stored payload of which nobody wants more than its size. */
export function omitPayload(stored: unknown): unknown {
  return { $type: 'truncated', length: storedLength(stored), value: '' };
}

/** Characters, as stored. */
export function storedLength(stored: unknown): number {
  const isBase64 = isRecord(stored) && typeof stored.data === 'string';
  return isBase64 ? String(stored.data).length : JSON.stringify(stored).length;
}
