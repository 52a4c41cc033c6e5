import { setImmediate as immediate } from 'node:timers/promises';

const turnMs = 8;
/** As much of a turn as may be left to what is done after it. */
const briefMs = 2;

/**
 * Maps a list on this thread, and lets others have their turn where it takes long, and before what is done
 * with the result.
 */
export async function mapYielding<From, To>(
  items: readonly From[],
  map: (item: From) => To,
): Promise<readonly To[]> {
  const mapped: To[] = [];
  let start = performance.now();
  for (const item of items) {
    mapped.push(map(item));
    if (performance.now() - start < turnMs) continue;
    await yieldToEventLoop();
    start = performance.now();
  }
  if (performance.now() - start > briefMs) await yieldToEventLoop();
  return mapped;
}

/**
 * Lets everybody have a turn. After what came from outside, one immediate comes before timers and before what
 * came meanwhile.
 */
export async function yieldToEventLoop(): Promise<void> {
  await immediate();
  await immediate();
}
