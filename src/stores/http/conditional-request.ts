import type { HttpClient } from '../../http/http-client.ts';
import type { HttpResponse } from '../../http/server-connection.ts';

export type ConditionalRequest = {
  readonly path: string;
  /** Requests of one key have the same answer until the store changes; by default the path. */
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

type CachedResponse<T> = { readonly etag: string; readonly value: T; readonly bytes: number };

const mostResponses = 32;
const mostBytes = 8 * 1_024 * 1_024;
/** A larger response is not kept, so that one large run does not evict everything else. */
const mostBytesEach = 2 * 1_024 * 1_024;

export function createResponseCache<T>() {
  const responses = new Map<string, CachedResponse<T>>();
  let bytes = 0;
  const drop = (key: string): CachedResponse<T> | undefined => {
    const response = responses.get(key);
    if (response && responses.delete(key)) bytes -= response.bytes;
    return response;
  };
  const keep = (key: string, response: CachedResponse<T>): void => {
    drop(key);
    if (response.bytes > mostBytesEach) return;
    responses.set(key, response);
    bytes += response.bytes;
    for (const oldest of responses.keys()) {
      if (responses.size <= mostResponses && bytes <= mostBytes) break;
      drop(oldest);
    }
  };
  const find = (key: string): CachedResponse<T> | undefined => {
    const response = drop(key);
    if (response) keep(key, response);
    return response;
  };
  return { find, keep };
}
