import { untilAborted } from '../../async/until-aborted.ts';
import { InspectorError } from '../../model/errors.ts';
import { findRetried } from '../../operations/acts/find-retried.ts';
import { type FoundRuns, findRuns } from '../../operations/acts/find-runs.ts';
import { errorText } from '../shell/error-text.ts';
import type { Reaction } from '../shell/reaction.ts';
import type { SessionContext } from '../shell/session-context.ts';
import type { State } from '../shell/state.ts';
import { readInputs } from './again/read-inputs.ts';
import type { ConfirmMany, RunSource } from './questions/confirm-many.ts';

/** Reads the runs that the open question is about, and what is said of them, until it is closed. */
export function prepareQuestion(context: SessionContext): Reaction {
  let reading: AbortController | undefined;
  let source: RunSource | undefined;
  const stop = (): void => {
    reading?.abort();
    reading = undefined;
  };
  const react = (before: State, { overlay }: State): void => {
    if (overlay === before.overlay) return;
    if (overlay.type !== 'confirm-many') {
      stop();
      source = undefined;
    } else if (overlay.source !== source) {
      stop();
      source = overlay.source;
      const own = new AbortController();
      reading = own;
      context.run(() => read(context, overlay, own.signal));
    }
  };
  return { react, stop };
}

async function read(context: SessionContext, confirm: ConfirmMany, signal: AbortSignal): Promise<void> {
  if (confirm.found) return;
  const { dispatch } = context;
  const { act, source } = confirm;
  try {
    const found = await untilAborted(findAll(context, confirm, signal), signal);
    if (found.runs.length === 0) {
      dispatch({ overlay: 'confirm-many', type: 'closed' });
      return dispatch({ type: 'noticed', text: nothingFound(confirm), tone: 'info' });
    }
    if (act !== 'retry') return dispatch({ overlay: 'confirm-many', type: 'found', source, found });
    const reading = { store: context.store(), now: context.now(), signal };
    const retried = await untilAborted(findRetried(found.runs, reading), signal);
    dispatch({ overlay: 'confirm-many', type: 'found', source, found, retried });
    await readInputs(context, found.runs, {
      isWanted: () => !signal.aborted,
      onRead: (address, input) =>
        dispatch({ overlay: 'confirm-many', type: 'input-read', source, address, input }),
    });
  } catch (error) {
    if (signal.aborted) return;
    if (!(error instanceof InspectorError)) throw error;
    dispatch({ overlay: 'confirm-many', type: 'closed' });
    dispatch({ type: 'noticed', text: errorText(error), tone: 'error' });
  }
}

async function findAll(
  { store, dispatch, now }: SessionContext,
  { source }: ConfirmMany,
  signal: AbortSignal,
): Promise<FoundRuns> {
  if (source.type === 'marked') return source.runs;
  const onFound = (soFar: number): void =>
    dispatch({ overlay: 'confirm-many', type: 'counted', source, soFar });
  return findRuns({ store: store(), query: source.query, now: now(), signal, onFound });
}

function nothingFound({ act, source }: ConfirmMany): string {
  const of = source.type === 'matching' ? source.of : '';
  return act === 'retry' ? `there is no run to run again ${of}` : `no active run matches ${of}`;
}
