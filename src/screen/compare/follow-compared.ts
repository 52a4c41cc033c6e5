import { isSameRun, type RunSummary } from '../../model/run.ts';
import { isActive } from '../../model/status.ts';
import type { Reaction, ReaderContext } from '../shell/reader-context.ts';
import type { State } from '../shell/state.ts';

/** Shows how a compared run that was not over is now, of which the comparison, made before, knows nothing. */
export function followCompared({ dispatch }: ReaderContext): Reaction {
  const react = (before: State, after: State): void => {
    const { compare, list, detail } = after;
    const isSame = list.rows === before.list.rows && detail === before.detail && compare === before.compare;
    if (!compare || isSame) return;
    for (const run of ['a', 'b'] as const) {
      const shown = compare[run];
      const summary = shown && isActive(shown) ? knownRun(after, shown) : undefined;
      if (summary && summary.status !== shown?.status)
        dispatch({ type: 'compared-run-changed', run, summary });
    }
  };
  return { react, stop: () => {} };
}

/** The row of a run, which a filter may have left out, or the open run. */
function knownRun({ list, detail }: State, run: RunSummary): RunSummary | undefined {
  const row = list.rows.find(candidate => isSameRun(candidate, run));
  return row ?? (detail && isSameRun(detail.summary, run) ? detail.summary : undefined);
}
