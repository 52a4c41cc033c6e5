import type { BegunStart, ClaimedStart } from './start-queue.ts';

/** What a writer offers and has, when it claims starts. */
export type StartClaim = {
  /** How many runs of each offered workflow may begin now; one that is offered but busy has 0. */
  readonly room: ReadonlyMap<string, number>;
  /** Ids of the starts that the writer claimed before and may still begin: it gives all others back. */
  readonly held: readonly string[];
};

/** The most starts that a writer claims and has not begun, of all its workflows together. */
export const mostClaims = 1_000;

/** A claimed start that a writer begins at `at` (epoch ms). */
export type BeginRequest = { readonly id: string; readonly at: number };

/**
 * Those in neither were not looked at, because the inputs would be too large together: ask for them
 * again.
 */
export type BegunStarts = {
  readonly begun: readonly (BegunStart & { readonly id: string })[];
  /** Ids of those that may not run there. */
  readonly refused: readonly string[];
};

/** Passes starts on to remote writers: see `StartQueue`. */
export interface StartIntake {
  /** Claims at most as many starts as there is room for. Also a heartbeat. */
  claim(writer: string, claim: StartClaim): Promise<readonly ClaimedStart[]>;
  /** Begins at least the first. A repeated call answers the same. Also a heartbeat. */
  begin(writer: string, starts: readonly BeginRequest[]): Promise<BegunStarts>;
  /**
   * Those of the writers that have sent nothing for `silentMs`, to any server, offer nothing any more, and
   * give back what they have not begun.
   */
  leave(writers: readonly string[], silentMs: number): Promise<void>;
  /** Those of the writers that offer a workflow of which a start can be claimed. */
  wanted(writers: readonly string[]): Promise<readonly string[]>;
}
