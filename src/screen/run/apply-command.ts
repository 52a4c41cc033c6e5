import type { PaneSize } from '../shell/layout.ts';
import {
  panBy,
  panTo,
  type SiblingOrder,
  type TimeWindow,
  type TraceView,
  wholeTime,
  zoomBy,
} from '../trace/trace-view.ts';
import {
  activePane,
  activePaneName,
  type DetailCommand,
  type DetailState,
  jumpToSpan,
  paneSize,
  panesOfRun,
  panesOfTrace,
  refreshPanes,
  searchedPane,
  searchPlace,
  tabBeside,
  waterfallTrace,
  withPane,
  withSearched,
} from './detail-state.ts';
import { acceptSearch, changeSearch, clearSearch, walkMatches } from './find/search.ts';
import { nextErrorPath } from './find/search-walk.ts';
import { rowOf, setOpen } from './outline/open-tree.ts';
import { isFoldable } from './outline/outline-children.ts';
import { foldAll, nextFailureFrom, timeOfRow, toggleAttributes, unfoldAll } from './outline/waterfall.ts';
import type { Look } from './rows/flow.ts';
import {
  cursorPath,
  cursorRow,
  isSamePlace,
  jumpTo,
  moveBy,
  moveTo,
  type Pane,
  refold,
  showUnfolded,
} from './rows/pane.ts';

export function applyCommand(
  detail: DetailState,
  command: DetailCommand,
  viewport: PaneSize,
  now: number,
): DetailState {
  const { trace } = detail;
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
      return refreshPanes(withLook(detail, { reveal: !detail.look.reveal }), [
        ...panesOfRun,
        ...panesOfTrace,
      ]);
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
      return activePaneName(detail) === 'waterfall'
        ? followCursor(toFailure(detail, command.by, viewport))
        : toError(detail, command.by, viewport);
    case 'raw':
      return detail.tab === 'trace' ? withTrace(detail, { ...trace, isRaw: !trace.isRaw }) : detail;
    case 'order':
    case 'zoom':
    case 'zoom-reset':
      return activePaneName(detail) === 'waterfall' ? withWaterfall(detail, command) : detail;
    default: {
      const panned = panInstead(detail, command);
      if (panned) return panned;
      const pane = activePane(detail);
      const size = paneSize(detail, viewport);
      const next = showUnfolded(pane, apply(pane, command, detail.look, size), detail.look, size);
      return isSamePlace(pane, next) ? detail : followMove(detail, withPane(detail, next));
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

function apply(pane: Pane, command: DetailCommand, look: Look, size: PaneSize): Pane {
  switch (command.type) {
    case 'move':
      return moveBy(pane, command.by, look, size);
    case 'page':
      return moveBy(pane, command.by * size.height, look, size);
    case 'half-page':
      return moveBy(pane, command.by * Math.ceil(size.height / 2), look, size);
    case 'top':
      return moveTo(pane, 0, look, size);
    case 'bottom':
      return moveTo(pane, pane.root.rows - 1, look, size);
    case 'toggle':
      return toggle(pane);
    case 'enter':
      return enter(pane);
    case 'fold':
      return foldOrParent(pane);
    case 'unfold':
      return unfoldOrChild(pane);
    case 'toggle-all':
      return toggleAll(pane);
    default:
      return pane;
  }
}

function toggle(pane: Pane): Pane {
  const row = cursorRow(pane);
  if (!row || !isFoldable(row.node)) return pane;
  return refold(pane, setOpen(pane.root, row.path, !row.isOpen));
}

function enter(pane: Pane): Pane {
  const row = cursorRow(pane);
  if (row?.node.type !== 'span') return toggle(pane);
  return refold(pane, toggleAttributes(pane.root, row.path));
}

function foldOrParent(pane: Pane): Pane {
  const row = cursorRow(pane);
  if (row?.isOpen) return toggle(pane);
  if (!row || row.path.length < 2) return pane;
  return { ...pane, cursor: rowOf(pane.root, row.path.slice(0, -1)) };
}

function unfoldOrChild(pane: Pane): Pane {
  const row = cursorRow(pane);
  if (!row || !isFoldable(row.node)) return pane;
  return row.isOpen ? { ...pane, cursor: pane.cursor + 1 } : toggle(pane);
}

/** Folds everything if anything is unfolded; the cursor moves to its outermost node. */
function toggleAll(pane: Pane): Pane {
  const hasOpen = pane.root.children.some(child => child.isOpen);
  const { node } = pane.root;
  const { root, isWhole } = hasOpen ? { root: foldAll(node), isWhole: true } : unfoldAll(node);
  if (root.rows === pane.root.rows) return pane;
  const folded = refold({ ...pane, cursor: rowOf(pane.root, cursorPath(pane).slice(0, 1)) }, root);
  return isWhole ? folded : { ...folded, isUnfoldedInPart: true };
}

const nextOrder: Readonly<Record<SiblingOrder, SiblingOrder>> = {
  start: 'duration',
  duration: 'self',
  self: 'start',
};

function withWaterfall(detail: DetailState, command: DetailCommand): DetailState {
  const { trace } = detail;
  if (command.type === 'zoom') {
    const whole = wholeTime(waterfallTrace(detail));
    return withTrace(detail, zoomBy(trace, whole, command.by, timeAtCursor(detail)));
  }
  if (command.type === 'zoom-reset') return withTrace(detail, { ...trace, zoom: undefined });
  const ordered = { ...trace, order: nextOrder[trace.order], hasMovedCursor: true };
  return refreshPanes(withTrace(detail, ordered), ['waterfall']);
}

/** Moves the zoomed window if the key has nothing to fold or unfold; `undefined` at the end of the trace. */
function panInstead(detail: DetailState, command: DetailCommand): DetailState | undefined {
  const isFold = command.type === 'fold';
  if (activePaneName(detail) !== 'waterfall' || !(isFold || command.type === 'unfold')) return undefined;
  const row = cursorRow(detail.panes.waterfall);
  if (!row || (isFold ? row.isOpen : !row.isOpen && isFoldable(row.node))) return undefined;
  const trace = panBy(detail.trace, wholeTime(waterfallTrace(detail)), isFold ? -1 : 1);
  return trace === detail.trace ? undefined : withTrace(detail, { ...trace, hasMovedCursor: true });
}

function withTrace(detail: DetailState, trace: TraceView): DetailState {
  return trace === detail.trace ? detail : { ...detail, trace };
}

function followCursor(detail: DetailState): DetailState {
  if (activePaneName(detail) !== 'waterfall') return detail;
  const trace = { ...detail.trace, hasMovedCursor: true };
  return withTrace(detail, panTo(trace, wholeTime(waterfallTrace(detail)), timeAtCursor(detail)));
}

/** A window that was moved away from the cursor stays there until the cursor moves. */
function followMove(before: DetailState, detail: DetailState): DetailState {
  if (activePaneName(detail) !== 'waterfall') return detail;
  const [from, to] = [timeAtCursor(before), timeAtCursor(detail)];
  if (from?.from !== to?.from || from?.to !== to?.to) return followCursor(detail);
  return withTrace(detail, { ...detail.trace, hasMovedCursor: true });
}

function timeAtCursor({ panes }: DetailState): TimeWindow | undefined {
  return timeOfRow(panes.waterfall.root, cursorRow(panes.waterfall));
}

function toFailure(detail: DetailState, by: number, viewport: PaneSize): DetailState {
  const { waterfall } = detail.panes;
  const position = nextFailureFrom(waterfall.root, cursorRow(waterfall), by);
  return position === undefined ? detail : jumpToSpan(detail, position, viewport);
}
