import { inTurns } from '../../async/yield-to-event-loop.ts';
import { runAddress } from '../../model/run.ts';
import { findCriticalPath } from '../../model/trace/critical-path.ts';
import { readWhileShown } from '../shell/jobs.ts';
import type { Reaction, ReaderContext } from '../shell/reader-context.ts';
import type { State } from '../shell/state.ts';
import type { TraceIndex } from '../trace/trace-index.ts';
import { waterfallTrace } from './panes.ts';

/** `openEndAt` is the end of the run, as far as it is known. */
type Shown = { readonly address: string; readonly index: TraceIndex; readonly openEndAt: number };

/** Finds the critical path of the open trace once it is read, and when it has changed; in turns with keys. */
export function markCriticalPath(context: ReaderContext): Reaction {
  return readWhileShown(context, {
    shown: shownTrace,
    isSame: (one, other) => one.index === other.index && one.openEndAt === other.openEndAt,
    read: async ({ address, index, openEndAt }, signal) => {
      const path = await inTurns(findCriticalPath(index, openEndAt), signal);
      context.dispatch({ type: 'detail-path-found', address, path });
    },
  });
}

function shownTrace({ detail }: State): Shown | undefined {
  if (detail?.tab !== 'trace' || detail.trace.phase !== 'read') return undefined;
  const { openEndAt } = waterfallTrace(detail);
  return { address: runAddress(detail.summary), index: detail.trace.index, openEndAt };
}
