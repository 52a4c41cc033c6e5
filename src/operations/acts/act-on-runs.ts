import { createYielding } from '../../async/yield-to-event-loop.ts';

export type ActRequest<Outcome> = {
  /** As `runAddress` gives them. */
  readonly addresses: readonly string[];
  /** Acts on one run. Expected errors are outcomes: a rejection is a bug, or the reason of an abort. */
  readonly perform: (address: string) => Promise<Outcome>;
  /** Begins with no further run; those that were begun end as they would. */
  readonly stop?: AbortSignal;
  /** How many runs are acted on at the same time. */
  readonly atOnce?: number;
  readonly onOutcome?: (address: string, outcome: Outcome) => void;
};

/** Each request may be a round trip or start a process, and none may be lost when the user quits. */
const fewAtOnce = 8;

/** Acts on each run once, in order. Resolves with their outcomes, `undefined` for each that was not begun. */
export async function actOnRuns<Outcome>({
  addresses,
  perform,
  stop,
  atOnce = fewAtOnce,
  onOutcome,
}: ActRequest<Outcome>): Promise<readonly (Outcome | undefined)[]> {
  const outcomes = addresses.map((): Outcome | undefined => undefined);
  const left = addresses.entries();
  const yielding = createYielding();
  const takeTurns = async (): Promise<void> => {
    for (const [at, address] of left) {
      const outcome = await perform(address);
      outcomes[at] = outcome;
      onOutcome?.(address, outcome);
      if (yielding.isDue()) await yielding.yieldNow();
      if (stop?.aborted) return;
    }
  };
  if (!stop?.aborted) await Promise.all(Array.from({ length: atOnce }, takeTurns));
  return outcomes;
}
