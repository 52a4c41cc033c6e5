import type { DetailState } from './detail.ts';
import { unfoldAtFirst } from './fold-all.ts';
import { overviewOutline, summaryOutline } from './overview-outline.ts';
import { type Pane, type PaneSize, replaceRoot, settle } from './pane.ts';

/** The lines around a pane: the run, the tabs, and the line below. */
const linesAround = 3;

/** The part of the detail's box in which the rows of a tab stand. */
export function paneSize(viewport: PaneSize): PaneSize {
  return { width: viewport.width, height: Math.max(1, viewport.height - linesAround) };
}

export function activePane(detail: DetailState): Pane {
  return detail.overview;
}

export function withPane(detail: DetailState, pane: Pane): DetailState {
  return { ...detail, overview: pane };
}

/** The panes made anew from the run, under the folding they have. */
export function rebuild(detail: DetailState): DetailState {
  const outline = detail.run
    ? overviewOutline(detail.run, detail.look.reveal)
    : summaryOutline(detail.summary, detail.look.reveal);
  return { ...detail, overview: replaceRoot(detail.overview, unfoldAtFirst(outline)) };
}

export function settleDetail(detail: DetailState, viewport: PaneSize): DetailState {
  const pane = activePane(detail);
  const settled = settle(pane, detail.look, paneSize(viewport));
  return settled === pane ? detail : withPane(detail, settled);
}
