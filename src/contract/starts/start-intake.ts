import type { BegunStart, ClaimedStart } from './start-queue.ts';

/** `room`: as `StartListener.room`. */
export type StartClaim = {
  readonly room: ReadonlyMap<string, number>;
  /** Ids of the starts that the writer claimed before and may still begin: it gives all others back. */
  readonly held: readonly string[];
};

/** How many starts of all its workflows a writer holds at most. */
export const mostClaims = 1_000;

export type BeginRequest = { readonly id: string; readonly at: number };

/** Starts in neither list were left out, because the inputs together would be too large: ask again. */
export type BegunStarts = {
  readonly begun: readonly (BegunStart & { readonly id: string })[];
  readonly refused: readonly string[];
};

/** Passes starts on to remote writers: see `StartQueue`. */
export interface StartIntake {
  /** Claims at most as many starts as there is room for. Also a heartbeat. */
  claim(writer: string, claim: StartClaim): Promise<readonly ClaimedStart[]>;
  /** Begins at least the first. A repeated call answers the same. Also a heartbeat. */
  begin(writer: string, starts: readonly BeginRequest[]): Promise<BegunStarts>;
  /** Ends the offers and claims of those writers that have sent nothing for `silentMs`, to any server. */
  leave(writers: readonly string[], silentMs: number): Promise<void>;
  /** Returns the writers that offer a workflow with an unclaimed start. */
  wanted(writers: readonly string[]): Promise<readonly string[]>;
}
