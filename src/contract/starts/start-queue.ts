/** A queued run that a writer has claimed and nobody has begun. */
export type ClaimedStart = { readonly id: string; readonly workflow: string };

/** A started run that is this writer's now. */
export type BegunStart = {
  /** JSON text; absent where it was started without input. */
  readonly input?: string;
};

export type StartListener = {
  /** How many runs of each offered workflow may begin now; one that is offered but busy has 0. */
  readonly room: () => ReadonlyMap<string, number>;
  /** Called with at most as many as there is room for. `begin` or `release` follows for each. */
  readonly claimed: (starts: readonly ClaimedStart[]) => void;
};

/**
 * The queue of a store in which others start workflows of this program. A start is claimed by one writer at a
 * time; while it has not begun, it is claimed again once that writer is gone. Problems with the store are
 * reported as those of recording are, and tried again.
 */
export interface StartQueue {
  /** Offers the workflows of `room` from now on. The returned function ends that, and releases all claims. */
  listen(listener: StartListener): () => void;
  /** There is more room, or another workflow in it. */
  roomChanged(): void;
  /**
   * Makes a claimed run one of this writer's running runs, started at `at` (epoch ms). `undefined` when it
   * may not run here: it was canceled, another writer has it, or the store could not be written.
   */
  begin(id: string, at: number): Promise<BegunStart | undefined>;
  /** Gives starts back that will not begin here. */
  release(ids: readonly string[]): void;
}

/** A claimed start that has not begun by then may be claimed by another writer. */
export const staleClaimMs = 10_000;
