import { runAddress } from '../../model/run.ts';
import { actsOnRun } from '../keys/disabled-reason.ts';
import type { Command } from '../shell/keymap.ts';
import type { SessionContext } from '../shell/session-context.ts';
import { reactionMs } from './first-rows.ts';
import { isFollowing } from './follow-top.ts';

const movesFromRow: ReadonlySet<Command> = new Set(['move-down', 'half-down', 'page-down', 'next-run']);

/** Before a command for the first row, anchors the table on the run that the user has seen there. */
export function keepShownRow({ getState, dispatch, firstRows, now }: SessionContext, command: Command): void {
  const state = getState();
  if (!isFollowing(state) || !(actsOnRun(command) || movesFromRow.has(command))) return;
  const shown = firstRows.at(now() - reactionMs);
  const index = state.list.rows.findIndex(run => runAddress(run) === shown);
  if (index > 0) dispatch({ type: 'cursor-moved', index });
}
