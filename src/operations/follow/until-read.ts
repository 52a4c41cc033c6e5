import { doublingMs } from '../../async/backoff.ts';
import { sleep } from '../../async/sleep.ts';
import { InspectorError, type InspectorErrorKind } from '../../model/errors.ts';

export type Outage = {
  readonly signal: AbortSignal;
  /** Called once for each time that the store is away; `undefined` once it answers again. */
  readonly onOutage: (error: InspectorError | undefined) => void;
};

/** `not-found`: a file of runs is removed and made anew, as is a server's path while it is deployed. */
const passing: readonly InspectorErrorKind[] = [
  ...(['unreachable', 'timeout', 'unreadable', 'conflict', 'not-found'] as const),
];
const firstWaitMs = 500;
const longestWaitMs = 8_000;

/** Reads again, later each time, while the store is away; rejects with errors that do not pass. */
export async function untilRead<T>(read: () => Promise<T>, { signal, onOutage }: Outage): Promise<T> {
  for (let failures = 0; ; failures += 1) {
    try {
      const result = await read();
      if (failures > 0) onOutage(undefined);
      return result;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof InspectorError) || !passing.includes(error.kind)) throw error;
      if (failures === 0) onOutage(error);
    }
    await sleep(doublingMs(failures + 1, firstWaitMs, longestWaitMs), signal);
    signal.throwIfAborted();
  }
}
