import type { HttpClient } from '../../http/http-client.ts';
import type { HttpResponse } from '../../http/send-request.ts';
import { createResponseCache } from './response-cache.ts';

export type ConditionalRequest = {
  readonly path: string;
  /** Requests of one key have the same answer until the store changes; the path unless given. */
  readonly key?: string;
  readonly signal?: AbortSignal;
  readonly isExpensive?: boolean;
};

/**
 * Sends GET requests with the ETag of the last response under the same key, whose value a 304 repeats. The
 * key may leave out what differs each time, such as the clock: an ETag is a hash of the whole response.
 */
export function createConditionalRequest<T>(
  client: HttpClient,
  read: (response: HttpResponse) => T | Promise<T>,
  maxBytes?: number,
): (request: ConditionalRequest) => Promise<T> {
  const cache = createResponseCache<T>();
  return async ({ path, key = path, signal, isExpensive }) => {
    const cached = cache.find(key);
    const headers = cached && { 'if-none-match': cached.etag };
    const response = await client.send({ path, headers, signal, maxBytes, isExpensive });
    if (cached && response.status === 304) return cached.value;
    const { length: bytes } = response.body;
    const value = await read(response);
    const etag = response.headers['etag'];
    if (typeof etag === 'string') cache.keep(key, { etag, value, bytes });
    return value;
  };
}
