import type { DetailState } from '../detail-state.ts';
import type { PaneSize } from '../pane.ts';
import { activePane } from '../panes.ts';
import { cursorPlace, goToHit } from './go-to-hit.ts';
import { searchNextPart } from './search.ts';
import { comparePlaces, type Match } from './search-walk.ts';

const stepsPerKey = 8;

/** Moves to the next hit in the row of the cursor, or below (or above) it; wraps around. */
export function walkMatches(detail: DetailState, by: number, viewport: PaneSize): DetailState {
  let { search } = detail;
  if (!search) return detail;
  const place = cursorPlace(activePane(detail));
  const here = search.current === undefined ? undefined : search.matches[search.current];
  const hit = search.hit + by;
  if (here && comparePlaces(here.place, place) === 0 && hit >= 0 && hit < here.hits)
    return goToHit(detail, search.current, activePane(detail), viewport, hit);
  for (let steps = 0; search.frontier && steps < stepsPerKey; steps += 1) {
    if (by > 0 && indexBeyond(search.matches, place, by) !== undefined) break;
    search = searchNextPart(search, detail);
  }
  const beyond = indexBeyond(search.matches, place, by);
  const around = by > 0 ? 0 : search.matches.length - 1;
  const index = beyond ?? (search.frontier && by > 0 ? undefined : around);
  const last = index === undefined ? 0 : (search.matches[index]?.hits ?? 1) - 1;
  return goToHit({ ...detail, search }, index, activePane(detail), viewport, by > 0 ? 0 : last);
}

function indexBeyond(matches: readonly Match[], place: readonly number[], by: number): number | undefined {
  const index =
    by > 0
      ? matches.findIndex(match => comparePlaces(match.place, place) > 0)
      : matches.findLastIndex(match => comparePlaces(match.place, place) < 0);
  return index < 0 ? undefined : index;
}
