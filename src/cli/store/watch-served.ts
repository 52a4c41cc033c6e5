import { setTimeout as delay } from 'node:timers/promises';
import type { ServedStore } from '../../contract/served-store.ts';
import { InspectorError } from '../../model/errors.ts';

const everyMs = 5_000;
const patienceMs = 5_000;

/**
 * Tells why a served store cannot be used, and with `undefined` that it can again, each once; ends with the
 * signal.
 */
export async function watchServed(
  served: Pick<ServedStore, 'check'>,
  tell: (problem: string | undefined) => void,
  signal: AbortSignal,
  times: { readonly everyMs?: number } = {},
): Promise<void> {
  let told: string | undefined;
  while (!signal.aborted) {
    const problem = await problemOf(served, signal);
    if (signal.aborted) return;
    if ((problem === undefined) !== (told === undefined)) tell(problem);
    told = problem;
    await delay(times.everyMs ?? everyMs, undefined, { signal, ref: false }).catch(() => undefined);
  }
}

async function problemOf(
  { check }: Pick<ServedStore, 'check'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const timeout = AbortSignal.timeout(patienceMs);
  try {
    await check(AbortSignal.any([signal, timeout]));
    return undefined;
  } catch (error) {
    if (timeout.aborted) return `it did not answer within ${patienceMs / 1_000} s`;
    return error instanceof InspectorError ? error.message : String(error);
  }
}
