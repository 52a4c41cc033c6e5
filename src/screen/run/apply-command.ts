import type { DetailCommand } from './detail-actions.ts';
import type { DetailState } from './detail-state.ts';
import { tabBeside } from './detail-tabs.ts';
import { nextErrorPath } from './find/error-walk.ts';
import { acceptSearch, changeSearch, clearSearch, walkMatches } from './find/search.ts';
import { moveInPane } from './move-in-pane.ts';
import {
  activePane,
  activePaneName,
  paneSize,
  refreshRunPanes,
  refreshTracePanes,
  withPane,
} from './panes.ts';
import { jumpTo, type PaneSize } from './rows/pane.ts';
import { searchedPane, searchPlace, withSearched } from './searched-pane.ts';
import { commandTrace, followCursor, followMove, panInstead } from './trace-command.ts';

export function applyCommand(
  detail: DetailState,
  command: DetailCommand,
  viewport: PaneSize,
  now: number,
): DetailState {
  const searched = searchedPane(detail);
  switch (command.type) {
    case 'tab': {
      const tab = 'to' in command ? command.to : tabBeside(detail.tab, command.by);
      return tab === detail.tab ? detail : { ...detail, tab };
    }
    case 'format':
      return withLook(detail, { format: detail.look.format === 'json' ? 'yaml' : 'json' });
    case 'wrap':
      return withLook(detail, { wrap: !detail.look.wrap });
    case 'reveal':
      return refreshTracePanes(refreshRunPanes(withLook(detail, { reveal: !detail.look.reveal })));
    case 'search-changed':
      return withSearched(detail, changeSearch(searched, command.text, searchPlace(detail, viewport, now)));
    case 'search-accepted':
      return { ...detail, search: acceptSearch(detail.search) };
    case 'search-cleared':
      return withSearched(detail, clearSearch(searched, activePaneName(detail)));
    case 'match':
      return followCursor(
        withSearched(detail, walkMatches(searched, command.by, searchPlace(detail, viewport, now))),
      );
    case 'error':
      if (activePaneName(detail) !== 'waterfall') return toError(detail, command.by, viewport);
      return commandTrace(detail, command, viewport);
    case 'raw':
    case 'order':
    case 'zoom':
    case 'zoom-reset':
      return commandTrace(detail, command, viewport);
    default: {
      const panned = panInstead(detail, command);
      if (panned) return panned;
      const pane = activePane(detail);
      const next = moveInPane(pane, command, detail.look, paneSize(detail, viewport));
      return next === pane ? detail : followMove(detail, withPane(detail, next));
    }
  }
}

function toError(detail: DetailState, by: number, viewport: PaneSize): DetailState {
  const pane = activePane(detail);
  const path = nextErrorPath(pane, by);
  return path ? withPane(detail, jumpTo(pane, path, detail.look, paneSize(detail, viewport))) : detail;
}

function withLook(detail: DetailState, look: Partial<DetailState['look']>): DetailState {
  return { ...detail, look: { ...detail.look, ...look } };
}
