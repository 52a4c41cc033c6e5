import type { DetailState } from '../detail-state.ts';
import { keysAlong, pathOfKeys } from '../open-keys.ts';
import { type OpenNode, updateAt } from '../open-tree.ts';
import { childIndex } from '../outline/outline-children.ts';
import { cursorPath, jumpTo, type Pane, type PaneSize } from '../pane.ts';
import { activePane, activePaneName, paneSize, withPane } from '../panes.ts';
import { toggleAttributes } from '../trace/waterfall.ts';
import type { SearchState } from './search-state.ts';
import {
  comparePlaces,
  continueWalk,
  type Match,
  mostMatches,
  placeOfKeys,
  startWalk,
} from './search-walk.ts';
import { showHit } from './show-hit.ts';

const stepsPerKey = 8;
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

/** Moves to the next hit in the row of the cursor, or below (or above) it; wraps around. */
export function walkMatches(detail: DetailState, by: number, viewport: PaneSize): DetailState {
  let { search } = detail;
  if (!search) return detail;
  const place = cursorPlace(activePane(detail));
  const here = search.current === undefined ? undefined : search.matches[search.current];
  const hit = search.hit + by;
  if (here && comparePlaces(here.place, place) === 0 && hit >= 0 && hit < here.hits)
    return toMatch(detail, search.current, activePane(detail), viewport, hit);
  for (let steps = 0; search.frontier && steps < stepsPerKey; steps += 1) {
    if (by > 0 && indexBeyond(search.matches, place, by) !== undefined) break;
    search = searchNextPart(search, detail);
  }
  const beyond = indexBeyond(search.matches, place, by);
  const around = by > 0 ? 0 : search.matches.length - 1;
  const index = beyond ?? (search.frontier && by > 0 ? undefined : around);
  const last = index === undefined ? 0 : (search.matches[index]?.hits ?? 1) - 1;
  return toMatch({ ...detail, search }, index, activePane(detail), viewport, by > 0 ? 0 : last);
}

function searchNextPart(search: SearchState, { look }: DetailState): SearchState {
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
  return toMatch(detail, index, base, viewport);
}

function toMatch(
  detail: DetailState,
  index: number | undefined,
  base: Pane,
  viewport: PaneSize,
  hit = 0,
): DetailState {
  const match = index === undefined ? undefined : detail.search?.matches[index];
  if (!detail.search || !match) return detail;
  const root = showAttributes(base.root, match.keys);
  const size = paneSize(viewport);
  const pane = jumpTo({ ...base, root }, pathOfKeys(root, match.keys), detail.look, size);
  const shown = showHit(pane, { needle: detail.search.text.toLowerCase(), hit }, detail.look, size);
  return { ...withPane(detail, shown), search: { ...detail.search, current: index, hit } };
}

/** Shows the attributes of a span that contain the match. */
function showAttributes(root: OpenNode, keys: readonly string[]): OpenNode {
  const attribute = keys.findIndex(key => key.startsWith('f:'));
  if (attribute < 1) return root;
  const path = pathOfKeys(root, keys.slice(0, attribute));
  let isShown = false;
  updateAt(root, path, at => {
    isShown = at.node.type === 'span' && at.node.showsAttributes;
    return at;
  });
  return isShown ? root : toggleAttributes(root, path);
}

function cursorPlace(pane: Pane): readonly number[] {
  return placeOfKeys(pane.root.node, keysAlong(pane.root, cursorPath(pane)), childIndex);
}

function indexBeyond(matches: readonly Match[], place: readonly number[], by: number): number | undefined {
  const index =
    by > 0
      ? matches.findIndex(match => comparePlaces(match.place, place) > 0)
      : matches.findLastIndex(match => comparePlaces(match.place, place) < 0);
  return index < 0 ? undefined : index;
}
