import type { Run, RunSummary } from '../../model/run.ts';
import { isActive } from '../../model/status.ts';
import { type ArrangedTrace, arrangeTrace, emptyArrangement } from '../trace/arranged-trace.ts';
import type { TraceIndex } from '../trace/trace-index.ts';
import type { DetailState } from './detail-state.ts';
import { unfoldAtFirst, unfoldFailedStep } from './outline/fold-all.ts';
import { metadataOutline } from './outline/metadata-outline.ts';
import type { OpenRoot } from './outline/open-tree.ts';
import { entries, section } from './outline/outline-parts.ts';
import { overviewOutline, summaryOutline } from './outline/overview-outline.ts';
import { waterfallRoot } from './outline/waterfall.ts';
import {
  createPane,
  type Pane,
  type PaneName,
  type PaneSize,
  type Panes,
  replaceRoot,
  settle,
} from './rows/pane.ts';

type PaneSource = Pick<
  DetailState,
  'summary' | 'run' | 'lacksSteps' | 'look' | 'trace' | 'answer' | 'offered' | 'usual' | 'usualSteps'
>;

/** The run, the tabs and the footer. */
const linesAround = 3;

/** The size of the rows of the shown tab. */
export function paneSize(detail: DetailState, viewport: PaneSize): PaneSize {
  const lines = linesAround + (hasAxis(detail, viewport) ? 1 : 0);
  return { width: viewport.width, height: Math.max(1, viewport.height - lines) };
}

const leastWithAxis = 8;

/** Whether a time axis is above the rows. */
export function hasAxis(detail: DetailState, { height }: PaneSize): boolean {
  if (activePaneName(detail) !== 'waterfall' || height < leastWithAxis) return false;
  return detail.panes.waterfall.root.rows > 0;
}

export function activePaneName({ tab, trace }: Pick<DetailState, 'tab' | 'trace'>): PaneName {
  if (tab !== 'trace') return tab;
  return trace.isRaw ? 'raw' : 'waterfall';
}

export function activePane(detail: DetailState): Pane {
  return detail.panes[activePaneName(detail)];
}

/** The trace as the waterfall shows it. */
export function waterfallTrace({ panes }: Pick<DetailState, 'panes'>): ArrangedTrace {
  const { node } = panes.waterfall.root;
  return node.type === 'trace' ? node.trace : emptyArrangement;
}

export function withPane(detail: DetailState, pane: Pane): DetailState {
  return { ...detail, panes: { ...detail.panes, [activePaneName(detail)]: pane } };
}

export function createPanes(source: PaneSource): Panes {
  return {
    overview: createPane(overviewRoot(source)),
    metadata: createPane(metadataRoot(source)),
    waterfall: createPane(spansRoot(source)),
    raw: createPane(rawRoot(source.trace.index, source.look.reveal)),
  };
}

/** Rebuilds the outlines of the run and keeps their folding. */
export function refreshRunPanes(detail: DetailState): DetailState {
  const overview = replaceRoot(detail.panes.overview, overviewRoot(detail));
  return refreshMetadata({ ...detail, panes: { ...detail.panes, overview } });
}

export function refreshMetadata(detail: DetailState): DetailState {
  const metadata = replaceRoot(detail.panes.metadata, metadataRoot(detail));
  return { ...detail, panes: { ...detail.panes, metadata } };
}

/** Rebuilds the outlines of the trace and keeps their folding. */
export function refreshTracePanes(detail: DetailState): DetailState {
  const raw = replaceRoot(detail.panes.raw, rawRoot(detail.trace.index, detail.look.reveal));
  return refreshWaterfall({ ...detail, panes: { ...detail.panes, raw } });
}

export function refreshWaterfall(detail: DetailState): DetailState {
  const waterfall = replaceRoot(detail.panes.waterfall, spansRoot(detail));
  return { ...detail, panes: { ...detail.panes, waterfall } };
}

export function settleDetail(detail: DetailState, viewport: PaneSize): DetailState {
  const pane = activePane(detail);
  const settled = settle(pane, detail.look, paneSize(detail, viewport));
  return settled === pane ? detail : withPane(detail, settled);
}

const unreadSteps = { reading: 'reading…', unreadable: 'could not be read' };

function overviewRoot({ summary, run, lacksSteps, look, answer, offered, usualSteps }: PaneSource): OpenRoot {
  const { status, finishedAt, cancelRequestedAt, errorSummary = run?.errorSummary } = summary;
  const outline = run
    ? overviewOutline({ ...run, status, finishedAt, cancelRequestedAt, errorSummary }, look.reveal, {
        answer,
        offered,
        usualSteps,
        unreadSteps: lacksSteps && unreadSteps[lacksSteps],
        isEndUnread: isActive(run) && !isActive(summary),
      })
    : summaryOutline(summary, look.reveal);
  return run ? unfoldFailedStep(unfoldAtFirst(outline), run) : unfoldAtFirst(outline);
}

/** The summary may be newer than the run, which has fields that the summary lacks. */
function metadataRoot({ summary, run, look, usual = summary.usual }: PaneSource): OpenRoot {
  const known: RunSummary | Run = run ? { ...run, ...summary } : summary;
  return unfoldAtFirst(metadataOutline({ ...known, usual }, look.reveal));
}

function spansRoot({ trace, summary, run, look }: PaneSource): OpenRoot {
  return waterfallRoot(arrangeTrace(trace.index, trace.order, summary, run?.steps), look.reveal);
}

function rawRoot({ spans, logs, startAt }: TraceIndex, reveal: boolean): OpenRoot {
  const record = { shape: 'trace', startAt } as const;
  return unfoldAtFirst(section('raw', '', [entries({ spans, logs }, reveal, record)]));
}
