import { InspectorError } from '../../model/errors.ts';
import { tryParseJson } from '../../model/payload/json-text.ts';
import type { Place } from './run-order.ts';

/** A run's position in newest-first order, and how many runs were read before it. */
export type Cursor = Place & { readonly read: number };

export function formatCursor({ createdAt, id, read }: Cursor): string {
  return Buffer.from(JSON.stringify([createdAt, id, read])).toString('base64url');
}

/** Throws an `InspectorError` when the text is not a cursor of `formatCursor`. */
export function parseCursor(text: string): Cursor {
  const value = tryParseJson(Buffer.from(text, 'base64url').toString());
  if (Array.isArray(value)) {
    const [createdAt, id, read]: unknown[] = value;
    if (typeof createdAt === 'number' && typeof id === 'string' && typeof read === 'number')
      return { createdAt, id, read };
  }
  throw new InspectorError('usage', `not a cursor of this store: ${text.slice(0, 40)}`, {
    hint: 'take nextCursor of the page before, as it is',
  });
}
