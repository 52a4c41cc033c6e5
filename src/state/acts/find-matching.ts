import { untilAborted } from '../../async/until-aborted.ts';
import { InspectorError } from '../../model/errors.ts';
import type { Query } from '../../model/query/query.ts';
import { findRuns } from '../../operations/acts/find-runs.ts';
import { findRetried } from '../../operations/acts/leave-out-retried.ts';
import type { ConfirmMany } from '../overlays/confirm-many/confirm-many.ts';
import { errorText } from '../session/error-text.ts';
import type { Reaction } from '../session/reaction.ts';
import type { SessionContext } from '../session/session-context.ts';
import type { State } from '../session/state.ts';

/** Reads the runs that the open question is about, until it is closed. */
export function findMatching(context: SessionContext): Reaction {
  let reading: AbortController | undefined;
  let query: Query | undefined;
  const stop = (): void => reading?.abort();
  const react = (before: State, { overlay }: State): void => {
    if (overlay === before.overlay) return;
    if (overlay.type !== 'confirm-many') {
      stop();
      query = undefined;
    } else if (overlay.query !== query) {
      stop();
      query = overlay.query;
      const own = new AbortController();
      reading = own;
      context.run(() => read(context, overlay, own.signal));
    }
  };
  return { react, stop };
}

async function read(context: SessionContext, confirm: ConfirmMany, signal: AbortSignal): Promise<void> {
  const { dispatch, now } = context;
  const { query } = confirm;
  const store = context.store();
  const onFound = (soFar: number): void =>
    dispatch({ overlay: 'confirm-many', type: 'counted', query, soFar });
  try {
    const found = await untilAborted(findRuns({ store, query, now: now(), signal, onFound }), signal);
    const retried =
      confirm.act === 'retry'
        ? await untilAborted(findRetried(found.runs, { store, signal }), signal)
        : undefined;
    if (found.runs.length > 0)
      return dispatch({ overlay: 'confirm-many', type: 'found', query, found, retried });
    dispatch({ overlay: 'confirm-many', type: 'closed' });
    dispatch({ type: 'noticed', text: nothingFound(confirm), tone: 'info' });
  } catch (error) {
    if (signal.aborted) return;
    if (!(error instanceof InspectorError)) throw error;
    dispatch({ overlay: 'confirm-many', type: 'closed' });
    dispatch({ type: 'noticed', text: errorText(error), tone: 'error' });
  }
}

function nothingFound({ act, of }: ConfirmMany): string {
  return act === 'cancel' ? `no active run matches ${of}` : `there is no run to run again ${of}`;
}
