import type { NewFailureMark } from '../../../model/failure/memory/failure-mark.ts';
import { toShown } from '../../../model/failure/memory/shown-failures.ts';
import { keepMark, removeMarks } from '../../../operations/failure-memory.ts';
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
    context.run(context.groups.refresh);
  });
}

/** Removes every note and mute that holds for the group. */
export function unmarkGroup(context: SessionContext, { id }: Pick<GroupRow, 'id'>): void {
  const { effects, store: opened, finish } = context;
  const store = opened();
  finish(async () => {
    const own = await effects.ownFailures(store.target);
    const { marks, reason } = await removeMarks({ store, own }, id);
    const text =
      reason === undefined
        ? `${marks.length === 0 ? 'nobody has noted or muted it' : 'removed'}`
        : `it stays: ${reason}`;
    context.dispatch({ type: 'noticed', text, tone: reason === undefined ? 'info' : 'error' });
    context.run(context.groups.refresh);
  });
}
