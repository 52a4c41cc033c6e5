import { disabledReason } from '../keys/disabled-reason.ts';
import type { Command } from './keymap.ts';
import type { Reaction } from './reaction.ts';
import type { ReaderContext } from './reader-context.ts';
import type { State } from './state.ts';

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
