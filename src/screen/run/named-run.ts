import { coalesceCalls } from '../../async/coalesce-calls.ts';
import { untilAborted } from '../../async/until-aborted.ts';
import { InspectorError } from '../../model/errors.ts';
import type { Run } from '../../model/run.ts';
import { noSuchRunText } from '../../operations/target-refusal.ts';
import type { ReaderContext } from '../shell/reader-context.ts';
import { errorText } from '../shell/status-message.ts';

export type NamedRun = {
  /** Reads and opens the run; does nothing once the store has answered. */
  readonly load: () => Promise<void>;
  readonly stop: () => void;
};

/** Opens the run named on the command line once it has been read. */
export function createNamedRun(context: ReaderContext, address: string | undefined): NamedRun {
  const reading = new AbortController();
  const { signal } = reading;
  let wanted = address;
  const load = coalesceCalls(async () => {
    if (wanted === undefined) return;
    const id = wanted;
    try {
      const run = await untilAborted(
        context.store().getRun(id, { include: { lazyPayloads: true }, signal }),
        signal,
      );
      wanted = undefined;
      if (run) open(context, run);
      else showError(context, noSuchRunText(context.store().target, id));
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof InspectorError)) throw error;
      // The next refresh tries again; the list reports the outage.
      if (error.kind === 'unreachable' || error.kind === 'timeout') return;
      wanted = undefined;
      showError(context, errorText(error));
    }
  });
  const stop = (): void => {
    wanted = undefined;
    reading.abort();
  };
  return { load, stop };
}

function open({ getState, dispatch }: ReaderContext, run: Run): void {
  const { detail, overlay } = getState();
  if (detail || overlay.type !== 'none') {
    dispatch({
      type: 'noticed',
      text: `run ${run.id} was found: filter by its id to open it`,
      tone: 'info',
    });
    return;
  }
  dispatch({ type: 'run-opened', summary: run });
}

function showError({ dispatch }: ReaderContext, text: string): void {
  dispatch({ type: 'noticed', text, tone: 'error' });
}
