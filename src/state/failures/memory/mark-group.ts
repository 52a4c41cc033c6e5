import type { FailureMark, NewFailureMark } from '../../../model/failure/memory/failure-mark.ts';
import { toShown } from '../../../model/failure/memory/shown-failures.ts';
import { keepMark, type RemovedMarks, removeMarks } from '../../../operations/failure-memory.ts';
import type { SessionContext } from '../../session/session-context.ts';
import type { GroupRow } from '../groups-state.ts';

type Told = Omit<NewFailureMark, 'failureId' | 'shown'>;

/** Notes or mutes a group as it is shown, and says where that is kept. */
export function markGroup(
  context: SessionContext,
  group: Pick<GroupRow, 'id' | 'first' | 'last' | 'count'>,
  told: Told,
): void {
  const { effects, store: opened, finish, now } = context;
  const store = opened();
  finish(async () => {
    const own = await effects.ownFailures(store.target);
    const mark = { ...told, failureId: group.id, shown: toShown(group) };
    const { keptIn, reason } = await keepMark({ store, own, mark, by: effects.user, now: now() });
    const done = told.kind === 'known' ? 'noted' : 'muted';
    const problem = keptIn === 'own' ? own.problem() : undefined;
    const text = keptIn === 'store' ? done : `${done} for you alone: ${problem ?? reason}`;
    context.dispatch({ type: 'noticed', text, tone: problem === undefined ? 'info' : 'error' });
    context.dispatch({ type: 'group-marked' });
  });
}

/** Removes every note and mute that holds for the group; a mute that is to stay is made again. */
export function unmarkGroup(
  context: SessionContext,
  { id }: Pick<GroupRow, 'id'>,
  staying?: FailureMark,
): void {
  const { effects, store: opened, finish, now } = context;
  const store = opened();
  finish(async () => {
    const own = await effects.ownFailures(store.target);
    const removed = await removeMarks({ store, own }, id);
    if (staying && removed.marks.length > 0) {
      const { at: _, by = effects.user, ...mark } = staying;
      await keepMark({ store, own, mark, by, now: now() });
    }
    const tone = removed.reason === undefined ? 'info' : 'error';
    context.dispatch({ type: 'noticed', text: removedWords(removed), tone });
    context.dispatch({ type: 'group-marked' });
  });
}

function removedWords({ marks, reason }: RemovedMarks): string {
  if (reason === undefined) return marks.length === 0 ? 'nobody has noted or muted it' : 'removed';
  return marks.length === 0 ? `it stays: ${reason}` : `yours is removed, that of the others stays: ${reason}`;
}
