import type { TargetInfo } from '../../contract/run-store.ts';

const leastRestMs = { local: 250, remote: 500 } as const;
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

/** Reads, and tells how long that took. */
export async function timeRead<T>(
  read: () => Promise<T>,
): Promise<{ readonly result: T; readonly tookMs: number }> {
  const startedAt = performance.now();
  const result = await read();
  return { result, tookMs: performance.now() - startedAt };
}
