import type { SessionContext } from '../shell/session-context.ts';
import { groupState } from './group-memory.ts';
import { cursorGroup } from './groups-state.ts';

/** Opens the line with the note that the group under the cursor has. */
export function openNoteFailure({ getState, dispatch }: SessionContext): void {
  const { groups, now } = getState();
  const group = cursorGroup(groups);
  if (!groups || !group) return;
  const { known, muted } = groupState(groups, group, now) ?? {};
  dispatch({ overlay: 'note-failure', type: 'opened', group, held: { known, muted } });
}
