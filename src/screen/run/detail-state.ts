import type { TracePage } from '../../contract/trace-pages.ts';
import type { InspectorError } from '../../model/errors.ts';
import { memo } from '../../model/memo.ts';
import type { Run, RunSummary, Span, Usual } from '../../model/run.ts';
import { isActive } from '../../model/status.ts';
import type { CriticalPath } from '../../model/trace/critical-path.ts';
import { remarkableSlowness } from '../../model/usual/usual.ts';
import type { UsualParts } from '../../model/usual/usual-parts.ts';
import type { PaneSize } from '../shell/layout.ts';
import { type Perform, type State, shownNow } from '../shell/state.ts';
import type { TraceIndex } from '../trace/trace-index.ts';
import {
  type ArrangedTrace,
  arrangeTrace,
  emptyArrangement,
  type TraceView,
  wholeTimeNow,
} from '../trace/trace-view.ts';
import type { Searched, SearchPlace, SearchState } from './find/search.ts';
import type { FailureAnswer } from './outline/error-section.ts';
import { metadataOutline } from './outline/metadata-outline.ts';
import type { OpenRoot } from './outline/open-tree.ts';
import { entries, section } from './outline/outline-node.ts';
import { overviewOutline, summaryOutline } from './outline/overview-outline.ts';
import { pathOfSpan, unfoldAtFirst, unfoldFailedStep, waterfallRoot } from './outline/waterfall.ts';
import type { Look } from './rows/flow.ts';
import {
  createPane,
  jumpTo,
  type Pane,
  type PaneName,
  type Panes,
  replaceRoot,
  settle,
} from './rows/pane.ts';
import type { RowContext } from './rows/row-phrases.ts';

/** The screen that a run was opened from, with the run under the cursor of the table. */
export type Place = {
  readonly screen: 'detail' | 'groups' | 'compare';
  readonly detail?: DetailState;
  readonly compare?: State['compare'];
  readonly cursorAddress?: string;
};

export type DetailState = {
  readonly summary: RunSummary;
  readonly run?: Run;
  /** Epoch ms; absent until `run` is read. */
  readonly readAt?: number;
  /** Set while `run` is without its very many steps, or with those of an earlier read. */
  readonly lacksSteps?: 'reading' | 'unreadable';
  readonly answer?: FailureAnswer;
  /** The workflows that running programs offer, read for a queued run. */
  readonly offered?: readonly string[];
  readonly usual?: Usual;
  readonly usualSteps?: UsualParts;
  /** By the ids of slow spans, how many times as long as usual they took. */
  readonly slow?: ReadonlyMap<string, number>;
  readonly criticalPath?: CriticalPath;
  readonly error?: InspectorError;
  readonly tab: DetailTab;
  readonly look: Look;
  readonly panes: Panes;
  readonly trace: TraceView;
  readonly search?: SearchState;
  /** Where Esc goes, if not to the table. */
  readonly openedFrom?: Place;
};

declare module '../shell/state.ts' {
  interface State {
    readonly detail?: DetailState;
  }
  interface Actions {
    readonly detail: DetailAction | OpenRunAction;
  }
}

export const detailTabs = ['overview', 'metadata', 'trace'] as const;

export type DetailTab = (typeof detailTabs)[number];

export function tabBeside(tab: DetailTab, steps: number): DetailTab {
  const count = detailTabs.length;
  return detailTabs[(detailTabs.indexOf(tab) + (steps % count) + count) % count] ?? tab;
}

export type DetailCommand =
  | { readonly type: 'move' | 'page' | 'half-page' | 'error' | 'match' | 'zoom'; readonly by: number }
  | { readonly type: 'top' | 'bottom' | 'toggle' | 'enter' | 'fold' | 'unfold' | 'toggle-all' | 'zoom-reset' }
  | { readonly type: 'tab'; readonly to: DetailTab }
  | { readonly type: 'tab'; readonly by: number }
  | { readonly type: 'format' | 'wrap' | 'raw' | 'reveal' | 'order' }
  | { readonly type: 'search-changed'; readonly text: string }
  | { readonly type: 'search-accepted' | 'search-cleared' };

export type OpenRunAction =
  /** In place of the run that is open. */
  | { readonly type: 'detail-opened'; readonly summary: RunSummary }
  /** With the focus; Esc goes back to what is shown now. */
  | {
      readonly type: 'run-opened';
      readonly summary: RunSummary;
      readonly inTrace?: { readonly spanId?: string };
    }
  | { readonly type: 'run-left' }
  | { readonly type: 'detail-closed' };

export type DetailAction =
  /** `lacksSteps`: a later action brings the steps. */
  | { readonly type: 'detail-run-loaded'; readonly run: Run; readonly lacksSteps?: boolean }
  | { readonly type: 'detail-load-failed'; readonly part: 'run' | 'trace'; readonly error: InspectorError }
  | { readonly type: 'detail-trace-page-loaded'; readonly address: string; readonly page: TracePage }
  | { readonly type: 'detail-summary-changed'; readonly summary: RunSummary }
  | {
      readonly type: 'detail-usual-found';
      readonly address: string;
      readonly usual?: Usual;
      /** If absent, the steps found before stay; so do the slow spans. */
      readonly steps?: UsualParts;
      readonly slow?: ReadonlyMap<string, number>;
    }
  | { readonly type: 'detail-path-found'; readonly address: string; readonly path: CriticalPath }
  | { readonly type: 'detail-answer-found'; readonly address: string; readonly answer: FailureAnswer }
  | { readonly type: 'detail-offers-read'; readonly offered: readonly string[] }
  /** Dispatched while `isSearching`. */
  | { readonly type: 'detail-search-continued' }
  | { readonly type: 'detail-command-given'; readonly command: DetailCommand };

export function toDetail(command: DetailCommand): Perform {
  return ({ dispatch }) => dispatch({ type: 'detail-command-given', command });
}

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
  metadata: ({ summary, run, look, usual = summary.usual }) => {
    // The summary may be newer than the run, which has fields that the summary lacks.
    const known: RunSummary | Run = run ? { ...run, ...summary } : summary;
    return unfoldAtFirst(metadataOutline({ ...known, usual }, look.reveal));
  },
  waterfall: ({ trace, summary, run, look }) =>
    waterfallRoot(arrangeTrace(trace.index, trace.order, summary, run?.steps), look.reveal),
  raw: ({ trace, look }) => {
    const { spans, logs, startAt } = trace.index;
    const record = { shape: 'trace', startAt } as const;
    return unfoldAtFirst(section('raw', '', [entries({ spans, logs }, look.reveal, record)]));
  },
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
  if (!run) return unfoldAtFirst(summaryOutline(summary, look.reveal));
  const { status, finishedAt, cancelRequestedAt, strandedBy, errorSummary = run.errorSummary } = summary;
  const newest = { ...run, status, finishedAt, cancelRequestedAt, strandedBy, errorSummary };
  const outline = overviewOutline(newest, look.reveal, {
    ...{ answer, offered, usualSteps },
    unreadSteps: lacksSteps && unreadSteps[lacksSteps],
    isEndUnread: isActive(run) && !isActive(summary),
  });
  return unfoldFailedStep(unfoldAtFirst(outline), run);
}

/** A run that is opened while updates are paused is read then, and shown as of that reading. */
export function shownNowInRun(state: Pick<State, 'now' | 'store' | 'detail'>): number {
  return Math.max(shownNow(state), state.detail?.readAt ?? 0);
}

export function rowContext(detail: DetailState, width: number, now: number): RowContext {
  const whole = wholeTimeNow(waterfallTrace(detail), now);
  return {
    ...{ now, width, whole, time: detail.trace.zoom ?? whole },
    ...{ slownessOf: slownessIn(detail, now), criticalPath: shownPath(detail) },
    ...{ summary: withUsual(detail), look: detail.look },
  };
}

export function withUsual({ summary, usual }: Pick<DetailState, 'summary' | 'usual'>): RunSummary {
  return usual ? { ...summary, usual } : summary;
}

/** The span of the run itself is the only root with its name. */
const spanOfRun = memo(({ roots, spans }: TraceIndex, name: string): Span | undefined => {
  const isNamed = (root: number) => spans[root]?.name === name;
  const at = roots.findIndex(isNamed);
  const root = roots[at];
  return root === undefined || roots.findLastIndex(isNamed) !== at ? undefined : spans[root];
});

/** The run's own span is as slow as the header says, so that the two do not contradict each other. */
function slownessIn(detail: DetailState, now: number): RowContext['slownessOf'] {
  const own = spanOfRun(detail.trace.index, detail.summary.name)?.id;
  const slowness = remarkableSlowness(withUsual(detail), now);
  return spanId => (spanId === own ? slowness : detail.slow?.get(spanId));
}

/** `undefined` if every span is on the path, which then tells nothing apart. */
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
