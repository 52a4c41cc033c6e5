import type { TargetInfo } from '../../contract/target-info.ts';

const leastRestMs = { local: 250, remote: 400 } as const;
/** The screen reads a local store on the thread of the keys: the rest, as a multiple of what a read takes. */
const besideKeysFactor = 8;

type Reader = {
  /** Whether the same thread answers keys. */
  readonly hasKeys?: boolean;
};

/** How long whoever follows a store rests after a read that took so many ms. */
export function restAfterRead(
  { isRemote }: Pick<TargetInfo, 'isRemote'>,
  tookMs: number,
  { hasKeys = false }: Reader = {},
): number {
  const least = isRemote ? leastRestMs.remote : leastRestMs.local;
  return Math.max(least, tookMs * (hasKeys && !isRemote ? besideKeysFactor : 1));
}

const quickRestMs = 75;
const mostQuick = 8;

/**
 * The rests of a screen that reads whatever changes: short ones after the first few changes, since one that
 * a rest holds up is seen late, and those of `restAfterRead` while changes go on.
 */
export function createReadPace(target: Pick<TargetInfo, 'isRemote'>, now: () => number) {
  const least = restAfterRead(target, 0);
  /** One more for each least rest that passes, one less for each read: below 1 while changes go on. */
  let quickLeft = mostQuick;
  let countedAt = now();
  return (tookMs: number): number => {
    const at = now();
    quickLeft = Math.min(mostQuick, quickLeft + Math.max(0, at - countedAt) / least);
    countedAt = at;
    const isQuick = quickLeft >= 1;
    quickLeft -= 1;
    const rest = restAfterRead(target, tookMs, { hasKeys: true });
    return isQuick && rest === least ? quickRestMs : rest;
  };
}

/** Reads, and tells how long that took. */
export async function timeRead<T>(
  read: () => Promise<T>,
): Promise<{ readonly result: T; readonly tookMs: number }> {
  const startedAt = performance.now();
  const result = await read();
  return { result, tookMs: performance.now() - startedAt };
}
