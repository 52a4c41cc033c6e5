/**
 * Does several pieces of work in order: each call resolves with the result of the next one, and begins one
 * behind it, so that a thread or a server has something to do while the caller works; `ahead` of them are
 * begun at once.
 */
export function readAhead<Result>(works: Iterable<() => Promise<Result>>, ahead = 1): () => Promise<Result> {
  const rest = Iterator.from(works);
  const begun: Promise<Result>[] = [];
  const begin = () => {
    const reading = rest.next().value?.();
    // Its failure is thrown when it is waited for, which it may never be.
    reading?.catch(() => undefined);
    if (reading) begun.push(reading);
  };
  for (let count = 0; count < ahead; count += 1) begin();
  return async () => {
    const reading = begun.shift();
    begin();
    if (!reading) throw new Error('there is nothing left to read');
    return reading;
  };
}
