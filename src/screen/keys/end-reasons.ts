import type { Reaction } from '../shell/reaction.ts';
import type { ReaderContext } from '../shell/reader-context.ts';
import type { State } from '../shell/state.ts';
import { disabledReason } from './disabled-reason.ts';
import type { Command } from './keymap.ts';

/** Takes back why a key did nothing once that is no longer so, as when what it waits for has been read. */
export function endReasons({ run, dispatch, getState }: ReaderContext): Reaction {
  const end = (): void => {
    if (isOver(getState())) dispatch({ type: 'notice-expired' });
  };
  const react = (_: State, after: State): void => {
    if (isOver(after)) run(async () => end());
  };
  return { react, stop: () => {} };
}

function isOver(state: State): boolean {
  const { notice } = state;
  return notice?.reasonOf !== undefined && disabledReason(notice.reasonOf as Command, state) !== notice.text;
}
