import type { SiblingOrder } from '../trace/arranged-trace.ts';
import { panBy, panTo, type TimeWindow, type TraceView, wholeTime, zoomBy } from '../trace/trace-view.ts';
import type { DetailCommand } from './detail-actions.ts';
import type { DetailState } from './detail-state.ts';
import { rowAt } from './outline/open-tree.ts';
import { isFoldable } from './outline/outline-children.ts';
import { nextFailureFrom, pathOfSpan, timeOfRow } from './outline/waterfall.ts';
import { activePaneName, paneSize, refreshWaterfall, waterfallTrace } from './panes.ts';
import { jumpTo, type Pane, type PaneSize } from './rows/pane.ts';

const nextOrder: Readonly<Record<SiblingOrder, SiblingOrder>> = {
  start: 'duration',
  duration: 'self',
  self: 'start',
};

/** Applies a command to the trace. */
export function commandTrace(detail: DetailState, command: DetailCommand, viewport: PaneSize): DetailState {
  const { trace } = detail;
  if (detail.tab !== 'trace') return detail;
  if (command.type === 'raw') return { ...detail, trace: { ...trace, isRaw: !trace.isRaw } };
  if (activePaneName(detail) !== 'waterfall') return detail;
  switch (command.type) {
    case 'zoom':
      return withTrace(
        detail,
        zoomBy(trace, wholeTime(waterfallTrace(detail)), command.by, timeAtCursor(detail)),
      );
    case 'order':
      return refreshWaterfall(
        withTrace(detail, { ...trace, order: nextOrder[trace.order], hasMovedCursor: true }),
      );
    case 'zoom-reset':
      return withTrace(detail, { ...trace, zoom: undefined });
    case 'error':
      return followCursor(toFailure(detail, command.by, viewport));
    default:
      return detail;
  }
}

/** Moves the zoomed window where the key has nothing to fold or unfold, unless that is at the end already. */
export function panInstead(detail: DetailState, command: DetailCommand): DetailState | undefined {
  const isFold = command.type === 'fold';
  if (activePaneName(detail) !== 'waterfall' || !(isFold || command.type === 'unfold')) return undefined;
  const { root, cursor } = detail.panes.waterfall;
  const row = rowAt(root, cursor);
  if (!row || (isFold ? row.isOpen : !row.isOpen && isFoldable(row.node))) return undefined;
  const trace = panBy(detail.trace, wholeTime(waterfallTrace(detail)), isFold ? -1 : 1);
  return trace === detail.trace ? undefined : withTrace(detail, { ...trace, hasMovedCursor: true });
}

function withTrace(detail: DetailState, trace: TraceView): DetailState {
  return trace === detail.trace ? detail : { ...detail, trace };
}

/** Moves the zoomed window to the cursor, which the user has moved. */
export function followCursor(detail: DetailState): DetailState {
  if (activePaneName(detail) !== 'waterfall') return detail;
  const trace = { ...detail.trace, hasMovedCursor: true };
  return withTrace(detail, panTo(trace, wholeTime(waterfallTrace(detail)), timeAtCursor(detail)));
}

/** After a key that moved the cursor or folded; a window that was moved away from the cursor stays there. */
export function followMove(before: DetailState, detail: DetailState): DetailState {
  if (activePaneName(detail) !== 'waterfall') return detail;
  const [from, to] = [timeAtCursor(before), timeAtCursor(detail)];
  if (from?.from !== to?.from || from?.to !== to?.to) return followCursor(detail);
  return withTrace(detail, { ...detail.trace, hasMovedCursor: true });
}

function timeAtCursor({ panes }: DetailState): TimeWindow | undefined {
  const { root, cursor } = panes.waterfall;
  return timeOfRow(root, rowAt(root, cursor));
}

function toFailure(detail: DetailState, by: number, viewport: PaneSize): DetailState {
  const pane: Pane = detail.panes.waterfall;
  const position = nextFailureFrom(pane.root, rowAt(pane.root, pane.cursor), by);
  if (position === undefined) return detail;
  const path = pathOfSpan(pane.root, position);
  const waterfall = jumpTo(pane, path, detail.look, paneSize(detail, viewport));
  return { ...detail, panes: { ...detail.panes, waterfall } };
}
