import { memo } from '../../model/memo.ts';
import type { RunSummary, Span } from '../../model/run.ts';
import type { TraceIndex } from '../trace/trace-index.ts';
import type { DetailState } from './detail-state.ts';

/** The open run with what is usual for its workflow, once that is known; a row of a list may know it, too. */
export function withUsual({ summary, usual }: Pick<DetailState, 'summary' | 'usual'>): RunSummary {
  return usual ? { ...summary, usual } : summary;
}

/** The span of the run itself: the only root with its name. It is as slow as the run is said to be. */
export function ownSpan({
  summary,
  trace: { index },
}: Pick<DetailState, 'summary' | 'trace'>): Span | undefined {
  return onlyRoot(index, summary.name);
}

const onlyRoot = memo(({ roots, spans }: TraceIndex, name: string): Span | undefined => {
  const isNamed = (root: number) => spans[root]?.name === name;
  const at = roots.findIndex(isNamed);
  const root = roots[at];
  return root === undefined || roots.findLastIndex(isNamed) !== at ? undefined : spans[root];
});
