import type { DetailState } from './detail-state.ts';
import type { Searched, SearchPlace } from './find/search.ts';
import { activePane, activePaneName, paneSize, withPane } from './panes.ts';
import { rowContext } from './row-context.ts';
import type { PaneSize } from './rows/pane.ts';

/** The shown pane with the search in it. */
export function searchedPane(detail: DetailState): Searched {
  return { pane: activePane(detail), search: detail.search };
}

export function withSearched(detail: DetailState, { pane, search }: Searched): DetailState {
  return { ...withPane(detail, pane), search };
}

export function searchPlace(detail: DetailState, viewport: PaneSize, now: number): SearchPlace {
  const size = paneSize(detail, viewport);
  return { name: activePaneName(detail), size, context: rowContext(detail, size.width, now) };
}
