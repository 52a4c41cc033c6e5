import { coalesceCalls } from '../../async/coalesce-calls.ts';
import { sleep } from '../../async/sleep.ts';
import { untilAborted } from '../../async/until-aborted.ts';
import { newestFirst } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import type { RunSummary } from '../../model/run.ts';
import { restAfterRead, timeRead } from '../../operations/follow/read-pace.ts';
import { nothingToNotify, paceNotices } from '../../operations/notify/notice-pace.ts';
import { type SeenFailures, seeFailures } from '../../operations/notify/seen-failures.ts';
import { questionOf } from '../failures/groups-state.ts';
import { queryOf } from '../failures/read-groups.ts';
import type { Reaction } from '../session/reaction.ts';
import type { Perform, SessionContext } from '../session/session-context.ts';
import type { State } from '../session/state.ts';

/** Of so many of the newest failed runs the terminal is notified. */
const failuresRead = 100;

/** While it is on, notifies the terminal of failures that come into the view or the open group. */
export function notifyFailures({ store, getState, run, effects, now }: SessionContext): Reaction {
  let reading = new AbortController();
  let seen: SeenFailures | undefined;
  let pace = nothingToNotify;

  const notify = (added: readonly RunSummary[]): void => {
    const { pace: next, text } = paceNotices(pace, added, now());
    pace = next;
    if (text !== undefined) run(() => effects.notify(text));
  };

  const readPage = (signal: AbortSignal) => {
    const options = { sort: newestFirst, limit: failuresRead, now: now(), signal };
    return untilAborted(store().listRuns(queryOf(getState().list), options), signal);
  };

  const read = coalesceCalls(async () => {
    const { signal } = reading;
    try {
      const { result: page, tookMs } = await timeRead(() => readPage(signal));
      const next = seeFailures(seen, page, now());
      seen = next.seen;
      notify(next.added);
      await sleep(restAfterRead(store().target, tookMs, { hasKeys: true }), signal);
    } catch (error) {
      // The list reports expected failures.
      if (!signal.aborted && !(error instanceof InspectorError)) throw error;
    }
  });

  const startAgain = (): void => {
    reading.abort();
    reading = new AbortController();
    seen = undefined;
    pace = { ...nothingToNotify, notifiedAt: pace.notifiedAt };
  };

  const react = (before: State, after: State): void => {
    if (isOther(before, after)) startAgain();
    if (!after.store.isNotifying) return;
    if (!before.store.isNotifying || isReadAgain(before, after)) run(read);
    else if (after.now !== before.now) notify([]);
  };
  return { react, stop: () => reading.abort() };
}

function isOther(before: State, after: State): boolean {
  if (before.store.isNotifying !== after.store.isNotifying) return true;
  if (before.store.target !== after.store.target) return true;
  return before.list !== after.list && questionOf(before.list) !== questionOf(after.list);
}

function isReadAgain(before: State, after: State): boolean {
  return before.list.rows !== after.list.rows || before.store.counts !== after.store.counts;
}

export const toggleNotify: Perform = ({ getState, dispatch }) => {
  dispatch({ type: 'notify-toggled' });
  const text = getState().store.isNotifying
    ? 'the terminal is notified of failures that come in here, at most once a minute'
    : 'the terminal is no longer notified of failures';
  dispatch({ type: 'noticed', text, tone: 'info' });
};
