import { createYielding } from '../../async/yield-to-event-loop.ts';
import { InspectorError } from '../../model/errors.ts';

export type ActRequest<Outcome> = {
  /** As `runAddress` gives them. */
  readonly addresses: readonly string[];
  /** Rejects only with a bug, or the reason of an abort: expected errors are outcomes. */
  readonly perform: (address: string) => Promise<Outcome>;
  /** Begins with no further run; those that were begun end as they would. */
  readonly stop?: AbortSignal;
  readonly atOnce?: number;
  /** `at` is the index of the address, `known` the number of outcomes so far. */
  readonly onOutcome?: (at: number, outcome: Outcome, known: number) => void;
};

/** Each request may be a round trip or start a process, and none may be lost when the user quits. */
const fewAtOnce = 8;

/** The outcome of a run that was not begun is `undefined`. */
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
  let turn: Promise<void> | undefined;
  let known = 0;
  const nextTurn = (): Promise<void> => {
    turn ??= yielding.yieldNow().finally(() => {
      turn = undefined;
    });
    return turn;
  };
  const takeTurns = async (): Promise<void> => {
    for (const [at, address] of left) {
      // All waiting workers go on in the same turn, and each checks anew how long the others took.
      while (yielding.isDue()) await nextTurn();
      if (stop?.aborted) return;
      const outcome = await perform(address);
      outcomes[at] = outcome;
      known += 1;
      onOutcome?.(at, outcome, known);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, takeTurns));
  return outcomes;
}

/** The outcome of an act that threw: `unknown` where the request may have arrived. Throws bugs again. */
export function toFailure(error: unknown) {
  if (!(error instanceof InspectorError)) throw error;
  return { type: isWithoutAnswer(error) ? 'unknown' : 'failed', error } as const;
}

/** Whether the request may have arrived, although its answer is lost or cannot be read. */
export function isWithoutAnswer({ kind, isUnsent }: InspectorError): boolean {
  if (isUnsent) return false;
  return kind === 'unreachable' || kind === 'timeout' || kind === 'unreadable';
}
