/**
 * Does several pieces of work in order: each call resolves with the result of the next one, and begins the
 * one behind it, so that a thread or a server has something to do while the caller works.
 */
export function readAhead<Result>(works: Iterable<() => Promise<Result>>): () => Promise<Result> {
  const rest = Iterator.from(works);
  const begin = () => {
    const reading = rest.next().value?.();
    // Its failure is thrown when it is waited for, which it may never be.
    reading?.catch(() => undefined);
    return reading;
  };
  let begun = begin();
  return async () => {
    const reading = begun;
    begun = begin();
    if (!reading) throw new Error('there is nothing left to read');
    return reading;
  };
}
