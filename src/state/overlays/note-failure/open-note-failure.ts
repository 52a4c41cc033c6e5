import { cursorGroup } from '../../failures/groups-state.ts';
import { groupState } from '../../failures/memory/group-memory.ts';
import type { SessionContext } from '../../session/session-context.ts';

/** Opens the line with the note that the group under the cursor has. */
export function openNoteFailure({ getState, dispatch }: SessionContext): void {
  const { groups, now } = getState();
  const group = cursorGroup(groups);
  if (!groups || !group) return;
  const { known, muted } = groupState(groups, group, now) ?? {};
  dispatch({ overlay: 'note-failure', type: 'opened', group, held: { known, muted } });
}
