import { sleep } from '../../../async/sleep.ts';
import type { ServedStore } from '../../../contract/served-store.ts';
import { InspectorError } from '../../../model/errors.ts';

const checkEveryMs = 5_000;
const checkTimeoutMs = 5_000;

/** Checks a served store until the signal aborts; reports a problem once, and `undefined` when it is over. */
export async function watchServed(
  served: Pick<ServedStore, 'check'>,
  report: (problem: string | undefined) => void,
  signal: AbortSignal,
  times: { readonly everyMs?: number } = {},
): Promise<void> {
  let reported: string | undefined;
  while (!signal.aborted) {
    const problem = await problemOf(served, signal);
    if (signal.aborted) return;
    if ((problem === undefined) !== (reported === undefined)) report(problem);
    reported = problem;
    await sleep(times.everyMs ?? checkEveryMs, signal, { ref: false });
  }
}

async function problemOf(
  { check }: Pick<ServedStore, 'check'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const timeout = AbortSignal.timeout(checkTimeoutMs);
  try {
    await check(AbortSignal.any([signal, timeout]));
    return undefined;
  } catch (error) {
    if (timeout.aborted) return `it did not answer within ${checkTimeoutMs / 1_000} s`;
    return error instanceof InspectorError ? error.message : String(error);
  }
}
