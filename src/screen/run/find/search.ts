import type { DetailState } from '../detail-state.ts';
import type { PaneSize } from '../pane.ts';
import { activePane, activePaneName, withPane } from '../panes.ts';
import { cursorPlace, goToHit } from './go-to-hit.ts';
import type { SearchState } from './search-state.ts';
import { comparePlaces, continueWalk, mostMatches, startWalk } from './search-walk.ts';

const stepsPerText = 3;

/** Searches for a new text from the cursor's position at the start of the search. */
export function changeSearch(detail: DetailState, text: string, viewport: PaneSize): DetailState {
  const isTyping = detail.search !== undefined && !detail.search.isAccepted;
  const origin = isTyping && detail.search ? detail.search.origin : activePane(detail);
  const base = {
    text,
    isAccepted: false,
    pane: activePaneName(detail),
    matches: [],
    isCapped: false,
    hit: 0,
    origin,
  };
  const shown = withPane(detail, origin);
  if (text === '') return { ...shown, search: base };
  let search = searchNextPart({ ...base, frontier: startWalk(origin.root.node) }, detail);
  for (let steps = 1; search.frontier && steps < stepsPerText; steps += 1)
    search = searchNextPart(search, detail);
  return toFirstMatch({ ...shown, search }, viewport);
}

export function acceptSearch(detail: DetailState): DetailState {
  const { search } = detail;
  if (!search || search.text === '') return { ...detail, search: undefined };
  return { ...detail, search: { ...search, isAccepted: true } };
}

/** Ends the search; if it was still being typed, restores the cursor. */
export function clearSearch(detail: DetailState): DetailState {
  const { search } = detail;
  if (!search) return detail;
  const isOnPane = search.pane === activePaneName(detail);
  const shown = search.isAccepted || !isOnPane ? detail : withPane(detail, search.origin);
  return { ...shown, search: undefined };
}

export function continueSearch(detail: DetailState, viewport: PaneSize): DetailState {
  const { search } = detail;
  if (!search?.frontier) return detail;
  const shown = { ...detail, search: searchNextPart(search, detail) };
  return search.current === undefined ? toFirstMatch(shown, viewport) : shown;
}

/** Searches for the same text again after the rows, their text or the tab have changed. */
export function repeatSearch(detail: DetailState): DetailState {
  const { search } = detail;
  if (!search || search.text === '') return detail;
  const origin = activePane(detail);
  const fresh = {
    ...search,
    pane: activePaneName(detail),
    matches: [],
    isCapped: false,
    current: undefined,
    hit: 0,
    origin,
  };
  const again = searchNextPart({ ...fresh, frontier: startWalk(origin.root.node) }, detail);
  const place = cursorPlace(origin);
  const current = again.matches.findIndex(match => comparePlaces(match.place, place) === 0);
  return { ...detail, search: { ...again, current: current < 0 ? undefined : current } };
}

/** Searches for a few milliseconds more. */
export function searchNextPart(search: SearchState, { look }: DetailState): SearchState {
  if (!search.frontier) return search;
  const { matches, frontier } = continueWalk(search.frontier, search.text, look);
  const all = [...search.matches, ...matches].slice(0, mostMatches);
  const isCapped = all.length >= mostMatches;
  return { ...search, matches: all, isCapped, frontier: isCapped ? undefined : frontier };
}

function toFirstMatch(detail: DetailState, viewport: PaneSize): DetailState {
  const { search } = detail;
  if (!search) return detail;
  const place = cursorPlace(search.origin);
  const found = search.matches.findIndex(match => comparePlaces(match.place, place) >= 0);
  const index = found >= 0 ? found : search.frontier ? undefined : 0;
  const base = search.isAccepted ? activePane(detail) : search.origin;
  return goToHit(detail, index, base, viewport);
}
