import type { DetailCommand } from '../detail-actions.ts';
import type { DetailState } from '../detail-state.ts';
import { rowAt } from '../open-tree.ts';
import { jumpTo, type Pane, type PaneSize } from '../pane.ts';
import { activePaneName, paneSize, waterfallTrace } from '../panes.ts';
import { panTo, type TimeWindow, type TraceView, wholeTime, zoomBy } from './trace-view.ts';
import { nextFailureFrom, pathOfSpan, timeOfRow } from './waterfall.ts';

/** Applies a command to the trace; after a move in the waterfall the zoomed window follows the cursor. */
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
    case 'zoom-reset':
      return withTrace(detail, { ...trace, zoom: undefined });
    case 'error':
      return followCursor(toFailure(detail, command.by, viewport));
    default:
      return followCursor(detail);
  }
}

function withTrace(detail: DetailState, trace: TraceView): DetailState {
  return { ...detail, trace };
}

/** Moves the zoomed window to the cursor, which the user has moved. */
export function followCursor(detail: DetailState): DetailState {
  if (activePaneName(detail) !== 'waterfall') return detail;
  const trace = { ...detail.trace, hasMovedCursor: true };
  return withTrace(detail, panTo(trace, wholeTime(waterfallTrace(detail)), timeAtCursor(detail)));
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
  const waterfall = jumpTo(pane, path, detail.look, paneSize(viewport));
  return { ...detail, panes: { ...detail.panes, waterfall } };
}
