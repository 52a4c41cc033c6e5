import type { Pane, PaneName } from '../pane.ts';
import type { Frontier, Match } from './search-walk.ts';

export type SearchState = {
  readonly text: string;
  /** Whether Enter was pressed: the text stays, and keys move in the detail again. */
  readonly isAccepted: boolean;
  readonly pane: PaneName;
  /** From the top down, at most 1,000. */
  readonly matches: readonly Match[];
  /** The index of the match under the cursor. */
  readonly current?: number;
  /** Where reading goes on; absent once everything has been read. */
  readonly frontier?: Frontier;
  readonly isCapped: boolean;
  /** The pane as it was when the search began. */
  readonly origin: Pane;
};

/** Whether a search has more to read; the session then dispatches `detail-search-continued` when idle. */
export function isSearching({ search }: { readonly search?: SearchState }): boolean {
  return search?.frontier !== undefined;
}
