import { createDebounce } from '../../async/debounce.ts';
import { inTurns } from '../../async/yield-to-event-loop.ts';
import { isSameRun, runAddress } from '../../model/run.ts';
import { findCriticalPath } from '../../model/trace/critical-path.ts';
import { readWhileShown } from '../shell/jobs.ts';
import type { Reaction, ReaderContext, SessionContext, State } from '../shell/state.ts';
import type { TraceIndex } from '../trace/trace-index.ts';
import { waterfallTrace } from './detail-state.ts';
import { isSearching } from './find/search.ts';

/** A delay, so that runs the cursor passes cost no round trip. */
const passingMs = 150;

export function readOpenRun({ run, detail, getState, effects }: SessionContext): Reaction {
  const restMs = () => (getState().store.target.isRemote ? passingMs : 0);
  const opening = createDebounce({ now: effects.now, restMs });
  const read = () => {
    run(() => detail.load());
    run(() => detail.loadTrace());
  };
  const react = (before: State, after: State): void => {
    const open = after.detail;
    if (!open) return before.detail && detail.leave();
    if (!isSameRun(open.summary, before.detail?.summary)) return opening.run(read);
    if (opening.isPending()) return;
    // The same run may have been opened anew, such as by its id while it was shown beside the table.
    if (!open.run && !open.error) run(() => detail.load());
    run(() => detail.loadTrace());
  };
  return { react, stop: opening.cancel };
}

const followMs = 90;

export function openRunUnderCursor({ getState, dispatch }: SessionContext): Reaction {
  let timer: NodeJS.Timeout | undefined;
  const open = (): void => {
    const { detail, list, screen } = getState();
    if (screen !== 'table') return;
    const summary = list.rows[list.cursorIndex];
    if (detail && summary && !isSameRun(summary, detail.summary))
      dispatch({ type: 'detail-opened', summary });
  };
  const react = (before: State, after: State): void => {
    if (after.list.cursorAddress === before.list.cursorAddress) return;
    if (!after.detail || after.screen !== 'table') return;
    clearTimeout(timer);
    timer = setTimeout(open, followMs);
  };
  return { react, stop: () => clearTimeout(timer) };
}

export function updateOpenRun({ dispatch }: SessionContext): Reaction {
  const react = (before: State, { list, detail }: State): void => {
    if (list.rows === before.list.rows) return;
    const row = detail && list.rows.find(candidate => isSameRun(candidate, detail.summary));
    if (row && row !== detail.summary) dispatch({ type: 'detail-summary-changed', summary: row });
  };
  return { react, stop: () => {} };
}

export function continueSearch({ dispatch }: SessionContext): Reaction {
  let next: NodeJS.Immediate | undefined;
  const react = (before: State, { detail }: State): void => {
    if (!detail || detail === before.detail || !isSearching(detail)) return;
    clearImmediate(next);
    next = setImmediate(() => dispatch({ type: 'detail-search-continued' }));
  };
  return { react, stop: () => clearImmediate(next) };
}

type Shown = { readonly address: string; readonly index: TraceIndex; readonly openEndAt: number };

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
