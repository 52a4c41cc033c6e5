import type { Pane, PaneName } from '../pane.ts';
import type { Frontier, Match } from './search-walk.ts';

export type SearchState = {
  readonly text: string;
  /** Enter was pressed: the text stays while the keys are the detail's again. */
  readonly isAccepted: boolean;
  readonly pane: PaneName;
  /** From the top down, at most 1,000. */
  readonly matches: readonly Match[];
  /** The match that the cursor was put on, counted from 0. */
  readonly current?: number;
  /** What was not read yet; `detail-search-continued` goes on. */
  readonly frontier?: Frontier;
  readonly isCapped: boolean;
  /** What was shown when the search began. */
  readonly origin: Pane;
};

/** Whether a search has more to read; the session then dispatches `detail-search-continued` when idle. */
export function isSearching({ search }: { readonly search?: SearchState }): boolean {
  return search?.frontier !== undefined;
}
