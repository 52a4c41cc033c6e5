import type { RunStore } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import {
  type FailureMark,
  formatNote,
  type NewFailureMark,
  toShown,
} from '../../model/failure/memory/failure-mark.ts';
import { newMuteWords } from '../../model/failure/memory/state-words.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { truncateText } from '../../model/text/width.ts';
import {
  keepMark,
  type OwnFailures,
  type RemovedMarks,
  removeMarks,
} from '../../operations/failures/failure-memory.ts';
import type { Action } from '../shell/actions.ts';
import type { SessionContext } from '../shell/session-context.ts';
import type { GroupRow } from './groups-state.ts';

type Told = Omit<NewFailureMark, 'failureId' | 'shown'>;

/** Notes or mutes a group as it is shown, and says what was kept, and where. */
export function markGroup(
  context: SessionContext,
  group: Pick<GroupRow, 'id' | 'first' | 'last' | 'count'>,
  told: Told,
): void {
  const { effects, now } = context;
  const done = told.kind === 'known' ? noteWords(told) : newMuteWords(told, now());
  changeMarks(context, told.kind === 'known' ? 'not noted' : 'not muted', async ({ store, own }) => {
    const mark = { ...told, failureId: group.id, shown: toShown(group) };
    const { keptIn, reason, targets } = await keepMark({ store, own, mark, by: effects.user, now: now() });
    const problem = keptIn === 'own' ? own.problem() : undefined;
    const place = targets ? ` in ${targets.join(', ')} only: the other targets could not keep it` : '';
    const text = keptIn === 'store' ? done + place : `${done} for you alone: ${problem ?? reason}`;
    return { text, tone: problem === undefined ? 'info' : 'error' };
  });
}

const longestNote = 60;

/** `noted OPS-12: the provider is slow`. */
function noteWords({ ticket, note = '' }: Told): string {
  const [line = ''] = note.split('\n', 1);
  return `noted ${truncateText(safeLine(formatNote({ ticket, note: line })), longestNote)}`;
}

/** Removes every note and mute that holds for the group; a mark that is to stay is made again. */
export function unmarkGroup(
  context: SessionContext,
  { id }: Pick<GroupRow, 'id'>,
  staying?: FailureMark,
): void {
  const { effects, now } = context;
  changeMarks(context, 'not removed', async ({ store, own }) => {
    const removed = await removeMarks({ store, own }, id);
    if (staying && removed.marks.length > 0) {
      const { at: _, by = effects.user, ...mark } = staying;
      await keepMark({ store, own, mark, by, now: now() });
    }
    return { text: removedWords(removed), tone: removed.reason === undefined ? 'info' : 'error' };
  });
}

type Notice = Pick<Extract<Action, { type: 'noticed' }>, 'text' | 'tone'>;
type Place = { readonly store: RunStore; readonly own: OwnFailures };

/** Changes marks once: unlike what is shown, a change that failed is not tried again. */
function changeMarks(
  { effects, store: opened, finish, dispatch }: SessionContext,
  failed: string,
  change: (place: Place) => Promise<Notice>,
): void {
  const store = opened();
  finish(async () => {
    try {
      const own = await effects.ownFailures(store.target);
      dispatch({ type: 'noticed', ...(await change({ store, own })) });
      dispatch({ type: 'group-marked' });
    } catch (error) {
      if (!(error instanceof InspectorError)) throw error;
      dispatch({ type: 'noticed', text: `${failed}: ${error.message}`, tone: 'error' });
    }
  });
}

function removedWords({ marks, reason }: RemovedMarks): string {
  if (reason === undefined) return marks.length === 0 ? 'nobody has noted or muted it' : 'removed';
  return marks.length === 0 ? `it stays: ${reason}` : `yours is removed, that of the others stays: ${reason}`;
}
