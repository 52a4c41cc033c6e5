/** Work in pieces: each `yield` is a chance to stop, or to let other work run. */
export type Pieces<Result> = Generator<undefined, Result>;

export function finish<Result>(work: Pieces<Result>): Result {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}
