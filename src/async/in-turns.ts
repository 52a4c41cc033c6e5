import { createYielding } from './yield-to-event-loop.ts';

/** Runs the pieces of work, and yields to the event loop after the last one and where it is due. */
export async function inTurns<Result>(
  work: Generator<undefined, Result>,
  signal?: AbortSignal,
): Promise<Result> {
  const yielding = createYielding(signal);
  for (;;) {
    const step = work.next();
    if (step.done) {
      await yielding.yieldNow();
      return step.value;
    }
    if (yielding.isDue()) await yielding.yieldNow();
  }
}
