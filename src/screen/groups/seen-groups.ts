import { yieldToEventLoop } from '../../async/yield-to-event-loop.ts';
import { type SeenGroup, toShown } from '../../model/failure/memory/failure-mark.ts';
import type { OwnFailures } from '../../operations/failures/failure-memory.ts';
import { tableRows } from '../shell/layout.ts';
import type { SessionContext } from '../shell/session-context.ts';
import type { State } from '../shell/state.ts';

/** The groups that were in sight, which are kept in the user's file once the user leaves them. */
export type SeenGroups = {
  readonly look: (state: State) => void;
  /** Keeps them after the next frame was painted, which would wait for a file to be written. */
  readonly keepSoon: () => void;
  /** Keeps now what `keepSoon` has yet to keep. */
  readonly keepDue: () => void;
  readonly keep: () => void;
};

/** `own` is where they are kept; nothing is kept while it is not open. */
export function createSeenGroups(
  { dispatch, finish }: Pick<SessionContext, 'dispatch' | 'finish'>,
  own: () => OwnFailures | undefined,
): SeenGroups {
  const shown = new Map<string, SeenGroup>();
  let isDue = false;
  let isReported = false;

  function keep(): void {
    isDue = false;
    if (shown.size > 0) own()?.addSeen([...shown.values()]);
    shown.clear();
    reportProblem();
  }

  function keepDue(): void {
    if (isDue) keep();
  }

  function reportProblem(): void {
    const problem = own()?.problem();
    if (problem === undefined || isReported) return;
    isReported = true;
    const text = `what you have seen lasts until you quit: ${problem}`;
    dispatch({ type: 'noticed', text, tone: 'error' });
  }

  return {
    keep,
    keepDue,
    look(state) {
      const { groups } = state;
      for (const group of groups?.rows.slice(groups.top, groups.top + tableRows(state)) ?? [])
        shown.set(group.id, { failureId: group.id, shown: toShown(group) });
    },
    keepSoon() {
      isDue = true;
      finish(async () => {
        await yieldToEventLoop();
        keepDue();
      });
    },
  };
}
