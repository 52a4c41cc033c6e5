import { setImmediate as turn } from 'node:timers/promises';

const turnMs = 8;

/** Maps a list on this thread, and lets others have their turn where it takes long. */
export async function mapInTurns<From, To>(
  items: readonly From[],
  map: (item: From) => To,
): Promise<readonly To[]> {
  const mapped: To[] = [];
  let end = performance.now() + turnMs;
  for (const item of items) {
    mapped.push(map(item));
    if (performance.now() < end) continue;
    await turn();
    end = performance.now() + turnMs;
  }
  return mapped;
}
