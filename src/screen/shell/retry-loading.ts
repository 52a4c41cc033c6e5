import type { Reaction } from './reader-context.ts';
import type { SessionContext } from './session-context.ts';
import type { State } from './state.ts';

/** Reads everything again once a failed read is due again. */
export function retryLoading({ getState, run, refreshAll, now }: SessionContext): Reaction {
  let timer: NodeJS.Timeout | undefined;
  const retry = (): void => {
    if (getState().store.pausedAt === undefined) run(refreshAll);
  };
  const react = (before: State, after: State): void => {
    const { link } = after.store;
    if (link.type !== 'stale' || link === before.store.link) return;
    clearTimeout(timer);
    timer = setTimeout(retry, Math.max(0, link.retryAt - now()));
  };
  return { react, stop: () => clearTimeout(timer) };
}
