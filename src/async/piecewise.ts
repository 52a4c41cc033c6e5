/** Work in pieces of about 2 ms: each `yield` is a chance to stop, or to let others in between. */
export type Piecewise<Result> = Generator<undefined, Result>;

const pieceMs = 2;

/** Maps each item, in pieces. */
export function* mapPiecewise<From, To>(
  items: readonly From[],
  map: (item: From) => To,
): Piecewise<readonly To[]> {
  const mapped: To[] = [];
  let endAt = performance.now() + pieceMs;
  for (const item of items) {
    mapped.push(map(item));
    if (performance.now() < endAt) continue;
    yield;
    endAt = performance.now() + pieceMs;
  }
  return mapped;
}

/** Does the work without a stop. */
export function finish<Result>(work: Piecewise<Result>): Result {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}
