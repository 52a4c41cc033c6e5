import { formatCount } from '../../../model/text/formats.ts';
import { countedHits, type SearchState } from '../find/search-state.ts';

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
