import { formatCount } from '../../../model/text/formats.ts';
import type { Pane, PaneName } from '../rows/pane.ts';
import type { Frontier, Match } from './search-walk.ts';

export type SearchState = {
  readonly text: string;
  /** Whether Enter was pressed, so that keys move in the detail again. */
  readonly isAccepted: boolean;
  readonly pane: PaneName;
  /** From the top down, at most 1,000. */
  readonly matches: readonly Match[];
  /** The index in `matches` of the one under the cursor. */
  readonly current?: number;
  /** Which hit of that row it is, from 0. */
  readonly hit: number;
  /** Where the search continues; absent once everything has been searched. */
  readonly frontier?: Frontier;
  readonly isCapped: boolean;
  /** The pane at the start of the search. */
  readonly origin: Pane;
};

/** Whether a search has more to read: the session then dispatches `detail-search-continued`. */
export function isSearching({ search }: { readonly search?: SearchState }): boolean {
  return search?.frontier !== undefined;
}

/** The number of hits so far, and the place of the one under the cursor among them, from 1. */
export function countedHits({ matches, current, hit }: SearchState): {
  readonly total: number;
  readonly current?: number;
} {
  const sum = (rows: readonly Match[]) => rows.reduce((total, { hits }) => total + hits, 0);
  const total = sum(matches);
  return current === undefined ? { total } : { total, current: sum(matches.slice(0, current)) + hit + 1 };
}

/** `3 of 17+`, with `+` while there is more to search. */
export function hitWords(search: SearchState): string {
  const { frontier, isCapped } = search;
  const { total, current } = countedHits(search);
  if (total === 0) return frontier ? 'searching…' : 'nothing found';
  const all = isCapped
    ? `the first ${formatCount(total)} matches`
    : `${formatCount(total)}${frontier ? '+' : ''}`;
  return current === undefined ? all : `${formatCount(current)} of ${all}`;
}
