import { isActive, type RunStatus } from '../model/status.ts';

export type StoreSize = {
  readonly bytes: number;
  /** The part of `bytes` that is free and used again, where the store knows it. */
  readonly freeBytes?: number;
};

/** Removes runs of a store beside its readers and recorders, none of which waits for long. */
export interface RunRemover {
  /**
   * Removes those of the runs that `isRemovable`, and returns their ids. Interrupted at any time, it has
   * removed a run for readers or has not; the next call finishes what was begun.
   */
  remove(ids: readonly string[], endedBefore: number, signal?: AbortSignal): Promise<readonly string[]>;
  /** Gives free space back to the file system where the store can do that in slices. */
  giveBack(how: GiveBack, signal?: AbortSignal): Promise<void>;
  /** About how much the runs take. Writes nothing. */
  bytesOf(ids: readonly string[], signal?: AbortSignal): Promise<number>;
  /** Writes nothing. */
  size(signal?: AbortSignal): Promise<StoreSize>;
  close(): Promise<void>;
}

/** `most`: unless little is free. `surplus`: what is more than new runs use soon. */
export type GiveBack = 'all' | 'most' | 'surplus';

type Ending = { readonly status: RunStatus; readonly createdAt: number; readonly finishedAt?: number | null };

/** A run is as old as its end; one that has ended without a recorded time, as its creation. */
export function isRemovable(run: Ending, endedBefore: number): boolean {
  const { status, createdAt, finishedAt } = run;
  if (isActive({ status, finishedAt: finishedAt ?? undefined })) return false;
  return Math.max(createdAt, finishedAt ?? createdAt) < endedBefore;
}
