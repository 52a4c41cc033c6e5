/** The result of work in turns, and how many turns it took. */
export function inTurns<Result>(work: Generator<undefined, Result>): {
  readonly result: Result;
  readonly turns: number;
} {
  for (let turns = 1; ; turns += 1) {
    const step = work.next();
    if (step.done) return { result: step.value, turns };
  }
}
