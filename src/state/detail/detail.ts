import type { InspectorError } from '../../model/errors.ts';
import type { Run, RunSummary } from '../../model/run.ts';
import type { TracePage } from '../../stores/store.ts';
import { applyCommand, type DetailCommand } from './detail-command.ts';
import type { Look } from './flow.ts';
import { unfoldAtFirst } from './fold-all.ts';
import { overviewOutline, summaryOutline } from './overview-outline.ts';
import { createPane, type Pane, type PaneSize, replaceRoot } from './pane.ts';
import { settleDetail } from './panes.ts';

export type DetailTab = 'overview' | 'metadata' | 'trace';

export type DetailState = {
  readonly summary: RunSummary;
  /** The run whole, once it was read. */
  readonly run?: Run;
  /** Why it could not be read the last time it was tried. */
  readonly error?: InspectorError;
  readonly tab: DetailTab;
  readonly look: Look;
  readonly overview: Pane;
};

export type { DetailCommand };

export type DetailAction =
  | { readonly type: 'detail-run-loaded'; readonly run: Run }
  | { readonly type: 'detail-load-failed'; readonly error: InspectorError }
  | { readonly type: 'detail-trace-page-loaded'; readonly runId: string; readonly page: TracePage }
  | { readonly type: 'detail-summary-changed'; readonly summary: RunSummary }
  | { readonly type: 'detail-command'; readonly command: DetailCommand };

export function openDetail(summary: RunSummary): DetailState {
  return {
    summary,
    tab: 'overview',
    look: { format: 'json', wrap: false, reveal: false },
    overview: createPane(unfoldAtFirst(summaryOutline(summary, false))),
  };
}

export function reduceDetail(detail: DetailState, action: DetailAction, viewport: PaneSize): DetailState {
  return settleDetail(reduce(detail, action, viewport), viewport);
}

function reduce(detail: DetailState, action: DetailAction, viewport: PaneSize): DetailState {
  switch (action.type) {
    case 'detail-run-loaded':
      return action.run.id === detail.summary.id ? withRun(detail, action.run) : detail;
    case 'detail-load-failed':
      return { ...detail, error: action.error };
    case 'detail-summary-changed':
      return action.summary.id === detail.summary.id ? { ...detail, summary: action.summary } : detail;
    case 'detail-command':
      return applyCommand(detail, action.command, viewport);
    default:
      return detail;
  }
}

function withRun(detail: DetailState, run: Run): DetailState {
  const fresh = unfoldAtFirst(overviewOutline(run, detail.look.reveal));
  const overview = detail.run ? replaceRoot(detail.overview, fresh) : createPane(fresh);
  return { ...detail, summary: run, run, error: undefined, overview };
}
