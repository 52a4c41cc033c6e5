import { untilAborted } from '../../../async/until-aborted.ts';
import type { ReaderContext } from '../../shell/reader-context.ts';
import type { LoadAttempt } from '../load-attempts.ts';
import { unlessLoading } from '../unless-loading.ts';
import { requestAbove, requestEnd, requestVisible } from './end-reading.ts';
import type { EndPage } from './end-rows.ts';

export type EndLoader = {
  /** Shows the last runs of the list, unless it is loaded to its end. */
  readonly loadEnd: (signal: AbortSignal) => Promise<void>;
  /** While the end is shown: loads the rows above the first one. */
  readonly loadAbove: () => Promise<void>;
};

type Loading = {
  readonly context: ReaderContext;
  readonly attempt: LoadAttempt;
  readonly currentLoad: () => AbortSignal;
  readonly firstPage: () => Promise<void>;
};

export function createEndLoader({ context, attempt, currentLoad, firstPage }: Loading): EndLoader {
  const show = async (signal: AbortSignal, isPart: boolean, read: Promise<EndPage>): Promise<void> => {
    const end = await read;
    if (signal.aborted) return;
    // By the contract only newest first has further pages: this server does not know the other order.
    if (isPart || end.page.nextCursor === undefined)
      return context.dispatch({ type: 'end-loaded', isPart, ...end });
    const text = 'this server lists the newest runs only: these are the last ones loaded';
    context.dispatch({ type: 'noticed', text, tone: 'info' });
  };
  const readAbove = async (): Promise<void> => {
    const signal = currentLoad();
    context.dispatch({ type: 'more-requested' });
    await attempt(signal, () => show(signal, true, requestAbove(context, signal)));
  };
  return {
    loadEnd: async stopped => {
      await untilAborted(firstPage(), stopped);
      const signal = AbortSignal.any([stopped, currentLoad()]);
      if (context.getState().list.nextCursor === undefined) return;
      await attempt(signal, () => show(signal, false, requestEnd(context, signal)));
    },
    loadAbove: unlessLoading(context, readAbove),
  };
}

/** Reads the visible rows of the end again. */
export async function readVisibleEnd(context: ReaderContext, signal: AbortSignal): Promise<void> {
  const page = await requestVisible(context, signal);
  if (!signal.aborted) context.dispatch({ type: 'end-loaded', isPart: true, ...page });
}
