import { memo } from '../../model/memo.ts';
import type { RunSummary, Span } from '../../model/run.ts';
import type { CriticalPath } from '../../model/trace/critical-path.ts';
import { remarkableSlowness } from '../../model/usual/slowness.ts';
import type { TraceIndex } from '../trace/trace-index.ts';
import { wholeTimeNow } from '../trace/trace-view.ts';
import type { DetailState } from './detail-state.ts';
import { waterfallTrace } from './panes.ts';
import type { RowContext } from './rows/row-phrases.ts';

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
