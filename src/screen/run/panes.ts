import { memo } from '../../model/memo.ts';
import type { Run, RunSummary, Span } from '../../model/run.ts';
import { isActive } from '../../model/status.ts';
import type { CriticalPath } from '../../model/trace/critical-path.ts';
import { remarkableSlowness } from '../../model/usual/usual.ts';
import type { TraceIndex } from '../trace/trace-index.ts';
import { type ArrangedTrace, arrangeTrace, emptyArrangement, wholeTimeNow } from '../trace/trace-view.ts';
import type { DetailState } from './detail-state.ts';
import type { Searched, SearchPlace } from './find/search.ts';
import { unfoldAtFirst, unfoldFailedStep } from './outline/fold-all.ts';
import { metadataOutline } from './outline/metadata-outline.ts';
import type { OpenRoot } from './outline/open-tree.ts';
import { entries, section } from './outline/outline-node.ts';
import { overviewOutline, summaryOutline } from './outline/overview-outline.ts';
import { pathOfSpan, waterfallRoot } from './outline/waterfall.ts';
import {
  createPane,
  jumpTo,
  type Pane,
  type PaneName,
  type PaneSize,
  type Panes,
  replaceRoot,
  settle,
} from './rows/pane.ts';
import type { RowContext } from './rows/row-phrases.ts';

type PaneSource = Pick<
  DetailState,
  'summary' | 'run' | 'lacksSteps' | 'look' | 'trace' | 'answer' | 'offered' | 'usual' | 'usualSteps'
>;

/** The run, the tabs and the footer. */
const linesAround = 3;

export function paneSize(detail: DetailState, viewport: PaneSize): PaneSize {
  const lines = linesAround + (hasAxis(detail, viewport) ? 1 : 0);
  return { width: viewport.width, height: Math.max(1, viewport.height - lines) };
}

const leastWithAxis = 8;

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

export function waterfallTrace({ panes }: Pick<DetailState, 'panes'>): ArrangedTrace {
  const { node } = panes.waterfall.root;
  return node.type === 'trace' ? node.trace : emptyArrangement;
}

export function withPane(detail: DetailState, pane: Pane): DetailState {
  return { ...detail, panes: { ...detail.panes, [activePaneName(detail)]: pane } };
}

const roots: Readonly<Record<PaneName, (source: PaneSource) => OpenRoot>> = {
  overview: overviewRoot,
  metadata: metadataRoot,
  waterfall: spansRoot,
  raw: rawRoot,
};

export function createPanes(source: PaneSource): Panes {
  const create = (name: PaneName) => createPane(roots[name](source));
  return {
    overview: create('overview'),
    metadata: create('metadata'),
    waterfall: create('waterfall'),
    raw: create('raw'),
  };
}

export const panesOfRun: readonly PaneName[] = ['overview', 'metadata'];
export const panesOfTrace: readonly PaneName[] = ['raw', 'waterfall'];

export function refreshPanes(detail: DetailState, names: readonly PaneName[]): DetailState {
  const panes: Record<PaneName, Pane> = { ...detail.panes };
  for (const name of names) panes[name] = replaceRoot(panes[name], roots[name](detail));
  return { ...detail, panes };
}

export function jumpToSpan(detail: DetailState, position: number, viewport: PaneSize): DetailState {
  const { waterfall: pane } = detail.panes;
  const path = pathOfSpan(pane.root, position);
  const waterfall = jumpTo(pane, path, detail.look, paneSize(detail, viewport));
  return { ...detail, panes: { ...detail.panes, waterfall } };
}

export function settleDetail(detail: DetailState, viewport: PaneSize): DetailState {
  const pane = activePane(detail);
  const settled = settle(pane, detail.look, paneSize(detail, viewport));
  return settled === pane ? detail : withPane(detail, settled);
}

const unreadSteps = { reading: 'reading…', unreadable: 'could not be read' };

function overviewRoot({ summary, run, lacksSteps, look, answer, offered, usualSteps }: PaneSource): OpenRoot {
  const { status, finishedAt, cancelRequestedAt, strandedBy, errorSummary = run?.errorSummary } = summary;
  const outline = run
    ? overviewOutline(
        { ...run, status, finishedAt, cancelRequestedAt, strandedBy, errorSummary },
        look.reveal,
        {
          answer,
          offered,
          usualSteps,
          unreadSteps: lacksSteps && unreadSteps[lacksSteps],
          isEndUnread: isActive(run) && !isActive(summary),
        },
      )
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

function rawRoot({ trace, look }: PaneSource): OpenRoot {
  const { spans, logs, startAt } = trace.index;
  const record = { shape: 'trace', startAt } as const;
  return unfoldAtFirst(section('raw', '', [entries({ spans, logs }, look.reveal, record)]));
}

/** What the words of the rows of the open run depend on, in a pane of `width` columns. */
export function rowContext(detail: DetailState, width: number, now: number): RowContext {
  const whole = wholeTimeNow(waterfallTrace(detail), now);
  return {
    ...{ now, width, whole, time: detail.trace.zoom ?? whole },
    ...{ slownessOf: slownessIn(detail, now), criticalPath: shownPath(detail) },
    ...{ summary: withUsual(detail), look: detail.look },
  };
}

/** The open run with what is usual for its workflow, once that is known; a row of a list may know it, too. */
export function withUsual({ summary, usual }: Pick<DetailState, 'summary' | 'usual'>): RunSummary {
  return usual ? { ...summary, usual } : summary;
}

/** The span of the run itself: the only root with its name. It is as slow as the run is said to be. */
function ownSpan({ summary, trace: { index } }: Pick<DetailState, 'summary' | 'trace'>): Span | undefined {
  return onlyRoot(index, summary.name);
}

const onlyRoot = memo(({ roots, spans }: TraceIndex, name: string): Span | undefined => {
  const isNamed = (root: number) => spans[root]?.name === name;
  const at = roots.findIndex(isNamed);
  const root = roots[at];
  return root === undefined || roots.findLastIndex(isNamed) !== at ? undefined : spans[root];
});

/** The span of the run itself is as slow as the header says: one of both would contradict the other. */
function slownessIn(detail: DetailState, now: number): RowContext['slownessOf'] {
  const own = ownSpan(detail)?.id;
  const ofRun = remarkableSlowness(withUsual(detail), now);
  return spanId => (spanId === own ? ofRun : detail.slow?.get(spanId));
}

/** The critical path, unless every span is on it: then it tells nothing apart. */
export function shownPath({ criticalPath, trace }: DetailState): CriticalPath | undefined {
  return criticalPath && criticalPath.size < trace.index.spans.length ? criticalPath : undefined;
}

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
