/** Work in pieces: each `yield` is a chance to stop, or to let others in between. */
export type Pieces<Result> = Generator<undefined, Result>;

/** Does the work without a stop. */
export function finish<Result>(work: Pieces<Result>): Result {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}
