export type CachedResponse<T> = { readonly etag: string; readonly value: T; readonly bytes: number };

/** The responses used last, bounded in number and in bytes. */
export type ResponseCache<T> = {
  readonly find: (key: string) => CachedResponse<T> | undefined;
  readonly keep: (key: string, response: CachedResponse<T>) => void;
};

const mostResponses = 32;
const mostBytes = 8 * 1_024 * 1_024;
/** A larger response is not kept, so that one large run does not evict everything else. */
const mostBytesEach = 2 * 1_024 * 1_024;

export function createResponseCache<T>(): ResponseCache<T> {
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
